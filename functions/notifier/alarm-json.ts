import type { MetricAlarm, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { partition } from "@aws-sdk/core/client";
import type { DeployedAlarm } from "../../aws/alarms.ts";
import type { AlarmStateValue } from "./alarm-event.ts";

/** A change of an alarm's state, as a message says it. */
export interface ToldChange {
  account: string;
  region: string;
  at: Date;
  from: AlarmStateValue;
  to: AlarmStateValue;
  reason: string;
}

/**
 * What CloudWatch itself sends to a topic when an alarm changes: the JSON that Amazon Q Developer, PagerDuty, Opsgenie
 * and other subscribers know alarms by. The fields are those of AmazonCloudWatch/latest/monitoring/alarm-actions
 * ("Schema when a metric alarm changes state", "… a composite alarm …"); how a metric-math alarm's Trigger looks is not
 * on that page and is taken from messages that people published. Not tried with the live services.
 */
export function alarmJson(alarm: DeployedAlarm, change: ToldChange): Record<string, unknown> {
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: change.account,
    ...(alarm.configured && { AlarmConfigurationUpdatedTimestamp: cloudWatchTime(alarm.configured) }),
    NewStateValue: change.to,
    NewStateReason: change.reason,
    StateChangeTime: cloudWatchTime(change.at),
    Region: regionName(change.region),
    AlarmArn: alarm.arn,
    OldStateValue: change.from,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    ...(alarm.metric ? { Trigger: triggerOf(alarm.metric) } : { AlarmRule: alarm.rule ?? "", TriggeringChildren: [] }),
  };
}

/** "2026-10-02T17:04:40.985+0000" */
const cloudWatchTime = (time: Date): string => time.toISOString().replace("Z", "+0000");

/** The Region's name in words, e.g. "US East (N. Virginia)", by the SDK's own list; its id where the list is older. */
export function regionName(region: string): string {
  const { description } = partition(region) as { description?: string };
  return description ?? region;
}

/** All of a stack's alarms are made of metric data queries, also those on one metric. */
function triggerOf(alarm: MetricAlarm): Record<string, unknown> {
  const queries = alarm.Metrics ?? [];
  return {
    Period: queries.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? 60,
    EvaluationPeriods: alarm.EvaluationPeriods,
    ...(alarm.DatapointsToAlarm !== undefined && { DatapointsToAlarm: alarm.DatapointsToAlarm }),
    ComparisonOperator: alarm.ComparisonOperator,
    ...(alarm.ThresholdMetricId === undefined
      ? { Threshold: alarm.Threshold }
      : { ThresholdMetricId: alarm.ThresholdMetricId }),
    TreatMissingData: alarm.TreatMissingData ?? "missing",
    EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile ?? "",
    Metrics: queries.map(triggerMetric),
  };
}

const triggerMetric = ({ Id, Label, Expression, MetricStat, ReturnData }: MetricDataQuery) => ({
  ...(Expression !== undefined && { Expression }),
  Id,
  ...(Label !== undefined && { Label }),
  ...(MetricStat && {
    MetricStat: {
      Metric: {
        Dimensions: (MetricStat.Metric?.Dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name })),
        MetricName: MetricStat.Metric?.MetricName,
        Namespace: MetricStat.Metric?.Namespace,
      },
      Period: MetricStat.Period,
      Stat: MetricStat.Stat,
    },
  }),
  ReturnData: ReturnData ?? true,
});
