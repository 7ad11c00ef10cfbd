import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { functionSettings } from "../functions/fleet-digest/function-settings.ts";
import { digestPermissions } from "../functions/fleet-digest/permissions.ts";
import type { FleetPlan } from "../monitoring/fleet/fleet-plan.ts";
import {
  digestFunctionName,
  digestLogGroupName,
  digestQueueName,
  digestRoleName,
  digestScheduleName,
} from "../monitoring/names.ts";
import type { IamSettings } from "../monitoring/settings.ts";
import { deadLetterQueue } from "./dead-letter-queue.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { PublisherSchedule } from "./publisher-schedule.ts";
import { serviceRole } from "./service-role.ts";
import type { Place } from "./topic-policies.ts";

export interface FleetDigestArgs {
  readonly stack: string;
  readonly iam?: IamSettings;
  readonly place: Place;
  readonly digest: NonNullable<FleetPlan["digest"]>;
  /** path of the bundled function, see bundleDigest */
  readonly bundle: string | Promise<string>;
  readonly logRetentionDays: number;
  readonly topicArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The Lambda function that sends a fleet's one message, with its role, log group, schedule and queue for failed runs. */
export class FleetDigest extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: FleetDigestArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:FleetDigest", name, {}, opts);
    const { stack, place, tags, topicArn } = args;
    const { region } = place;
    const parent = { parent: this };
    const iam = args.iam && { iam: args.iam };
    const { schedule, ...digest } = args.digest;

    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { name: digestLogGroupName(stack), retentionInDays: args.logRetentionDays, region, tags },
      parent,
    );
    const queue = deadLetterQueue(this, name, { queueName: digestQueueName(stack), place, tags });
    const { role, permissions } = serviceRole(this, name, {
      roleName: digestRoleName(stack, args.iam?.namePrefix),
      iam: args.iam,
      service: "lambda",
      statements: digestPermissions<pulumi.Input<string>>({
        topicArn,
        keyArn: args.keyArn,
        logStreamsArn: pulumi.interpolate`${logGroup.arn}:*`,
        queueArn: queue.arn,
      }),
      tags,
    });
    const lambda = lambdaFunction(this, name, {
      settings: functionSettings,
      functionName: digestFunctionName(stack),
      description: `Sends the digest of bedrock-headroom fleet ${stack}`,
      role,
      permissions,
      bundle: args.bundle,
      files: { [functionSettings.digestFile]: JSON.stringify(digest) },
      variables: { TOPIC_ARN: topicArn },
      logGroup,
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
        ...iam,
        place,
        functionArn: lambda.arn,
        deadLetterQueueArn: queue.arn,
        schedule: {
          name: digestScheduleName(stack),
          expression: schedule,
          description: `Sends the digest of bedrock-headroom fleet ${stack}`,
        },
        tags,
      },
      parent,
    );
    this.functionName = lambda.name;
    this.registerOutputs({ functionName: this.functionName });
  }
}
