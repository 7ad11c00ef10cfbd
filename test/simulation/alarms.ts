import type { ComparisonOperator, Dimension, MetricDataQuery, PlannedAlarm } from "../../monitoring/plan-types.ts";
import type { MetricIdentity } from "../../monitoring/simulation/series.ts";

/** Alarms as the plan makes them, by hand, so that the simulation is tested on its own. */

export const metric = (
  Namespace: string,
  MetricName: string,
  dimensions: Record<string, string> = {},
): MetricIdentity => ({
  Namespace,
  MetricName,
  Dimensions: Object.entries(dimensions).map(([Name, Value]): Dimension => ({ Name, Value })),
});

export const bedrock = (name: string, modelId: string): MetricIdentity =>
  metric("AWS/Bedrock", name, { ModelId: modelId });
export const quotaMetric = (name: string, modelId: string): MetricIdentity =>
  metric("Bedrock/Quotas", name, { ModelId: modelId });

export const stat = (Id: string, Metric: MetricIdentity, Stat: string, Period = 60): MetricDataQuery => ({
  Id,
  MetricStat: { Metric, Period, Stat },
  ReturnData: false,
});
export const formula = (Id: string, Expression: string, ReturnData = false): MetricDataQuery => ({
  Id,
  Expression,
  ReturnData,
});

export const alarm = (
  AlarmName: string,
  Metrics: MetricDataQuery[],
  rest: Partial<PlannedAlarm> = {},
): PlannedAlarm => ({
  AlarmName,
  AlarmDescription: "",
  ActionsEnabled: true,
  AlarmActions: [],
  OKActions: [],
  InsufficientDataActions: [],
  Metrics,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 70,
  ComparisonOperator: "GreaterThanOrEqualToThreshold" as ComparisonOperator,
  TreatMissingData: "notBreaching",
  Tags: [],
  ...rest,
});

/** Usage of a quota in percent, over one or more ids that draw on it. */
export const utilisationQueries = (
  ids: readonly string[],
  {
    usage = "EstimatedTPMQuotaUsage",
    quota = "TokenQuota",
    quotaStat = "Maximum",
    period = 60,
  }: { usage?: string; quota?: string; quotaStat?: string; period?: number } = {},
): MetricDataQuery[] => [
  ...ids.map((id, index) => stat(`m${index + 1}`, bedrock(usage, id), "Sum", period)),
  stat("q", quotaMetric(quota, ids[0]!), quotaStat, period),
  formula("usage", ids.map((_id, index) => `m${index + 1}`).join(" + ")),
  formula("quota", "FILL(q, REPEAT)"),
  formula("utilisation", "IF(usage >= 0, 100 * usage / (quota + (quota == 0)))", true),
];

export const usageAlarm = (
  name: string,
  threshold: number,
  ids: readonly string[],
  rest: Partial<PlannedAlarm> = {},
): PlannedAlarm => alarm(name, utilisationQueries(ids), { Threshold: threshold, ...rest });

export const dailyAlarm = (name: string, threshold: number, ids: readonly string[]): PlannedAlarm =>
  alarm(name, utilisationQueries(ids, { quota: "DailyTokenQuota", quotaStat: "Minimum", period: 86_400 }), {
    Threshold: threshold,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
  });

export const throttleAlarm = (name: string, id: string): PlannedAlarm =>
  alarm(name, [stat("m1", bedrock("InvocationThrottles", id), "Sum"), formula("throttles", "m1", true)], {
    Threshold: 1,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
  });

export const heartbeatAlarm = (name: string): PlannedAlarm =>
  alarm(name, [{ ...stat("m1", metric("Bedrock/Quotas", "QuotaHeartbeat"), "Sum"), ReturnData: true }], {
    Threshold: 1,
    ComparisonOperator: "LessThanThreshold",
    EvaluationPeriods: 5,
    DatapointsToAlarm: 5,
    TreatMissingData: "breaching",
  });
