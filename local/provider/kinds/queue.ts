import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import type { Problem } from "../problem.ts";
import { boolean, defined, number, type Properties, text, textMap } from "../values.ts";
import { tagChanges } from "./tags.ts";

const attributes = (inputs: Properties): Record<string, string> =>
  defined({
    MessageRetentionPeriod: number(inputs["messageRetentionSeconds"])?.toString(),
    SqsManagedSseEnabled: boolean(inputs["sqsManagedSseEnabled"])?.toString(),
    VisibilityTimeout: number(inputs["visibilityTimeoutSeconds"])?.toString(),
    Policy: text(inputs["policy"]),
  }) as Record<string, string>;

const request = (inputs: Properties) =>
  new CreateQueueCommand({
    QueueName: text(inputs["name"]),
    Attributes: attributes(inputs),
    tags: textMap(inputs["tags"]),
  });

function problems({ name, messageRetentionSeconds }: Properties): Problem[] {
  const found: Problem[] = [];
  // AWSSimpleQueueService/latest/APIReference/API_CreateQueue: "up to 80 characters … alphanumeric, hyphens, underscores"
  if (typeof name === "string" && !/^[A-Za-z0-9_-]{1,80}$/.test(name))
    found.push({ property: "name", reason: `"${name}" must be 1 to 80 letters, digits, - and _` });
  // The same page: "MessageRetentionPeriod … from 60 (1 minute) to 1,209,600 (14 days)"
  const retention = number(messageRetentionSeconds);
  if (retention !== undefined && (retention < 60 || retention > 1_209_600))
    found.push({ property: "messageRetentionSeconds", reason: `is ${retention}; AWS takes 60 to 1209600` });
  return found;
}

const everything = (url: string) => new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] });

export const queue: ResourceKind = {
  type: "aws:sqs/queue:Queue",
  service: "sqs",
  nameKey: "name",
  replaceOn: ["name", "fifoQueue", "region"],
  jsonInputs: ["policy"],
  requests: (inputs) => [request(inputs)],
  problems,
  async create(aws, inputs) {
    const url = (await aws.sqs.send(request(inputs))).QueueUrl ?? "";
    const { Attributes } = await aws.sqs.send(everything(url));
    return { id: url, outputs: { url, arn: Attributes?.QueueArn ?? "" } };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.sqs.send(everything(id)));
    if (!found?.Attributes) return undefined;
    const { QueueArn, MessageRetentionPeriod, SqsManagedSseEnabled, Policy } = found.Attributes;
    const { Tags } = await aws.sqs.send(new ListQueueTagsCommand({ QueueUrl: id }));
    return {
      inputs: givenOnly(
        inputs,
        defined({
          name: id.split("/").at(-1),
          messageRetentionSeconds: MessageRetentionPeriod === undefined ? undefined : Number(MessageRetentionPeriod),
          sqsManagedSseEnabled: SqsManagedSseEnabled === undefined ? undefined : SqsManagedSseEnabled === "true",
          policy: Policy,
          tags: Tags ?? {},
        }),
      ),
      outputs: { url: id, arn: QueueArn ?? "" },
    };
  },
  async update(aws, id, inputs, before) {
    await aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes: attributes(inputs) }));
    const { set, remove } = tagChanges(inputs, before);
    const Tags = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
    if (set.length > 0) await aws.sqs.send(new TagQueueCommand({ QueueUrl: id, Tags }));
    if (remove.length > 0) await aws.sqs.send(new UntagQueueCommand({ QueueUrl: id, TagKeys: remove }));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.sqs.send(new DeleteQueueCommand({ QueueUrl: id })));
  },
};
