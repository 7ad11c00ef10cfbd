import {
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  type PutTargetsCommandInput,
  RemoveTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import type { AwsClients } from "../../aws/clients.ts";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { defined, number, type Properties, record, text } from "../values.ts";

function request(inputs: Properties) {
  const retry = record(inputs["retryPolicy"]);
  const failed = text(record(inputs["deadLetterConfig"])["arn"]);
  return new PutTargetsCommand({
    Rule: text(inputs["rule"]),
    Targets: [
      defined({
        Id: text(inputs["targetId"]),
        Arn: text(inputs["arn"]),
        RoleArn: text(inputs["roleArn"]),
        DeadLetterConfig: failed === undefined ? undefined : { Arn: failed },
        RetryPolicy:
          inputs["retryPolicy"] === undefined
            ? undefined
            : defined({
                MaximumRetryAttempts: number(retry["maximumRetryAttempts"]),
                MaximumEventAgeInSeconds: number(retry["maximumEventAgeInSeconds"]),
              }),
      }) as unknown as Target,
    ],
  } as PutTargetsCommandInput);
}

/** PutTargets and RemoveTargets answer well also where a target failed (API PutTargets, FailedEntryCount). */
async function whole(call: Promise<{ FailedEntryCount?: number | undefined; FailedEntries?: unknown }>): Promise<void> {
  const { FailedEntryCount, FailedEntries } = await call;
  if (FailedEntryCount) throw new Error(`EventBridge refused the target: ${JSON.stringify(FailedEntries)}`);
}

/** The id is rule/target; neither name has a slash. */
const partsOf = (id: string) => {
  const [rule = "", target = ""] = id.split("/");
  return { rule, target };
};

async function found(aws: AwsClients, id: string): Promise<Target | undefined> {
  const { rule, target } = partsOf(id);
  const answer = await ifThere(aws.events.send(new ListTargetsByRuleCommand({ Rule: rule })));
  return answer?.Targets?.find(({ Id }) => Id === target);
}

export const eventTarget: ResourceKind = {
  type: "aws:cloudwatch/eventTarget:EventTarget",
  service: "events",
  nameKey: "targetId",
  replaceOn: ["rule", "targetId", "eventBusName", "region"],
  requests: (inputs) => [request(inputs)],
  async create(aws, inputs) {
    await whole(aws.events.send(request(inputs)));
    return { id: `${inputs["rule"]}/${inputs["targetId"]}`, outputs: {} };
  },
  async find(aws, id, inputs) {
    const target = await found(aws, id);
    if (!target) return undefined;
    return {
      inputs: givenOnly(
        inputs,
        defined({
          rule: partsOf(id).rule,
          targetId: target.Id,
          arn: target.Arn,
          roleArn: target.RoleArn,
          deadLetterConfig:
            target.DeadLetterConfig?.Arn === undefined ? undefined : { arn: target.DeadLetterConfig.Arn },
          retryPolicy:
            target.RetryPolicy &&
            defined({
              maximumRetryAttempts: target.RetryPolicy.MaximumRetryAttempts,
              maximumEventAgeInSeconds: target.RetryPolicy.MaximumEventAgeInSeconds,
            }),
        }),
      ),
      outputs: {},
    };
  },
  async update(aws, _id, inputs) {
    await whole(aws.events.send(request(inputs)));
    return {};
  },
  async remove(aws, id) {
    const { rule, target } = partsOf(id);
    await ifThere(aws.events.send(new RemoveTargetsCommand({ Rule: rule, Ids: [target] })));
  },
};
