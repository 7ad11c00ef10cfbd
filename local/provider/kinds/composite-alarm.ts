import {
  type CompositeAlarm,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import { alarmsInRule } from "../../../components/alarm-args.ts";
import type { AwsClients } from "../../aws/clients.ts";
import { givenOnly, type ResourceKind } from "../kind.ts";
import { boolean, defined, type Properties, text, texts } from "../values.ts";
import { tagChanges, tagList, tagsOf } from "./tags.ts";

const request = (inputs: Properties) =>
  new PutCompositeAlarmCommand(
    defined({
      AlarmName: text(inputs["alarmName"]),
      AlarmDescription: text(inputs["alarmDescription"]),
      ActionsEnabled: boolean(inputs["actionsEnabled"]),
      AlarmActions: texts(inputs["alarmActions"]),
      OKActions: texts(inputs["okActions"]),
      InsufficientDataActions: texts(inputs["insufficientDataActions"]),
      AlarmRule: text(inputs["alarmRule"]),
      Tags: tagList(inputs),
    }) as PutCompositeAlarmCommandInput,
  );

const named = async (aws: AwsClients, name: string): Promise<CompositeAlarm | undefined> =>
  (await aws.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["CompositeAlarm"] })))
    .CompositeAlarms?.[0];

/** AWS refuses a rule over an alarm that is not there (API_PutCompositeAlarm); the emulator takes it. */
async function mustHaveChildren(aws: AwsClients, inputs: Properties): Promise<void> {
  const children = alarmsInRule(String(inputs["alarmRule"]));
  for (let start = 0; start < children.length; start += 100) {
    const AlarmNames = children.slice(start, start + 100);
    const { MetricAlarms = [], CompositeAlarms = [] } = await aws.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ["MetricAlarm", "CompositeAlarm"], MaxRecords: 100 }),
    );
    const there = new Set([...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName));
    const missing = AlarmNames.filter((name) => !there.has(name));
    if (missing.length > 0) throw new Error(`alarmRule names alarms that do not exist: ${missing.join(", ")}`);
  }
}

export const compositeAlarm: ResourceKind = {
  type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  service: "cloudwatch",
  replaceOn: ["alarmName", "region"],
  requests: (inputs) => [request(inputs)],
  problems: ({ alarmRule }) =>
    // AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm: "up to 100 underlying alarms", "500 elements"
    alarmsInRule(String(alarmRule)).length > 100
      ? [{ property: "alarmRule", reason: `names ${alarmsInRule(String(alarmRule)).length} alarms; AWS takes 100` }]
      : [],
  async create(aws, inputs) {
    await mustHaveChildren(aws, inputs);
    await aws.cloudwatch.send(request(inputs));
    const name = String(inputs["alarmName"]);
    return { id: name, outputs: { arn: (await named(aws, name))?.AlarmArn ?? "" } };
  },
  async find(aws, id, inputs) {
    const alarm = await named(aws, id);
    if (!alarm?.AlarmArn) return undefined;
    const tags = await aws.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }));
    const found = defined({
      alarmName: alarm.AlarmName,
      alarmDescription: alarm.AlarmDescription,
      actionsEnabled: alarm.ActionsEnabled,
      alarmActions: alarm.AlarmActions,
      okActions: alarm.OKActions,
      alarmRule: alarm.AlarmRule,
      tags: tagsOf(tags.Tags),
    });
    return { inputs: givenOnly(inputs, found), outputs: { arn: alarm.AlarmArn } };
  },
  async update(aws, id, inputs, before) {
    await mustHaveChildren(aws, inputs);
    await aws.cloudwatch.send(request(inputs));
    const { set, remove } = tagChanges(inputs, before);
    const ResourceARN = (await named(aws, id))?.AlarmArn;
    if (set.length > 0) await aws.cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: set }));
    if (remove.length > 0) await aws.cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: remove }));
    return {};
  },
  async remove(aws, id) {
    await aws.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [id] }));
  },
};
