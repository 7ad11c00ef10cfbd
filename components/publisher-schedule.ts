import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { functionSettings, scheduleInput } from "../functions/quota-publisher/function-settings.ts";
import { publisherScheduleName, scheduleGroupName, schedulerRoleName } from "../monitoring/names.ts";
import type { IamSettings } from "../monitoring/settings.ts";
import { serviceRole } from "./service-role.ts";
import type { Place } from "./topic-policies.ts";

export interface PublisherScheduleArgs {
  readonly stack: string;
  readonly iam?: IamSettings;
  readonly place: Place;
  readonly functionArn: pulumi.Input<string>;
  /** takes the runs that could not be delivered to the function */
  readonly deadLetterQueueArn: pulumi.Input<string>;
  /** where another function than the publisher is run */
  readonly schedule?: { readonly name: string; readonly expression: string; readonly description: string };
  readonly tags: Readonly<Record<string, string>>;
}

/** Runs the quota publisher every minute, or another function when its schedule says, by EventBridge Scheduler, with a role that can do nothing else. */
export class PublisherSchedule extends pulumi.ComponentResource {
  readonly scheduleArn: pulumi.Output<string>;

  constructor(name: string, args: PublisherScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:PublisherSchedule", name, {}, opts);
    const { stack, place } = args;
    const { partition, region, accountId } = place;

    const group = new aws.scheduler.ScheduleGroup(
      name,
      { name: scheduleGroupName(stack), region, tags: args.tags },
      { parent: this },
    );
    const { role, permissions } = serviceRole(this, name, {
      roleName: schedulerRoleName(stack, args.iam?.namePrefix),
      iam: args.iam,
      service: "scheduler",
      condition: {
        StringEquals: { "aws:SourceAccount": accountId },
        // Scheduler names the schedule's group, never the schedule
        // (scheduler/latest/UserGuide/cross-service-confused-deputy-prevention): the group is this stack's own.
        ArnLike: {
          "aws:SourceArn": `arn:${partition}:scheduler:${region}:${accountId}:schedule-group/${scheduleGroupName(stack)}`,
        },
      },
      statements: [
        { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: args.functionArn },
        { Effect: "Allow", Action: "sqs:SendMessage", Resource: args.deadLetterQueueArn },
      ],
      tags: args.tags,
    });
    const schedule = new aws.scheduler.Schedule(
      name,
      {
        name: args.schedule?.name ?? publisherScheduleName(stack),
        groupName: group.name,
        description: args.schedule?.description ?? `Runs the quota publisher of bedrock-headroom stack ${stack}`,
        scheduleExpression: args.schedule?.expression ?? functionSettings.scheduleExpression,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: args.functionArn,
          roleArn: role.arn,
          input: scheduleInput,
          retryPolicy: {
            maximumRetryAttempts: functionSettings.delivery.attempts,
            maximumEventAgeInSeconds: functionSettings.delivery.eventAgeSeconds,
          },
          deadLetterConfig: { arn: args.deadLetterQueueArn },
        },
        region,
      },
      { parent: this, dependsOn: [permissions] },
    );
    this.scheduleArn = schedule.arn;
    this.registerOutputs({ scheduleArn: this.scheduleArn });
  }
}
