import {
  type ComparisonOperator,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  type StandardUnit,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import type { AwsClients } from "../../aws/clients.ts";
import { givenOnly, type ResourceKind } from "../kind.ts";
import { boolean, defined, number, type Properties, record, records, text, textMap, texts } from "../values.ts";
import { metricAlarmProblems } from "./metric-alarm-problems.ts";
import { tagChanges, tagList, tagsOf } from "./tags.ts";

const request = (inputs: Properties) =>
  new PutMetricAlarmCommand(
    defined({
      AlarmName: text(inputs["name"]),
      AlarmDescription: text(inputs["alarmDescription"]),
      ActionsEnabled: boolean(inputs["actionsEnabled"]),
      AlarmActions: texts(inputs["alarmActions"]),
      OKActions: texts(inputs["okActions"]),
      InsufficientDataActions: texts(inputs["insufficientDataActions"]),
      MetricName: text(inputs["metricName"]),
      Namespace: text(inputs["namespace"]),
      Statistic: text(inputs["statistic"]),
      ExtendedStatistic: text(inputs["extendedStatistic"]),
      Dimensions: inputs["dimensions"] === undefined ? undefined : dimensions(inputs["dimensions"]),
      Period: number(inputs["period"]),
      Unit: text(inputs["unit"]) as StandardUnit | undefined,
      EvaluationPeriods: number(inputs["evaluationPeriods"]),
      DatapointsToAlarm: number(inputs["datapointsToAlarm"]),
      Threshold: number(inputs["threshold"]),
      ComparisonOperator: text(inputs["comparisonOperator"]) as ComparisonOperator | undefined,
      TreatMissingData: text(inputs["treatMissingData"]),
      ThresholdMetricId: text(inputs["thresholdMetricId"]),
      Metrics: inputs["metricQueries"] === undefined ? undefined : records(inputs["metricQueries"]).map(query),
      Tags: tagList(inputs),
    }) as PutMetricAlarmCommandInput,
  );

const dimensions = (map: unknown) => Object.entries(textMap(map)).map(([Name, Value]) => ({ Name, Value }));

function query(given: Properties): MetricDataQuery {
  const metric = record(given["metric"]);
  return defined({
    Id: text(given["id"]),
    Label: text(given["label"]),
    Expression: text(given["expression"]),
    Period: number(given["period"]),
    ReturnData: boolean(given["returnData"]),
    AccountId: text(given["accountId"]),
    MetricStat:
      given["metric"] === undefined
        ? undefined
        : defined({
            Metric: defined({
              Namespace: text(metric["namespace"]),
              MetricName: text(metric["metricName"]),
              Dimensions: dimensions(metric["dimensions"]),
            }),
            Period: number(metric["period"]),
            Stat: text(metric["stat"]),
            Unit: text(metric["unit"]) as StandardUnit | undefined,
          }),
  }) as MetricDataQuery;
}

const alarmNamed = async (aws: AwsClients, name: string): Promise<MetricAlarm | undefined> =>
  (await aws.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["MetricAlarm"] })))
    .MetricAlarms?.[0];

export const metricAlarm: ResourceKind = {
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  service: "cloudwatch",
  nameKey: "name",
  replaceOn: ["name", "region"],
  requests: (inputs) => [request(inputs)],
  problems: metricAlarmProblems,
  async create(aws, inputs) {
    await aws.cloudwatch.send(request(inputs));
    const name = String(inputs["name"]);
    return { id: name, outputs: { arn: (await alarmNamed(aws, name))?.AlarmArn ?? "" } };
  },
  async find(aws, id, inputs) {
    const alarm = await alarmNamed(aws, id);
    if (!alarm?.AlarmArn) return undefined;
    const tags = await aws.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }));
    // The emulator does not keep the queries of an alarm, so their drift can't be seen there.
    const found = defined({
      name: alarm.AlarmName,
      alarmDescription: alarm.AlarmDescription,
      actionsEnabled: alarm.ActionsEnabled,
      alarmActions: alarm.AlarmActions,
      okActions: alarm.OKActions,
      insufficientDataActions: alarm.InsufficientDataActions,
      evaluationPeriods: alarm.EvaluationPeriods,
      datapointsToAlarm: alarm.DatapointsToAlarm,
      threshold: alarm.Threshold,
      comparisonOperator: alarm.ComparisonOperator,
      treatMissingData: alarm.TreatMissingData,
      tags: tagsOf(tags.Tags),
    });
    return { inputs: givenOnly(inputs, found), outputs: { arn: alarm.AlarmArn } };
  },
  async update(aws, id, inputs, before) {
    await aws.cloudwatch.send(request(inputs));
    const { set, remove } = tagChanges(inputs, before);
    const ResourceARN = (await alarmNamed(aws, id))?.AlarmArn;
    if (set.length > 0) await aws.cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: set }));
    if (remove.length > 0) await aws.cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: remove }));
    return {};
  },
  async remove(aws, id) {
    await aws.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [id] }));
  },
};
