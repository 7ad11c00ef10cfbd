import { minute } from "../../words/units.ts";
import { dashboardUrl } from "../console.ts";
import { windowText } from "../evaluation.ts";
import { dimensionsOf } from "../expression/queries.ts";
import { runtimeMetric } from "../metrics.ts";
import type { PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { ownId, targetLabel } from "../target.ts";
import { alarmBase, description, mildest, type RatedAlarm } from "./alarm.ts";
import { targetAlarmId, targetInName } from "./names.ts";

/**
 * Five minutes out of the band: latency jumps about, and a band alarm that pages for a minute is noise. Of 15, so that
 * metrics that come minutes late don't blind it.
 */
const evaluation = { datapointsToAlarm: 5, evaluationPeriods: 15 } as const;

/**
 * Optional: p90 latency above the band that CloudWatch's anomaly detection expects. Percentiles of several series
 * can't be added, so the alarm watches the target's own id, not its application profiles. Mantle has no latency metric.
 */
export function latencyAlarm(settings: MonitoringSettings, target: TargetSettings): RatedAlarm | undefined {
  if (target.latencyAnomaly === undefined || target.scope === "mantle") return undefined;
  const { region } = settings;
  const severity = mildest(settings);
  const metric = runtimeMetric("InvocationLatency", ownId(target), "p90");
  const alarm: PlannedAlarm = {
    ...alarmBase(settings, {
      id: targetAlarmId(target.model.modelId, target.scope, "latency", severity),
      about: `${targetInName(settings, target)} slower than usual (p90)`,
      description: description([
        `**${targetLabel(target)} in ${region}: p90 latency is above what CloudWatch expects** (${severity}; band of ${target.latencyAnomaly} standard deviations), ${windowText(evaluation)}.`,
        "Do first: compare with output tokens on the dashboard (longer answers take longer); if they did not grow, look at the AWS Health Dashboard and send latency-sensitive traffic to another scope or model.",
        `[Dashboard](${dashboardUrl(region, settings.dashboardName)})`,
        `Watched: \`${ownId(target)}\` alone, since percentiles of several ids can't be added.`,
      ]),
      severity,
      metrics: [
        {
          Id: "m1",
          MetricStat: {
            Metric: { Namespace: metric.namespace, MetricName: metric.name, Dimensions: dimensionsOf(metric) },
            Period: minute,
            Stat: metric.stat,
          },
          ReturnData: true,
        },
        {
          Id: "band",
          Label: "expected p90 latency",
          Expression: `ANOMALY_DETECTION_BAND(m1, ${target.latencyAnomaly})`,
          ReturnData: true,
        },
      ],
      evaluation,
      missingData: "notBreaching",
      tags: { model: target.model.modelId, scope: target.scope, kind: "latency" },
      notifies: settings.alerts.notify === "each",
    }),
    ThresholdMetricId: "band",
    ComparisonOperator: "GreaterThanUpperThreshold",
  };
  return { severity, alarm };
}
