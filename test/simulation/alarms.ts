import { publisherAlarms } from "../../monitoring/alarms/publisher.ts";
import { throttleAlarm as planThrottleAlarm } from "../../monitoring/alarms/throttles.ts";
import { utilisationAlarms } from "../../monitoring/alarms/utilisation.ts";
import { publisherMetrics, quotaDimensions, stackDimensions } from "../../monitoring/feed.ts";
import type { Dimension, MetricDataQuery, PlannedAlarm } from "../../monitoring/plan-types.ts";
import type { Severity, TargetSettings } from "../../monitoring/settings.ts";
import type { MetricIdentity } from "../../monitoring/simulation/series.ts";
import { percent } from "../../words/units.ts";
import { settings, severities, target } from "../monitoring/example-settings.ts";

/** The plan's alarms on one id, and what it takes to make others. */

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
  metric("Bedrock/Quotas", name, quotaDimensions(settings([]).stack, modelId));

/** PublisherRuns of the stack. */
export const runsMetric = metric("Bedrock/Quotas", publisherMetrics.runs, stackDimensions(settings([]).stack));

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
  id: AlarmName,
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
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
  TreatMissingData: "notBreaching",
  Tags: [],
  ...rest,
});

/** A window short enough for a test to show what happens at its ends. */
const evaluation = { warning: { datapointsToAlarm: 2, evaluationPeriods: 3 } };

/** A target whose ids are the ones given: its own, then application profiles. */
function targetOf(ids: readonly string[], thresholds: readonly Severity[]): TargetSettings {
  const [own, ...applicationProfiles] = ids;
  const base = target("amazon.nova-2-lite-v1:0", "cross-region", { applicationProfiles, thresholds, evaluation });
  const scope = base.model.scopes["cross-region"]!;
  const scopes = { "cross-region": { ...scope, ids: [own!] as const } };
  return { ...base, model: { ...base.model, scopes } };
}

/** The plan's own alarm on the use of a quota, by another name. */
function planned(kind: "tpm" | "rpm" | "tpd", name: string, threshold: number, ids: readonly string[]): PlannedAlarm {
  const one = targetOf(ids, [{ name: "warning", threshold: percent(threshold) }]);
  const found = utilisationAlarms(settings([one]), one).find(({ alarm: { id } }) => id.endsWith(`/${kind}/warning`));
  return { ...found!.alarm, AlarmName: name };
}

/** The queries of the plan's alarm on a quota, over one or more ids that draw on it. */
export const utilisationQueries = (ids: readonly string[], kind: "tpm" | "rpm" = "tpm"): MetricDataQuery[] =>
  planned(kind, "queries", 70, ids).Metrics;

export const usageAlarm = (
  name: string,
  threshold: number,
  ids: readonly string[],
  rest: Partial<PlannedAlarm> = {},
): PlannedAlarm => ({ ...planned("tpm", name, threshold, ids), ...rest });

export const dailyAlarm = (name: string, threshold: number, ids: readonly string[]): PlannedAlarm =>
  planned("tpd", name, threshold, ids);

export function throttleAlarm(name: string, id: string): PlannedAlarm {
  const one = targetOf([id], severities);
  return { ...planThrottleAlarm(settings([one]), one)!.alarm, AlarmName: name };
}

/** The plan's alarm on the publisher's runs. */
export const runsAlarm = (name: string): PlannedAlarm => ({
  ...publisherAlarms(settings([])).find(({ id }) => id.startsWith("publisher/runs/"))!,
  AlarmName: name,
});
