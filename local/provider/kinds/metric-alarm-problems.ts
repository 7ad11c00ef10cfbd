import type { Problem } from "../problem.ts";
import { number, type Properties, records, text, texts, unknown } from "../values.ts";

/** Metrics in an alarm's expressions. AmazonCloudWatch/latest/monitoring/cloudwatch_limits ("Metric math alarms") */
const metricsPerAlarm = 10;
/** Queries of one alarm. APIReference/API_PutMetricAlarm ("Metrics: up to 20 MetricDataQuery structures") */
const queriesPerAlarm = 20;

type Tell = (property: string, reason: string) => void;

/** What APIReference/API_PutMetricAlarm says beyond what its model can say. */
export function metricAlarmProblems(inputs: Properties): Problem[] {
  const found: Problem[] = [];
  const tell: Tell = (property, reason) => found.push({ property, reason });
  const queries = records(inputs["metricQueries"]);
  for (const key of ["comparisonOperator", "evaluationPeriods"])
    if (inputs[key] === undefined) tell(key, "is required");
  sourceProblems(inputs, queries, tell);
  const ids = queries.map(({ id }) => id);
  for (const [index, query] of queries.entries())
    queryProblems(query, index, ids, (key, reason) => tell(`metricQueries[${index}].${key}`, reason));
  returnProblems(inputs, queries, tell);
  thresholdProblems(inputs, ids, tell);
  ruleProblems(inputs, tell);
  actionProblems(inputs, tell);
  return found;
}

/** What the alarm watches: a metric or queries, and not too many. */
function sourceProblems(inputs: Properties, queries: readonly Properties[], tell: Tell): void {
  if (queries.length > queriesPerAlarm) tell("metricQueries", `are ${queries.length}; AWS takes ${queriesPerAlarm}`);
  const metrics = queries.filter(({ metric }) => metric !== undefined).length;
  if (metrics > metricsPerAlarm)
    tell("metricQueries", `have ${metrics} metrics; AWS takes ${metricsPerAlarm} an alarm`);
  if (inputs["metricQueries"] === undefined && inputs["metricName"] === undefined)
    tell("", "has neither metricName nor metricQueries");
  if (queries.length > 0 && inputs["metricName"] !== undefined) tell("metricName", "excludes metricQueries");
}

/** @param ids those of all the alarm's queries, in their order */
function queryProblems(query: Properties, index: number, ids: readonly unknown[], tell: Tell): void {
  const { id, expression, metric, returnData } = query;
  if (typeof id === "string" && id !== unknown && !/^[a-z][A-Za-z0-9_]*$/.test(id))
    tell("id", `"${id}" must be letters, digits and _, and start with a lowercase letter`);
  if (ids.indexOf(id) !== index) tell("id", `"${id}" stands there twice`);
  if ((expression === undefined) === (metric === undefined)) tell("metric", "or expression: exactly one of the two");
  if (returnData === undefined) tell("returnData", "must be said: only one query returns what the alarm watches");
  if (typeof expression === "string")
    for (const used of idsUsedIn(expression))
      if (!ids.includes(used)) tell("expression", `names ${used}, and no query has that id`);
}

/** Words that begin with a lower-case letter, outside of quotes: functions are upper-case. */
const idsUsedIn = (expression: string): string[] =>
  expression.replaceAll(/"[^"]*"|'[^']*'/g, "").match(/\b[a-z][A-Za-z0-9_]*\b/g) ?? [];

/** An alarm watches one series, and one more where that is its threshold. */
function returnProblems(inputs: Properties, queries: readonly Properties[], tell: Tell): void {
  const returned = queries.filter(({ returnData }) => returnData === true).length;
  const wanted = inputs["thresholdMetricId"] === undefined ? 1 : 2;
  if (queries.length > 0 && returned !== wanted)
    tell("metricQueries", `return ${returned} series; this alarm needs ${wanted}`);
}

function thresholdProblems(inputs: Properties, ids: readonly unknown[], tell: Tell): void {
  const threshold = text(inputs["thresholdMetricId"]);
  if (threshold !== undefined && !ids.includes(threshold)) tell("thresholdMetricId", `"${threshold}" is no query's id`);
  const band = /LessThanLower|GreaterThanUpper/.test(String(inputs["comparisonOperator"]));
  if (band !== (threshold !== undefined))
    tell("comparisonOperator", "for a band needs thresholdMetricId, and only then");
  if (!band && number(inputs["threshold"]) === undefined && inputs["threshold"] !== unknown)
    tell("threshold", "is required");
}

/** M of N, and what a missing datapoint counts as. */
function ruleProblems(inputs: Properties, tell: Tell): void {
  const [periods, datapoints] = [number(inputs["evaluationPeriods"]), number(inputs["datapointsToAlarm"])];
  if (periods !== undefined && datapoints !== undefined && datapoints > periods)
    tell("datapointsToAlarm", `is ${datapoints}, more than the ${periods} evaluation periods`);
  const missing = text(inputs["treatMissingData"]);
  if (missing !== undefined && !["breaching", "notBreaching", "ignore", "missing"].includes(missing))
    tell("treatMissingData", `"${missing}" is not one of breaching, notBreaching, ignore, missing`);
}

function actionProblems(inputs: Properties, tell: Tell): void {
  for (const key of ["alarmActions", "okActions", "insufficientDataActions"])
    for (const [index, arn] of texts(inputs[key]).entries())
      if (arn !== unknown && !arn.startsWith("arn:")) tell(`${key}[${index}]`, `"${arn}" is no ARN`);
}
