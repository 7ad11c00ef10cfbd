import { type Counted, countedBy, feedMetricOf, type UnitOf, unitOf } from "../words/limit-kinds.ts";
import { type RateUnit, type Seconds, secondsPer } from "../words/units.ts";
import type { MeasurableKind } from "../words/words.ts";
import { burndownRate } from "./burndown-rate.ts";
import {
  type Expression,
  hold,
  type Idle,
  metricOf,
  named,
  rate,
  scale,
  sum,
  utilisationOf,
} from "./expression/expression.ts";
import { quotaDimensions } from "./feed.ts";
import { type MantleMetricName, mantleCount, quotaNamespace, type RuntimeMetricName, runtimeCount } from "./metrics.ts";
import type { MonitoringSettings, TargetSettings } from "./settings.ts";
import { monitoredIds, ownId, quotaOf } from "./target.ts";

/** One quota of a target with what is used of it. */
export interface QuotaUse<U extends RateUnit = RateUnit> {
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
 * How the figures of each unit are read.
 *
 * A minute has the values that runs before it put ahead, and those of a change since: the lowest counts, so that a
 * lowered quota counts at once, and a raised one when the horizon of the old value has passed.
 *
 * Of a day the p5 counts: lower than 95 % of its 1,440 values, so what a lowered quota has been for 72 minutes counts, and
 * is not hidden by the value it had in the morning. Not the Minimum, which one bad minute would hold for 24 hours: a wrong
 * value can stand for about 25 minutes (refresh 15, horizon 10), which p5 passes over as soon as there are 500 minutes of
 * data. CloudWatch computes percentiles where single values are put, as the publisher does
 * (AmazonCloudWatch/latest/monitoring/Statistics-definitions). A day without use is 0 %: left out, CloudWatch would judge
 * the alarm by the day before it.
 */
const reading: Readonly<Record<RateUnit, { quota: "Minimum" | "p5"; idle: Idle }>> = {
  "per-minute": { quota: "Minimum", idle: "nothing" },
  "per-day": { quota: "p5", idle: "zero" },
};

/**
 * The use of one of a target's quotas, or undefined where the target has no quota of that kind.
 * The same expressions serve the alarms, the widgets, the report and the simulation; where the series are more than an
 * alarm holds, alarms and widgets read their sum from the publisher instead (watched.ts).
 */
export function quotaUse<K extends MeasurableKind>(
  target: TargetSettings,
  kind: K,
  place: StackPlace,
): QuotaUse<UnitOf<K>> | undefined {
  if (!quotaOf(target, kind)) return undefined;
  const usage = usageOf(target, kind, place.region);
  const quota = publishedQuota(target, kind, place.stack);
  const unit = unitOf(kind);
  return {
    kind,
    period: secondsPer[unit],
    usage,
    quota,
    utilisation: named("utilisation", "% of quota", utilisationOf(usage, quota, reading[unit].idle)),
  };
}

/** The stack whose published quotas count, its Region, and its account where that is known. */
export type StackPlace = Pick<MonitoringSettings, "stack" | "region" | "accountId">;

/** What is used of a kind, whether or not the target has a quota of it. */
export const usageOf = <K extends MeasurableKind>(
  target: TargetSettings,
  kind: K,
  region: string,
): Expression<UnitOf<K>> => named("usage", "used", rate(unitOf(kind), countedUse(target, countedBy(kind), region)));

/** A target's published quota, held over a missing minute. @param stat of the values that are there in a period */
export function publishedQuota<K extends MeasurableKind>(
  target: TargetSettings,
  kind: K,
  stack: string,
  stat: "Minimum" | "p5" = reading[unitOf(kind)].quota,
): Expression<UnitOf<K>> {
  const unit = unitOf(kind);
  const metric = {
    namespace: quotaNamespace,
    name: feedMetricOf(kind),
    dimensions: quotaDimensions(stack, ownId(target)),
    stat,
  };
  return named("quota", "quota", hold(metricOf(unit, metric)));
}

/** What draws on a quota in each period, by what the quota counts. */
const countOf: Readonly<Record<Counted, (target: TargetSettings) => (id: string) => Expression<"count">>> = {
  tokens: (target) => {
    if (target.consumption === "estimated") return (id) => runtimeCount("EstimatedTPMQuotaUsage", id);
    const burndown = burndownOf(target);
    return (id) => consumptionByFormula(id, burndown);
  },
  requests: () => (id) => runtimeCount("Invocations", id),
  "input tokens": () => (id) => mantleCount("TotalInputTokens", id),
  "output tokens": () => (id) => mantleCount("TotalOutputTokens", id),
};

const countedUse = (target: TargetSettings, counts: Counted, region: string): Expression<"count"> =>
  overIds(target, region, countOf[counts](target));

/** A count added over every id that draws on the target's quotas. */
function overIds(
  target: TargetSettings,
  region: string,
  countOfId: (id: string) => Expression<"count">,
): Expression<"count"> {
  const [first, ...rest] = monitoredIds(target, region).map(countOfId);
  if (!first) throw new RangeError(`${target.model.modelId} has no id to monitor`);
  return sum(first, ...rest);
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
  const rateGiven = burndownRate(target);
  if (rateGiven === "unknown") {
    throw new RangeError(
      `${target.model.modelId}: the burndown rate is not documented, so "consumption: formula" can't be computed; use "estimated" or give "burndown"`,
    );
  }
  return rateGiven;
}

/** The count of an AWS/Bedrock metric over every id of the target. */
export const runtimeCountOf = (target: TargetSettings, region: string, name: RuntimeMetricName): Expression<"count"> =>
  overIds(target, region, (id) => runtimeCount(name, id));

/** The count of a mantle metric over every id of the target. */
export const mantleCountOf = (target: TargetSettings, region: string, name: MantleMetricName): Expression<"count"> =>
  overIds(target, region, (id) => mantleCount(name, id));
