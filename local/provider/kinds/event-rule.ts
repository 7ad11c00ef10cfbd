import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListTagsForResourceCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  type RuleState,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import type { Problem } from "../problem.ts";
import { defined, isObject, type Properties, text } from "../values.ts";
import { tagChanges, tagList, tagsOf } from "./tags.ts";

const request = (inputs: Properties, withTags = true) =>
  new PutRuleCommand(
    defined({
      Name: text(inputs["name"]),
      Description: text(inputs["description"]),
      EventPattern: text(inputs["eventPattern"]),
      ScheduleExpression: text(inputs["scheduleExpression"]),
      State: text(inputs["state"]) as RuleState | undefined,
      // A rule that is there takes none this way (API PutRule).
      Tags: withTags ? tagList(inputs) : undefined,
    }) as PutRuleCommandInput,
  );

/** eventbridge/latest/userguide/eb-create-pattern: every field is an object, or a list of what it may be */
function patternProblems(pattern: unknown, path = "eventPattern"): string[] {
  if (Array.isArray(pattern)) return pattern.length === 0 ? [`${path} is an empty list`] : [];
  if (!isObject(pattern)) return [`${path} must be a list`];
  return Object.entries(pattern).flatMap(([key, value]) => patternProblems(value, `${path}.${key}`));
}

function problems({ eventPattern }: Properties): Problem[] {
  if (typeof eventPattern !== "string") return [];
  try {
    return patternProblems(JSON.parse(eventPattern)).map((reason) => ({ property: "eventPattern", reason }));
  } catch (error) {
    return [{ property: "eventPattern", reason: `is not JSON: ${(error as Error).message}` }];
  }
}

export const eventRule: ResourceKind = {
  type: "aws:cloudwatch/eventRule:EventRule",
  service: "events",
  nameKey: "name",
  replaceOn: ["name", "eventBusName", "region"],
  jsonInputs: ["eventPattern"],
  requests: (inputs) => [request(inputs)],
  problems,
  async create(aws, inputs) {
    const { RuleArn } = await aws.events.send(request(inputs));
    return { id: String(inputs["name"]), outputs: { arn: RuleArn ?? "" } };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.events.send(new DescribeRuleCommand({ Name: id })));
    if (!found?.Arn) return undefined;
    const { Tags } = await aws.events.send(new ListTagsForResourceCommand({ ResourceARN: found.Arn }));
    return {
      inputs: givenOnly(
        inputs,
        defined({
          name: found.Name,
          description: found.Description,
          eventPattern: found.EventPattern,
          scheduleExpression: found.ScheduleExpression,
          state: found.State,
          tags: tagsOf(Tags),
        }),
      ),
      outputs: { arn: found.Arn },
    };
  },
  async update(aws, _id, inputs, before) {
    await aws.events.send(request(inputs, false));
    const ResourceARN = text(before["arn"]);
    const { set, remove } = tagChanges(inputs, before);
    if (set.length > 0) await aws.events.send(new TagResourceCommand({ ResourceARN, Tags: set }));
    if (remove.length > 0) await aws.events.send(new UntagResourceCommand({ ResourceARN, TagKeys: remove }));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.events.send(new DeleteRuleCommand({ Name: id })));
  },
};
