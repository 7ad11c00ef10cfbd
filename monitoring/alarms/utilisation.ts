import { countedBy, isDaily } from "../../words/limit-kinds.ts";
import type { RegistryQuota } from "../../words/registry.ts";
import { day, type Percent, type RateUnit } from "../../words/units.ts";
import { kindLabels } from "../../words/words.ts";
import { dashboardUrl, quotaUrl } from "../console.ts";
import { evaluationOf, windowText } from "../evaluation.ts";
import { type Expression, named, scale } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import type { MetricDataQuery, PlannedAlarm } from "../plan-types.ts";
import type { Evaluation, MonitoringSettings, Severity, TargetSettings } from "../settings.ts";
import { monitoredIds, quotaOf, targetLabel } from "../target.ts";
import { type QuotaUse, quotaUses } from "../usage.ts";
import { alarmBase, description, type RatedAlarm } from "./alarm.ts";
import { targetAlarmId } from "./names.ts";

/** The alarms on the use of a target's quotas: one per quota whose use can be told, and severity. */
export const utilisationAlarms = (settings: MonitoringSettings, target: TargetSettings): RatedAlarm[] =>
  quotaUses(target, settings.region).flatMap((use) => {
    const metrics = queriesOf([use.utilisation], ["utilisation"], { period: use.period });
    return target.thresholds.map((severity) => ({
      severity: severity.name,
      alarm: utilisationAlarm(settings, target, use, metrics, severity),
    }));
  });

/** Where an alarm on a quota's use begins, as a line beside the use: the percentage that it compares with, of the live quota. */
export interface ThresholdLine {
  label: string;
  /** percent of the quota */
  threshold: Percent;
  /** an amount of the quota's unit; its id is `threshold` and a number */
  amount: Expression<RateUnit>;
}

/** The lines of a target's alarms on one quota, mildest first. */
export const thresholdLines = (target: TargetSettings, use: QuotaUse): ThresholdLine[] =>
  target.thresholds.map((severity, index) => {
    const label = thresholdLabel(severity);
    return {
      label,
      threshold: severity.threshold,
      amount: named(`threshold${index + 1}`, label, share(severity.threshold, use.quota)),
    };
  });

export const thresholdLabel = ({ name, threshold }: Severity): string => `${name} ${threshold} %`;

/** A percentage of a quota. Divided as one number, so that 70 % is 0.7 and not 0.7000000000000001. */
const share = <U extends RateUnit>(percentage: Percent, of: Expression<U>): Expression<U> =>
  scale(Number((percentage / 100).toPrecision(12)), of);

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
  const evaluation =
    use.period === day ? { datapointsToAlarm: 1, evaluationPeriods: 1 } : evaluationOf(target, severity.name);
  return {
    ...alarmBase(settings, {
      id: targetAlarmId(target.model.modelId, target.scope, use.kind, severity.name),
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
  evaluation: Evaluation,
): string {
  const { region } = settings;
  const [own, ...others] = monitoredIds(target, region);
  const also =
    others.length === 0 ? "" : ` and ${others.length} more id${others.length === 1 ? "" : "s"} drawing on it`;
  const window = use.period === day ? "over the last 24 hours" : windowText(evaluation);
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
  const counts = countedBy(use.kind);
  if (isDaily(use.kind)) {
    return `Do first: see on the dashboard who spends the day's ${counts}; stop or postpone batch work until the 24 hours have passed, move it${other}. When AWS starts a new day is not documented.`;
  }
  switch (counts) {
    case "requests":
      return `Do first: find the caller that sends more requests (dashboard), batch or pace them, move work off peak${other}; ${increase}.`;
    case "output tokens":
      return `Do first: shorten answers (max_tokens), pace callers, move work${other}; ${increase}. Mantle stops generating when this quota is hit.`;
    case "tokens":
    case "input tokens":
      return `Do first: see on the dashboard which id grew; lower max_tokens to what answers need (it is reserved up front), pace callers with backoff, move work${other}; ${increase}.`;
  }
}

/** What the figure does not show. */
function caveat(target: TargetSettings, use: QuotaUse): string {
  if (countedBy(use.kind) === "requests") return " Requests that Bedrock throttled are not in this figure.";
  if (target.scope === "mantle")
    return " Requests that mantle rejects for quota may not show in CloudWatch; max_tokens counts on arrival.";
  return " Bedrock throttles on what it reserves (input + max_tokens), which can be more than this figure.";
}
