import type { RegistryQuota } from "../../words/registry.ts";
import { day } from "../../words/units.ts";
import { kindLabels } from "../../words/words.ts";
import { dashboardUrl, quotaUrl } from "../console.ts";
import { queriesOf } from "../expression/queries.ts";
import type { MetricDataQuery, PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings, Severity, TargetSettings } from "../settings.ts";
import { monitoredIds, quotaOf, targetLabel } from "../target.ts";
import { type QuotaUse, quotaUses } from "../usage.ts";
import { alarmBase, description } from "./alarm.ts";
import { targetAlarmName } from "./names.ts";

/** The alarms on the use of a target's quotas: one per quota whose use can be told, and severity. */
export const utilisationAlarms = (settings: MonitoringSettings, target: TargetSettings): PlannedAlarm[] =>
  quotaUses(target, settings).flatMap((use) => {
    const metrics = queriesOf([use.utilisation], ["utilisation"], { period: use.period });
    return target.thresholds.map((severity) => utilisationAlarm(settings, target, use, metrics, severity));
  });

function utilisationAlarm(
  settings: MonitoringSettings,
  target: TargetSettings,
  use: QuotaUse,
  metrics: MetricDataQuery[],
  severity: Severity,
): PlannedAlarm {
  const quota = quotaOf(target, use.kind);
  if (!quota) throw new RangeError(`${targetLabel(target)} has no ${use.kind} quota`);
  // One day is one datapoint: M of N over days would speak a day late.
  const evaluation = use.period === day ? { datapointsToAlarm: 1, evaluationPeriods: 1 } : target.evaluation;
  return {
    ...alarmBase(settings, {
      name: targetAlarmName(settings.region, target.model.modelId, target.scope, use.kind, severity.name),
      description: describe(settings, target, use, quota, severity, evaluation),
      severity: severity.name,
      metrics,
      evaluation,
      missingData: "notBreaching",
      tags: { model: target.model.modelId, scope: target.scope, kind: use.kind },
      notifies: settings.alerts.notify === "each",
    }),
    Threshold: severity.threshold,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
  };
}

function describe(
  settings: MonitoringSettings,
  target: TargetSettings,
  use: QuotaUse,
  quota: RegistryQuota,
  severity: Severity,
  evaluation: TargetSettings["evaluation"],
): string {
  const { region } = settings;
  const [own, ...others] = monitoredIds(target, region);
  const also =
    others.length === 0 ? "" : ` and ${others.length} more id${others.length === 1 ? "" : "s"} drawing on it`;
  const window =
    use.period === day
      ? "over the last 24 hours"
      : `in ${evaluation.datapointsToAlarm} of the last ${evaluation.evaluationPeriods} minutes`;
  return description([
    `**${targetLabel(target)} in ${region}: ${severity.threshold} % of the ${kindLabels[use.kind]} quota is used** (${severity.name}), ${window}.`,
    firstSteps(target, use),
    `[Dashboard](${dashboardUrl(region, settings.dashboardName)}) · [Quota ${quota.code}](${quotaUrl(region, quota.code)})`,
    `Quota: ${quota.name.trim()} (${quota.code})${quota.multiplier === 2 ? ", doubled for cross-Region calls unless a TPM increase was approved" : ""}.`,
    `Counted: \`${own}\`${also}.${caveat(target, use)}`,
  ]);
}

/** What a person who is paged does first, for the kind of quota at hand. */
function firstSteps(target: TargetSettings, use: QuotaUse): string {
  const elsewhere = Object.keys(target.model.scopes).filter((scope) => scope !== target.scope);
  const other = elsewhere.length > 0 ? ` to another scope (${elsewhere.join(", ")}) or model` : " to another model";
  const increase = "ask for more on the quota's page";
  switch (use.kind) {
    case "rpm":
      return `Do first: find the caller that sends more requests (dashboard), batch or pace them, move work off peak${other}; ${increase}.`;
    case "tpd":
      return `Do first: see on the dashboard who spends the day's tokens; stop or postpone batch work until the 24 hours have passed, move it${other}. When AWS starts a new day is not documented.`;
    case "output-tpm":
      return `Do first: shorten answers (max_tokens), pace callers, move work${other}; ${increase}. Mantle stops generating when this quota is hit.`;
    default:
      return `Do first: see on the dashboard which id grew; lower max_tokens to what answers need (it is reserved up front), pace callers with backoff, move work${other}; ${increase}.`;
  }
}

/** What the figure does not show. */
function caveat(target: TargetSettings, use: QuotaUse): string {
  if (use.kind === "rpm") return " Requests that Bedrock throttled are not in this figure.";
  if (target.scope === "mantle")
    return " Requests that mantle rejects for quota may not show in CloudWatch; max_tokens counts on arrival.";
  return " Bedrock throttles on what it reserves (input + max_tokens), which can be more than this figure.";
}
