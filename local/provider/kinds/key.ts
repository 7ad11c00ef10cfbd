import {
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DescribeKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { defined, number, type Properties, text } from "../values.ts";
import { policyProblems } from "./policy-problems.ts";
import { tagChanges, tagList } from "./tags.ts";

const kmsTags = (tags: readonly { Key: string; Value: string }[]) =>
  tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));

const request = (inputs: Properties) =>
  new CreateKeyCommand(
    defined({
      Description: text(inputs["description"]),
      Policy: text(inputs["policy"]),
      Tags: kmsTags(tagList(inputs)),
    }) as CreateKeyCommandInput,
  );

const deletion = (id: string, state: Properties) =>
  new ScheduleKeyDeletionCommand(
    defined({ KeyId: id, PendingWindowInDays: number(state["deletionWindowInDays"]) }) as { KeyId: string },
  );

export const key: ResourceKind = {
  type: "aws:kms/key:Key",
  service: "kms",
  replaceOn: ["customerMasterKeySpec", "keyUsage", "multiRegion", "region"],
  jsonInputs: ["policy"],
  requests: (inputs) => [request(inputs), deletion("key", inputs)],
  problems: ({ policy, deletionWindowInDays }) => [
    ...policyProblems("policy", policy, "resource"),
    // kms/latest/APIReference/API_ScheduleKeyDeletion: "The minimum value is 7 and the maximum value is 30"
    ...(Number(deletionWindowInDays ?? 30) < 7 || Number(deletionWindowInDays ?? 30) > 30
      ? [{ property: "deletionWindowInDays", reason: `is ${deletionWindowInDays}; AWS takes 7 to 30` }]
      : []),
  ],
  async create(aws, inputs) {
    const { KeyMetadata } = await aws.kms.send(request(inputs));
    const id = KeyMetadata?.KeyId ?? "";
    if (inputs["enableKeyRotation"] === true) await aws.kms.send(new EnableKeyRotationCommand({ KeyId: id }));
    return { id, outputs: { keyId: id, arn: KeyMetadata?.Arn ?? "" } };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.kms.send(new DescribeKeyCommand({ KeyId: id })));
    if (!found?.KeyMetadata || found.KeyMetadata.KeyState === "PendingDeletion") return undefined;
    const { Policy } = await aws.kms.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" }));
    const { KeyRotationEnabled } = await aws.kms.send(new GetKeyRotationStatusCommand({ KeyId: id }));
    const { Tags = [] } = await aws.kms.send(new ListResourceTagsCommand({ KeyId: id }));
    return {
      inputs: givenOnly(
        inputs,
        defined({
          description: found.KeyMetadata.Description,
          policy: Policy,
          enableKeyRotation: KeyRotationEnabled,
          tags: Object.fromEntries(Tags.map(({ TagKey = "", TagValue = "" }) => [TagKey, TagValue])),
        }),
      ),
      outputs: { keyId: id, arn: found.KeyMetadata.Arn ?? "" },
    };
  },
  async update(aws, id, inputs, before) {
    const differs = (property: string) => inputs[property] !== before[property];
    if (differs("description"))
      await aws.kms.send(
        new UpdateKeyDescriptionCommand({ KeyId: id, Description: text(inputs["description"]) ?? "" }),
      );
    if (differs("policy"))
      await aws.kms.send(new PutKeyPolicyCommand({ KeyId: id, PolicyName: "default", Policy: text(inputs["policy"]) }));
    if (differs("enableKeyRotation"))
      await (inputs["enableKeyRotation"] === true
        ? aws.kms.send(new EnableKeyRotationCommand({ KeyId: id }))
        : aws.kms.send(new DisableKeyRotationCommand({ KeyId: id })));
    const { set, remove } = tagChanges(inputs, before);
    if (set.length > 0) await aws.kms.send(new TagResourceCommand({ KeyId: id, Tags: kmsTags(set) }));
    if (remove.length > 0) await aws.kms.send(new UntagResourceCommand({ KeyId: id, TagKeys: remove }));
    return {};
  },
  async remove(aws, id, state) {
    await ifThere(aws.kms.send(deletion(id, state)));
  },
};
