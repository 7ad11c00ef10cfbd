import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  type FlexibleTimeWindowMode,
  GetScheduleCommand,
  type Target,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
} from "@aws-sdk/client-scheduler";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { defined, number, type Properties, record, text } from "../values.ts";

function request(inputs: Properties) {
  const target = record(inputs["target"]);
  const retry = record(target["retryPolicy"]);
  const window = record(inputs["flexibleTimeWindow"]);
  return defined({
    Name: text(inputs["name"]),
    GroupName: text(inputs["groupName"]),
    Description: text(inputs["description"]),
    ScheduleExpression: text(inputs["scheduleExpression"]),
    FlexibleTimeWindow: defined({
      Mode: text(window["mode"]) as FlexibleTimeWindowMode | undefined,
      MaximumWindowInMinutes: number(window["maximumWindowInMinutes"]),
    }),
    Target: defined({
      Arn: text(target["arn"]),
      RoleArn: text(target["roleArn"]),
      Input: text(target["input"]),
      RetryPolicy:
        target["retryPolicy"] === undefined
          ? undefined
          : defined({
              MaximumRetryAttempts: number(retry["maximumRetryAttempts"]),
              MaximumEventAgeInSeconds: number(retry["maximumEventAgeInSeconds"]),
            }),
      DeadLetterConfig:
        target["deadLetterConfig"] === undefined
          ? undefined
          : defined({ Arn: text(record(target["deadLetterConfig"])["arn"]) }),
    }) as Target,
  }) as CreateScheduleCommandInput;
}

/** The id is group/name. */
const partsOf = (id: string) => {
  const [GroupName = "", Name = ""] = id.split("/");
  return { GroupName, Name };
};

const targetOf = (target: Target): Properties =>
  defined({
    arn: target.Arn,
    roleArn: target.RoleArn,
    input: target.Input,
    retryPolicy:
      target.RetryPolicy &&
      defined({
        maximumRetryAttempts: target.RetryPolicy.MaximumRetryAttempts,
        maximumEventAgeInSeconds: target.RetryPolicy.MaximumEventAgeInSeconds,
      }),
    deadLetterConfig: target.DeadLetterConfig && defined({ arn: target.DeadLetterConfig.Arn }),
  });

export const schedule: ResourceKind = {
  type: "aws:scheduler/schedule:Schedule",
  service: "scheduler",
  nameKey: "name",
  replaceOn: ["name", "groupName", "region"],
  requests: (inputs) => [new CreateScheduleCommand(request(inputs))],
  problems: ({ scheduleExpression }) =>
    // scheduler/latest/UserGuide/schedule-types: rate(value unit), cron(…), at(…)
    /^(rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minute|hour|day)s)\)|cron\(.+\)|at\(.+\))$/.test(
      String(scheduleExpression),
    )
      ? []
      : [{ property: "scheduleExpression", reason: `"${scheduleExpression}" is not rate(…), cron(…) or at(…)` }],
  async create(aws, inputs) {
    const { ScheduleArn } = await aws.scheduler.send(new CreateScheduleCommand(request(inputs)));
    return { id: `${text(inputs["groupName"]) ?? "default"}/${inputs["name"]}`, outputs: { arn: ScheduleArn ?? "" } };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.scheduler.send(new GetScheduleCommand(partsOf(id))));
    if (!found) return undefined;
    return {
      inputs: givenOnly(
        inputs,
        defined({
          name: found.Name,
          description: found.Description,
          scheduleExpression: found.ScheduleExpression,
          flexibleTimeWindow: { mode: found.FlexibleTimeWindow?.Mode },
          target: found.Target && targetOf(found.Target),
          // Someone may have switched it off.
          state: found.State,
        }),
      ),
      outputs: { arn: found.Arn ?? "" },
    };
  },
  async update(aws, _id, inputs) {
    await aws.scheduler.send(new UpdateScheduleCommand(request(inputs) as UpdateScheduleCommandInput));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.scheduler.send(new DeleteScheduleCommand(partsOf(id))));
  },
};
