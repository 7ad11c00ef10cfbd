import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { AwsClients } from "../../aws/clients.ts";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { defined, number, type Properties, text, textMap } from "../values.ts";
import { tagChanges } from "./tags.ts";

const group = (inputs: Properties) =>
  new CreateLogGroupCommand({
    logGroupName: text(inputs["name"]),
    ...(Object.keys(textMap(inputs["tags"])).length > 0 && { tags: textMap(inputs["tags"]) }),
  });
const retention = (inputs: Properties) =>
  new PutRetentionPolicyCommand({
    logGroupName: text(inputs["name"]),
    retentionInDays: number(inputs["retentionInDays"]),
  });

const named = async (aws: AwsClients, name: string) =>
  (await aws.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }))).logGroups?.find(
    ({ logGroupName }) => logGroupName === name,
  );

/** The ARN as the provider has it: without ":*". */
const arnOf = (arn: string | undefined): string => (arn ?? "").replace(/:\*$/, "");

export const logGroup: ResourceKind = {
  type: "aws:cloudwatch/logGroup:LogGroup",
  service: "logs",
  nameKey: "name",
  replaceOn: ["name", "region"],
  requests: (inputs) => [group(inputs), ...(inputs["retentionInDays"] === undefined ? [] : [retention(inputs)])],
  problems({ retentionInDays }) {
    // AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy: the possible values
    const days = [
      ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
      ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
    ];
    const given = number(retentionInDays);
    if (given === undefined || days.includes(given)) return [];
    return [{ property: "retentionInDays", reason: `is ${given}; AWS takes ${days.join(", ")}` }];
  },
  async create(aws, inputs) {
    await aws.logs.send(group(inputs));
    if (inputs["retentionInDays"] !== undefined) await aws.logs.send(retention(inputs));
    const name = String(inputs["name"]);
    return { id: name, outputs: { arn: arnOf((await named(aws, name))?.arn) } };
  },
  async find(aws, id, inputs) {
    const found = await named(aws, id);
    if (!found) return undefined;
    const arn = arnOf(found.arn);
    const { tags } = (await ifThere(aws.logs.send(new ListTagsForResourceCommand({ resourceArn: arn })))) ?? {};
    return {
      inputs: givenOnly(inputs, defined({ name: id, retentionInDays: found.retentionInDays, tags: tags ?? {} })),
      outputs: { arn },
    };
  },
  async update(aws, _id, inputs, before) {
    if (inputs["retentionInDays"] !== undefined) await aws.logs.send(retention(inputs));
    const { set, remove } = tagChanges(inputs, before);
    const resourceArn = text(before["arn"]);
    const tags = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
    if (set.length > 0) await aws.logs.send(new TagResourceCommand({ resourceArn, tags }));
    if (remove.length > 0) await aws.logs.send(new UntagResourceCommand({ resourceArn, tagKeys: remove }));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.logs.send(new DeleteLogGroupCommand({ logGroupName: id })));
  },
};
