import { day, minute, type Seconds } from "../words/units.ts";
import { type MeasurableKind, measurableKinds } from "../words/words.ts";
import { type Expression, hold, metricOf, named, rate, scale, sum, utilisationOf } from "./expression/expression.ts";
import { feedMetricOf } from "./feed.ts";
import { mantleCount, quotaNamespace, runtimeCount } from "./metrics.ts";
import type { TargetSettings } from "./settings.ts";
import { monitoredIds, ownId, quotaOf } from "./target.ts";

/** One quota of a target with what is used of it. */
export interface QuotaUse<U extends "per-minute" | "per-day" = "per-minute" | "per-day"> {
  kind: MeasurableKind;
  /** period of the metrics: a minute, or a day for daily quotas */
  period: Seconds;
  /** id `usage` */
  usage: Expression<U>;
  /** id `quota`: the published value, held over a missing minute */
  quota: Expression<U>;
  /** id `utilisation` */
  utilisation: Expression<"percent">;
}

/**
 * The use of one of a target's quotas, or undefined where the target has no quota of that kind.
 * The same expressions serve the alarms, the widgets, the report and the simulation.
 */
export function quotaUse(target: TargetSettings, kind: MeasurableKind, region: string): QuotaUse | undefined {
  if (!quotaOf(target, kind)) return undefined;
  return kind === "tpd" ? perDayUse(target, kind, region) : perMinuteUse(target, kind, region);
}

/** Every quota of a target whose use can be told. Remembered: alarms, charts and the overview all ask for it. */
export function quotaUses(target: TargetSettings, region: string): readonly QuotaUse[] {
  const known = remembered.get(target);
  if (known?.region === region) return known.uses;
  const uses = measurableKinds.flatMap((kind) => quotaUse(target, kind, region) ?? []);
  remembered.set(target, { region, uses });
  return uses;
}

const remembered = new WeakMap<TargetSettings, { region: string; uses: readonly QuotaUse[] }>();

/** What is used of a kind, whether or not the target has a quota of it. */
export const usageOf = (
  target: TargetSettings,
  kind: MeasurableKind,
  region: string,
): Expression<"per-minute" | "per-day"> =>
  kind === "tpd" ? usedIn("per-day", target, kind, region) : usedIn("per-minute", target, kind, region);

const usedIn = <U extends "per-minute" | "per-day">(
  unit: U,
  target: TargetSettings,
  kind: MeasurableKind,
  region: string,
): Expression<U> => named("usage", "used", rate(unit, countedUse(target, kind, region)));

function perMinuteUse(target: TargetSettings, kind: MeasurableKind, region: string): QuotaUse<"per-minute"> {
  const used = usedIn("per-minute", target, kind, region);
  // One value a minute is published; Maximum is that value even when a retried run publishes the minute twice.
  return join(kind, minute, used, publishedQuota<"per-minute">(target, kind, "Maximum", "per-minute"));
}

function perDayUse(target: TargetSettings, kind: MeasurableKind, region: string): QuotaUse<"per-day"> {
  const used = usedIn("per-day", target, kind, region);
  // Over a day the lowest value counts: a lowered quota is never hidden by the value it had in the morning.
  return join(kind, day, used, publishedQuota<"per-day">(target, kind, "Minimum", "per-day"));
}

const join = <U extends "per-minute" | "per-day">(
  kind: MeasurableKind,
  period: Seconds,
  usage: Expression<U>,
  quota: Expression<U>,
): QuotaUse<U> => ({
  kind,
  period,
  usage,
  quota,
  // A day without use is 0 %: left out, CloudWatch would judge the alarm by the day before it.
  utilisation: named("utilisation", "% of quota", utilisationOf(usage, quota, period === day ? "zero" : "nothing")),
});

function publishedQuota<U extends "per-minute" | "per-day">(
  target: TargetSettings,
  kind: MeasurableKind,
  stat: "Maximum" | "Minimum",
  unit: U,
): Expression<U> {
  const metric = {
    namespace: quotaNamespace,
    name: feedMetricOf(kind),
    dimensions: { ModelId: ownId(target) },
    stat,
  };
  return named("quota", "quota", hold(metricOf(unit, metric)));
}

/** What draws on the quota in each period, added over every id that does. */
function countedUse(target: TargetSettings, kind: MeasurableKind, region: string): Expression<"count"> {
  const ids = monitoredIds(target, region);
  const over = (one: (id: string) => Expression<"count">) => {
    const [first, ...rest] = ids.map(one);
    if (!first) throw new RangeError(`${target.model.modelId} has no id to monitor`);
    return sum(first, ...rest);
  };
  switch (kind) {
    case "rpm":
      return over((id) => runtimeCount("Invocations", id));
    case "input-tpm":
      return over((id) => mantleCount("TotalInputTokens", id));
    case "output-tpm":
      return over((id) => mantleCount("TotalOutputTokens", id));
    case "tpm":
    case "tpd":
      return target.consumption === "formula"
        ? over((id) => consumptionByFormula(id, burndownOf(target)))
        : over((id) => runtimeCount("EstimatedTPMQuotaUsage", id));
  }
}

/**
 * What Bedrock finally counts: InputTokenCount + CacheWriteInputTokenCount + burndown × OutputTokenCount.
 * bedrock/latest/userguide/quotas-token-burndown
 */
const consumptionByFormula = (id: string, burndown: number): Expression<"count"> =>
  sum(
    runtimeCount("InputTokenCount", id),
    runtimeCount("CacheWriteInputTokenCount", id),
    scale(burndown, runtimeCount("OutputTokenCount", id)),
  );

/** @throws RangeError where no source documents the rate and the config gives none */
function burndownOf(target: TargetSettings): number {
  const rateGiven = target.burndown ?? target.model.burndown.rate;
  if (rateGiven === "unknown") {
    throw new RangeError(
      `${target.model.modelId}: the burndown rate is not documented, so "consumption: formula" can't be computed; use "estimated" or give "burndown"`,
    );
  }
  return rateGiven;
}

/** The count of an AWS/Bedrock metric over every id of the target. */
export function runtimeCountOf(
  target: TargetSettings,
  region: string,
  name: Parameters<typeof runtimeCount>[0],
): Expression<"count"> {
  const [first, ...rest] = monitoredIds(target, region).map((id) => runtimeCount(name, id));
  if (!first) throw new RangeError(`${target.model.modelId} has no id to monitor`);
  return sum(first, ...rest);
}
