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
  type WarmUpConfiguration,
} from "@aws-sdk/client-cloudwatch";
import type { AwsClients } from "../../aws/clients.ts";
import { givenOnly, type ResourceKind } from "../kind.ts";
import type { Problem } from "../problem.ts";
import {
  boolean,
  defined,
  number,
  type Properties,
  record,
  records,
  text,
  textMap,
  texts,
  unknown,
} from "../values.ts";
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
      WarmUpConfiguration: inputs["warmUpConfiguration"] === undefined ? undefined : warmUp(inputs),
      Metrics: inputs["metricQueries"] === undefined ? undefined : records(inputs["metricQueries"]).map(query),
      Tags: tagList(inputs),
    }) as PutMetricAlarmCommandInput,
  );

function warmUp(inputs: Properties) {
  const given = record(inputs["warmUpConfiguration"]);
  return defined({
    WarmUpPeriodDurationInMinutes: number(given["warmUpPeriodDurationInMinutes"]),
    OnlyStartEvaluatingAfterWarmUpPeriodEnds: boolean(given["onlyStartEvaluatingAfterWarmUpPeriodEnds"]),
  }) as WarmUpConfiguration;
}

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

/** Metrics in an alarm's expressions. AmazonCloudWatch/latest/monitoring/cloudwatch_limits ("Metric math alarms") */
const metricsPerAlarm = 10;
/** Queries of one alarm. APIReference/API_PutMetricAlarm ("Metrics: up to 20 MetricDataQuery structures") */
const queriesPerAlarm = 20;

type Tell = (property: string, reason: string) => void;

/** What APIReference/API_PutMetricAlarm says beyond what its model can say. */
function problems(inputs: Properties): Problem[] {
  const found: Problem[] = [];
  const tell: Tell = (property, reason) => found.push({ property, reason });
  for (const key of ["comparisonOperator", "evaluationPeriods"])
    if (inputs[key] === undefined) tell(key, "is required");
  const queries = records(inputs["metricQueries"]);
  if (inputs["metricQueries"] === undefined && inputs["metricName"] === undefined)
    tell("", "has neither metricName nor metricQueries");
  if (queries.length > 0 && inputs["metricName"] !== undefined) tell("metricName", "excludes metricQueries");
  if (queries.length > 0) queriesProblems(inputs, queries, tell);
  thresholdProblems(inputs, queries, tell);
  evaluationProblems(inputs, tell);
  for (const key of ["alarmActions", "okActions", "insufficientDataActions"])
    for (const [index, arn] of texts(inputs[key]).entries())
      if (arn !== unknown && !arn.startsWith("arn:")) tell(`${key}[${index}]`, `"${arn}" is no ARN`);
  return found;
}

function queriesProblems(inputs: Properties, queries: readonly Properties[], tell: Tell): void {
  if (queries.length > queriesPerAlarm) tell("metricQueries", `are ${queries.length}; AWS takes ${queriesPerAlarm}`);
  const metrics = queries.filter(({ metric }) => metric !== undefined).length;
  if (metrics > metricsPerAlarm)
    tell("metricQueries", `have ${metrics} metrics; AWS takes ${metricsPerAlarm} an alarm`);
  const ids = queries.map(({ id }) => id);
  for (const [index, given] of queries.entries()) {
    const at = (key: string) => `metricQueries[${index}].${key}`;
    queryProblems(given, ids, (key, reason) => tell(at(key), reason));
    if (ids.indexOf(given["id"]) !== index) tell(at("id"), `"${given["id"]}" stands there twice`);
  }
  const returned = queries.filter(({ returnData }) => returnData === true).length;
  const wanted = inputs["thresholdMetricId"] === undefined ? 1 : 2;
  if (returned !== wanted) tell("metricQueries", `return ${returned} series; this alarm needs ${wanted}`);
}

function queryProblems({ id, expression, metric, returnData }: Properties, ids: readonly unknown[], tell: Tell): void {
  if (typeof id === "string" && id !== unknown && !/^[a-z][A-Za-z0-9_]*$/.test(id))
    tell("id", `"${id}" must be letters, digits and _, and start with a lowercase letter`);
  if ((expression === undefined) === (metric === undefined)) tell("metric", "or expression: exactly one of the two");
  if (returnData === undefined) tell("returnData", "must be said: only one query returns what the alarm watches");
  if (typeof expression !== "string") return;
  for (const [used] of expression.replaceAll(/"[^"]*"|'[^']*'/g, "").matchAll(/\b[a-z][A-Za-z0-9_]*\b/g))
    if (!ids.includes(used)) tell("expression", `names ${used}, and no query has that id`);
}

function thresholdProblems(inputs: Properties, queries: readonly Properties[], tell: Tell): void {
  const threshold = text(inputs["thresholdMetricId"]);
  if (threshold !== undefined && !queries.some(({ id }) => id === threshold))
    tell("thresholdMetricId", `"${threshold}" is no query's id`);
  const band = /LessThanLower|GreaterThanUpper/.test(String(inputs["comparisonOperator"]));
  if (band !== (threshold !== undefined))
    tell("comparisonOperator", "for a band needs thresholdMetricId, and only then");
  if (!band && number(inputs["threshold"]) === undefined && inputs["threshold"] !== unknown)
    tell("threshold", "is required");
}

function evaluationProblems(inputs: Properties, tell: Tell): void {
  const [periods, datapoints] = [number(inputs["evaluationPeriods"]), number(inputs["datapointsToAlarm"])];
  if (periods !== undefined && datapoints !== undefined && datapoints > periods)
    tell("datapointsToAlarm", `is ${datapoints}, more than the ${periods} evaluation periods`);
  const missing = text(inputs["treatMissingData"]);
  if (missing !== undefined && !["breaching", "notBreaching", "ignore", "missing"].includes(missing))
    tell("treatMissingData", `"${missing}" is not one of breaching, notBreaching, ignore, missing`);
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
  problems,
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
