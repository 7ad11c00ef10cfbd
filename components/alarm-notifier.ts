import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { eventPattern } from "../functions/notifier/alarm-event.ts";
import { functionSettings } from "../functions/notifier/function-settings.ts";
import { notifierPermissions } from "../functions/notifier/permissions.ts";
import { type Webhook, webhooksVariable } from "../functions/notifier/webhooks/webhook.ts";
import {
  notifierFunctionName,
  notifierLogGroupName,
  notifierQueueName,
  notifierRoleName,
  notifierRuleName,
  topicName,
} from "../monitoring/names.ts";
import type { IamSettings, WebhookSettings } from "../monitoring/settings.ts";
import type { TopicArns } from "./alarm-args.ts";
import { deadLetterQueue, redriveInto, ruleArnOf } from "./dead-letter-queue.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { serviceRole } from "./service-role.ts";
import { type Place, topicArnOf } from "./topic-policies.ts";

export interface AlarmNotifierArgs {
  /** part of the names of everything here, and of the alarms it watches */
  readonly stack: string;
  readonly iam?: IamSettings;
  readonly place: Place;
  /** path of the bundled function, see bundleNotifier */
  readonly bundle: string | Promise<string>;
  readonly logRetentionDays: number;
  readonly topicArns: TopicArns;
  /** the topics' keys, by severity */
  readonly keyArns: Readonly<Record<string, pulumi.Input<string>>>;
  /** topics that alarms notify besides */
  readonly existingTopicArns: readonly string[];
  /** where messages are posted to besides; absent where there is none */
  readonly webhooks?: readonly WebhookSettings[];
  /** takes the events that failed for good, where there is no webhook */
  readonly deadLetterQueueArn: pulumi.Input<string>;
  /**
   * The publisher's, where functions must not run outside a VPC. Functions with the same subnets and groups share their
   * network interfaces (lambda/latest/dg/configuration-vpc#configuration-vpc-enis), and so one cleaning up at the end.
   */
  readonly vpcConfig?: aws.types.input.lambda.FunctionVpcConfig;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The Lambda function that tells when an alarm is over, run by an EventBridge rule on the state changes of the stack's
 * alarms. ALARM itself doesn't come this way: CloudWatch sends it (docs/decisions/messages.md).
 *
 * No concurrency is reserved: AWS refuses that in accounts that have little of it (lambda/latest/dg/
 * configuration-concurrency: at least 100 stay unreserved), and the rule leaves out what would come all at once.
 */
export class AlarmNotifier extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: AlarmNotifierArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:AlarmNotifier", name, {}, opts);
    const { stack, place, tags, webhooks = [] } = args;
    const { region } = place;
    const parent = { parent: this };

    const deadLetterQueueArn = webhooks.length > 0 ? ownQueue(this, name, args) : args.deadLetterQueueArn;
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { name: notifierLogGroupName(stack), retentionInDays: args.logRetentionDays, region, tags },
      parent,
    );
    const { role, permissions } = serviceRole(this, name, {
      roleName: notifierRoleName(stack, args.iam?.namePrefix),
      iam: args.iam,
      service: "lambda",
      statements: notifierPermissions<pulumi.Input<string>>({
        topicArns: Object.values(args.topicArns),
        existingTopicArns: args.existingTopicArns,
        keyArns: [...new Set(Object.values(args.keyArns))],
        snsEndpoint: `sns.${region}.amazonaws.com`,
        logStreamsArn: pulumi.interpolate`${logGroup.arn}:*`,
        queueArn: deadLetterQueueArn,
        ...(webhooks.length > 0 && { webhooks: secretsOf(webhooks, region) }),
        ...(args.vpcConfig && { inVpc: { functionArn: functionArnOf(stack, place) } }),
      }),
      tags,
    });
    const lambda = lambdaFunction(this, name, {
      settings: functionSettings,
      functionName: notifierFunctionName(stack),
      description: `Tells when an alarm of bedrock-headroom stack ${stack} is over`,
      role,
      permissions,
      bundle: args.bundle,
      ...(webhooks.length > 0 && { variables: { [webhooksVariable]: webhooksText(stack, webhooks) } }),
      logGroup,
      vpcConfig: args.vpcConfig,
      region,
      tags,
    });
    const invocation = new aws.lambda.FunctionEventInvokeConfig(
      name,
      {
        functionName: lambda.name,
        maximumRetryAttempts: functionSettings.maximumRetryAttempts,
        maximumEventAgeInSeconds: functionSettings.maximumEventAgeInSeconds,
        destinationConfig: { onFailure: { destination: deadLetterQueueArn } },
        region,
      },
      parent,
    );
    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: notifierRuleName(stack),
        description: `Alarms of bedrock-headroom stack ${stack} that are over`,
        eventPattern: JSON.stringify(eventPattern(stack)),
        region,
        tags,
      },
      parent,
    );
    const permission = new aws.lambda.Permission(
      name,
      {
        statementId: "EventBridgeRunsIt",
        action: "lambda:InvokeFunction",
        function: lambda.name,
        principal: "events.amazonaws.com",
        sourceArn: rule.arn,
        region,
      },
      parent,
    );
    new aws.cloudwatch.EventTarget(
      name,
      {
        rule: rule.name,
        targetId: "notifier",
        arn: lambda.arn,
        // How long EventBridge tries to hand an event to Lambda's queue; 185 tries are its most (API RetryPolicy).
        retryPolicy: {
          maximumEventAgeInSeconds: functionSettings.maximumEventAgeInSeconds,
          maximumRetryAttempts: 185,
        },
        deadLetterConfig: { arn: deadLetterQueueArn },
        region,
      },
      // An event before it may be handed over, or without its retries, would be lost.
      { parent: this, dependsOn: [permission, invocation] },
    );

    if (webhooks.length > 0) runByTopics(this, name, args, { lambda, invocation, deadLetterQueueArn });

    this.functionName = lambda.name;
    this.registerOutputs({ functionName: this.functionName });
  }
}

/**
 * A queue of its own for what is given up. In the publisher's it would turn on the alarm on that, whose messages a dead
 * webhook loses as well: ALARM and OK, every few minutes. The alarm on the notifier stays on for hours instead.
 */
const ownQueue = (
  parent: AlarmNotifier,
  name: string,
  { stack, place, topicArns, tags }: AlarmNotifierArgs,
): pulumi.Output<string> =>
  deadLetterQueue(parent, name, {
    queueName: notifierQueueName(stack),
    place,
    senders: [
      { service: "events", sourceArns: [ruleArnOf(place, notifierRuleName(stack))] },
      {
        service: "sns",
        sourceArns: Object.keys(topicArns).map((severity) => topicArnOf(place, topicName(stack, severity))),
      },
    ],
    tags,
  }).arn;

interface RunByTopics {
  lambda: aws.lambda.Function;
  invocation: aws.lambda.FunctionEventInvokeConfig;
  deadLetterQueueArn: pulumi.Input<string>;
}

/** Subscribes the function to the topics that a webhook is for. */
function runByTopics(
  parent: AlarmNotifier,
  name: string,
  { place: { region }, topicArns, webhooks = [] }: AlarmNotifierArgs,
  { lambda, invocation, deadLetterQueueArn }: RunByTopics,
): void {
  for (const severity of new Set(webhooks.flatMap(({ severities }) => severities))) {
    const topic = topicArns[severity];
    if (topic === undefined) throw new RangeError(`A webhook is for severity "${severity}", which has no topic.`);
    const permission = new aws.lambda.Permission(
      `${name}-${severity}`,
      {
        statementId: `TopicRunsIt-${severity}`,
        action: "lambda:InvokeFunction",
        function: lambda.name,
        principal: "sns.amazonaws.com",
        sourceArn: topic,
        region,
      },
      { parent },
    );
    new aws.sns.TopicSubscription(
      `${name}-${severity}`,
      {
        topic,
        protocol: "lambda",
        endpoint: lambda.arn,
        redrivePolicy: redriveInto(deadLetterQueueArn),
        region,
      },
      // A message before it may be handed over, or without its retries, would be lost.
      { parent, dependsOn: [permission, invocation] },
    );
  }
}

const webhooksText = (stack: string, webhooks: readonly WebhookSettings[]): string =>
  JSON.stringify(
    webhooks.map(
      ({ type, secretArn, severities }): Webhook => ({
        type,
        secretArn,
        topics: severities.map((severity) => topicName(stack, severity)),
      }),
    ),
  );

const secretsOf = (webhooks: readonly WebhookSettings[], region: string) => ({
  secretArns: webhooks.map(({ secretArn }) => secretArn),
  keyArns: [...new Set(webhooks.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []))],
  endpoint: `secretsmanager.${region}.amazonaws.com`,
});

const functionArnOf = (stack: string, { partition, region, accountId }: Place): string =>
  `arn:${partition}:lambda:${region}:${accountId}:function:${notifierFunctionName(stack)}`;
