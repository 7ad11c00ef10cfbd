import {
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleGroupCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-scheduler";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { defined, type Properties, text } from "../values.ts";
import { tagChanges, tagList, tagsOf } from "./tags.ts";

const request = (inputs: Properties) =>
  new CreateScheduleGroupCommand({ Name: text(inputs["name"]), Tags: tagList(inputs) });

export const scheduleGroup: ResourceKind = {
  type: "aws:scheduler/scheduleGroup:ScheduleGroup",
  service: "scheduler",
  nameKey: "name",
  replaceOn: ["name", "region"],
  requests: (inputs) => [request(inputs)],
  async create(aws, inputs) {
    const { ScheduleGroupArn } = await aws.scheduler.send(request(inputs));
    return { id: String(inputs["name"]), outputs: { arn: ScheduleGroupArn ?? "" } };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.scheduler.send(new GetScheduleGroupCommand({ Name: id })));
    if (!found || found.State === "DELETING") return undefined;
    const { Tags } = await aws.scheduler.send(new ListTagsForResourceCommand({ ResourceArn: found.Arn }));
    return {
      inputs: givenOnly(inputs, defined({ name: found.Name, tags: tagsOf(Tags) })),
      outputs: { arn: found.Arn ?? "" },
    };
  },
  async update(aws, _id, inputs, before) {
    const { set, remove } = tagChanges(inputs, before);
    const ResourceArn = text(before["arn"]);
    if (set.length > 0) await aws.scheduler.send(new TagResourceCommand({ ResourceArn, Tags: set }));
    if (remove.length > 0) await aws.scheduler.send(new UntagResourceCommand({ ResourceArn, TagKeys: remove }));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.scheduler.send(new DeleteScheduleGroupCommand({ Name: id })));
  },
};
