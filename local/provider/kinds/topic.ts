import {
  CreateTopicCommand,
  type CreateTopicCommandInput,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import type { Problem } from "../problem.ts";
import { defined, number, type Properties, text } from "../values.ts";
import { policyProblems } from "./policy-problems.ts";
import { tagChanges, tagList, tagsOf } from "./tags.ts";

const attributes = (inputs: Properties): Record<string, string> =>
  defined({
    DisplayName: text(inputs["displayName"]),
    KmsMasterKeyId: text(inputs["kmsMasterKeyId"]),
    Policy: text(inputs["policy"]),
    SignatureVersion: number(inputs["signatureVersion"])?.toString(),
  }) as Record<string, string>;

const request = (inputs: Properties) =>
  new CreateTopicCommand({
    Name: text(inputs["name"]),
    Attributes: attributes(inputs),
    Tags: tagList(inputs),
  } as CreateTopicCommandInput);

function problems({ name, displayName, policy, signatureVersion }: Properties): Problem[] {
  const found = policyProblems("policy", policy, "resource");
  // sns/latest/api/API_CreateTopic: "uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, … 1 and 256"
  if (typeof name === "string" && !/^[A-Za-z0-9_-]{1,256}$/.test(name))
    found.push({ property: "name", reason: `"${name}" must be 1 to 256 letters, digits, - and _` });
  // sns/latest/dg/sns-create-topic: "Display name … maximum 100 characters"
  if (typeof displayName === "string" && displayName.length > 100)
    found.push({ property: "displayName", reason: `has ${displayName.length} characters; AWS takes 100` });
  // sns/latest/api/API_SetTopicAttributes: "SignatureVersion … 1 or 2"
  if (signatureVersion !== undefined && ![1, 2].includes(Number(signatureVersion)))
    found.push({ property: "signatureVersion", reason: "must be 1 or 2" });
  return found;
}

export const topic: ResourceKind = {
  type: "aws:sns/topic:Topic",
  service: "sns",
  nameKey: "name",
  replaceOn: ["name", "fifoTopic", "region"],
  jsonInputs: ["policy"],
  requests: (inputs) => [request(inputs)],
  problems,
  async create(aws, inputs) {
    const arn = (await aws.sns.send(request(inputs))).TopicArn ?? "";
    return { id: arn, outputs: { arn } };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.sns.send(new GetTopicAttributesCommand({ TopicArn: id })));
    if (!found?.Attributes) return undefined;
    const { DisplayName, KmsMasterKeyId, Policy, SignatureVersion } = found.Attributes;
    const { Tags } = await aws.sns.send(new ListTagsForResourceCommand({ ResourceArn: id }));
    return {
      inputs: givenOnly(
        inputs,
        defined({
          name: id.split(":").at(-1),
          displayName: DisplayName,
          kmsMasterKeyId: KmsMasterKeyId,
          policy: Policy,
          signatureVersion: SignatureVersion === undefined ? undefined : Number(SignatureVersion),
          tags: tagsOf(Tags),
        }),
      ),
      outputs: { arn: id },
    };
  },
  async update(aws, id, inputs, before) {
    const old = attributes(before);
    for (const [AttributeName, AttributeValue] of Object.entries(attributes(inputs)))
      if (old[AttributeName] !== AttributeValue)
        await aws.sns.send(new SetTopicAttributesCommand({ TopicArn: id, AttributeName, AttributeValue }));
    const { set, remove } = tagChanges(inputs, before);
    if (set.length > 0) await aws.sns.send(new TagResourceCommand({ ResourceArn: id, Tags: set }));
    if (remove.length > 0) await aws.sns.send(new UntagResourceCommand({ ResourceArn: id, TagKeys: remove }));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.sns.send(new DeleteTopicCommand({ TopicArn: id })));
  },
};
