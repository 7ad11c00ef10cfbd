import { day, minute, type Seconds } from "../words/units.ts";
import { type MeasurableKind, measurableKinds } from "../words/words.ts";
import { type Expression, hold, metricOf, named, rate, scale, sum, utilisationOf } from "./expression/expression.ts";
import { feedMetricOf, quotaDimensions } from "./feed.ts";
import { mantleCount, quotaNamespace, runtimeCount } from "./metrics.ts";
import type { MonitoringSettings, TargetSettings } from "./settings.ts";
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
export function quotaUse(target: TargetSettings, kind: MeasurableKind, place: StackPlace): QuotaUse | undefined {
  if (!quotaOf(target, kind)) return undefined;
  return kind === "tpd" ? perDayUse(target, kind, place) : perMinuteUse(target, kind, place);
}

/** The stack whose published quotas count, and its Region. */
export type StackPlace = Pick<MonitoringSettings, "stack" | "region">;

/** Every quota of a target whose use can be told. Remembered: alarms, charts and the overview all ask for it. */
export function quotaUses(target: TargetSettings, { stack, region }: StackPlace): readonly QuotaUse[] {
  const known = remembered.get(target);
  if (known?.region === region && known.stack === stack) return known.uses;
  const uses = measurableKinds.flatMap((kind) => quotaUse(target, kind, { stack, region }) ?? []);
  remembered.set(target, { stack, region, uses });
  return uses;
}

const remembered = new WeakMap<TargetSettings, StackPlace & { uses: readonly QuotaUse[] }>();

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

function perMinuteUse(target: TargetSettings, kind: MeasurableKind, place: StackPlace): QuotaUse<"per-minute"> {
  const used = usedIn("per-minute", target, kind, place.region);
  // A minute has the values that runs before it put ahead, and those of a change since: the lowest counts, so that a
  // lowered quota counts at once, and a raised one when the horizon of the old value has passed.
  return join(kind, minute, used, publishedQuota<"per-minute">(target, kind, place.stack, "Minimum", "per-minute"));
}

/**
 * The published quota over a day: lower than 95 % of its 1,440 values, so what a lowered quota has been for 72 minutes
 * counts, and is not hidden by the value it had in the morning. Not the Minimum, which one bad minute would hold for 24
 * hours: a wrong value can stand for about 25 minutes (refresh 15, horizon 10), which this passes over as soon as there
 * are 500 minutes of data. CloudWatch computes percentiles where single values are put, as the publisher does
 * (AmazonCloudWatch/latest/monitoring/Statistics-definitions).
 */
const dailyQuotaStatistic = "p5";

function perDayUse(target: TargetSettings, kind: MeasurableKind, place: StackPlace): QuotaUse<"per-day"> {
  const used = usedIn("per-day", target, kind, place.region);
  return join(kind, day, used, publishedQuota<"per-day">(target, kind, place.stack, dailyQuotaStatistic, "per-day"));
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
  stack: string,
  stat: "Minimum" | typeof dailyQuotaStatistic,
  unit: U,
): Expression<U> {
  const metric = {
    namespace: quotaNamespace,
    name: feedMetricOf(kind),
    dimensions: quotaDimensions(stack, ownId(target)),
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
