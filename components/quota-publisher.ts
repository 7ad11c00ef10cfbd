import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { functionSettings } from "../functions/quota-publisher/function-settings.ts";
import { publisherPermissions } from "../functions/quota-publisher/permissions.ts";
import {
  deadLetterQueueName,
  notifierRoleName,
  notifierRuleName,
  publisherFunctionName,
  publisherLogGroupName,
  publisherRoleName,
} from "../monitoring/names.ts";
import type { Feed, PlannedAlarm } from "../monitoring/plan-types.ts";
import type { IamSettings, PublisherVpc } from "../monitoring/settings.ts";
import { alarmSuffix, metricAlarmArgs, type TopicArns } from "./alarm-args.ts";
import { deadLetterQueue, ruleArnOf } from "./dead-letter-queue.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { PublisherNetwork } from "./publisher-network.ts";
import { PublisherSchedule } from "./publisher-schedule.ts";
import { roleArnOf, serviceRole } from "./service-role.ts";
import type { Place } from "./topic-policies.ts";

export interface QuotaPublisherArgs {
  /** part of the names of everything here */
  readonly stack: string;
  readonly iam?: IamSettings;
  readonly place: Place;
  readonly feed: Feed;
  /** path of the bundled function, see bundlePublisher */
  readonly bundle: string | Promise<string>;
  readonly logRetentionDays: number;
  /** where the function must not run outside a VPC */
  readonly vpc?: PublisherVpc;
  /** where news of quotas is told: the first topic that takes it, the severest first; and the key that encrypts them */
  readonly alertTopicArns: readonly pulumi.Input<string>[];
  readonly keyArns: readonly pulumi.Input<string>[];
  /** the alarms that watch the stack's own path: the publisher, the notifier, the delivery of messages */
  readonly alarms: readonly PlannedAlarm[];
  readonly topicArns: TopicArns;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The Lambda function that puts the account's Bedrock quotas into CloudWatch every minute, with all it needs:
 * log group, role, schedule, a queue for runs that failed for good, and the alarms that tell when it does not work.
 */
export class QuotaPublisher extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  /** in the order of the arguments */
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];
  readonly deadLetterQueueUrl: pulumi.Output<string>;
  readonly deadLetterQueueArn: pulumi.Output<string>;
  /** subnets and security groups that the function is attached to, where it is in a VPC */
  readonly vpcConfig?: aws.types.input.lambda.FunctionVpcConfig;

  constructor(name: string, args: QuotaPublisherArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:QuotaPublisher", name, {}, opts);
    const { stack, place, tags } = args;
    const { region } = place;
    const parent = { parent: this };

    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { name: publisherLogGroupName(stack), retentionInDays: args.logRetentionDays, region, tags },
      parent,
    );
    const queue = deadLetterQueue(this, name, {
      queueName: deadLetterQueueName(stack),
      place,
      // The notifier's failed events come here too, unless it has webhooks.
      senders: [{ service: "events", sourceArns: [ruleArnOf(place, notifierRuleName(stack))] }],
      tags,
    });
    const { role, permissions } = serviceRole(this, name, {
      roleName: publisherRoleName(stack, args.iam?.namePrefix),
      iam: args.iam,
      service: "lambda",
      statements: publisherPermissions<pulumi.Input<string>>({
        namespace: args.feed.namespace,
        topicArns: args.alertTopicArns,
        keyArns: args.keyArns,
        logStreamsArn: pulumi.interpolate`${logGroup.arn}:*`,
        queueArn: queue.arn,
        looksForUse: args.feed.uncounted !== undefined,
        ...(args.vpc && { inVpc: { functionArn: functionArnOf(stack, place) } }),
      }),
      tags,
    });
    const vpcConfig = args.vpc && vpcConfigOf(args.vpc, name, args, permissions, parent);
    const lambda = lambdaFunction(this, name, {
      settings: functionSettings,
      functionName: publisherFunctionName(stack),
      description: `Puts the Bedrock quotas of ${region} into CloudWatch every minute`,
      role,
      permissions,
      bundle: args.bundle,
      files: { [functionSettings.feedFile]: JSON.stringify(args.feed) },
      variables: { ALERT_TOPIC_ARNS: pulumi.all([...args.alertTopicArns]).apply((arns) => arns.join(" ")) },
      logGroup,
      vpcConfig,
      region,
      tags,
    });
    new aws.lambda.FunctionEventInvokeConfig(
      name,
      {
        functionName: lambda.name,
        maximumRetryAttempts: functionSettings.retry.attempts,
        maximumEventAgeInSeconds: functionSettings.retry.eventAgeSeconds,
        destinationConfig: { onFailure: { destination: queue.arn } },
        region,
      },
      parent,
    );
    new PublisherSchedule(
      `${name}-schedule`,
      {
        stack,
        ...(args.iam && { iam: args.iam }),
        place,
        functionArn: lambda.arn,
        deadLetterQueueArn: queue.arn,
        tags,
      },
      parent,
    );
    this.alarms = args.alarms.map(
      (alarm) =>
        new aws.cloudwatch.MetricAlarm(
          `${name}-${alarmSuffix(alarm, 1)}`,
          metricAlarmArgs(alarm, args.topicArns, region),
          parent,
        ),
    );

    this.functionName = lambda.name;
    this.deadLetterQueueUrl = queue.url;
    this.deadLetterQueueArn = queue.arn;
    if (vpcConfig) this.vpcConfig = vpcConfig;
    this.registerOutputs({ functionName: this.functionName, deadLetterQueueUrl: this.deadLetterQueueUrl });
  }
}

/** Subnets and security groups of the function: those that exist, or those of a network made for it. */
function vpcConfigOf(
  vpc: PublisherVpc,
  name: string,
  { stack, iam, place, tags }: QuotaPublisherArgs,
  permissions: pulumi.Resource,
  opts: pulumi.ComponentResourceOptions,
): aws.types.input.lambda.FunctionVpcConfig {
  if (vpc.kind === "existing") return { subnetIds: [...vpc.subnetIds], securityGroupIds: [...vpc.securityGroupIds] };
  const { cidr, zones } = vpc;
  const roleArns = [publisherRoleName, notifierRoleName].map((name) =>
    roleArnOf(place, iam, name(stack, iam?.namePrefix)),
  );
  const { subnetIds, securityGroupIds } = new PublisherNetwork(
    `${name}-network`,
    { place, cidr, zones, roleArns, permissions, tags },
    opts,
  );
  return { subnetIds, securityGroupIds };
}

const functionArnOf = (stack: string, { partition, region, accountId }: Place): string =>
  `arn:${partition}:lambda:${region}:${accountId}:function:${publisherFunctionName(stack)}`;
