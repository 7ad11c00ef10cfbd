import { isDaily, type UnitOf, unitOf } from "../words/limit-kinds.ts";
import { minute } from "../words/units.ts";
import { type MeasurableKind, measurableKinds } from "../words/words.ts";
import { type Expression, named, utilisationOf } from "./expression/expression.ts";
import type { RuntimeMetricName } from "./metrics.ts";
import type { TargetSettings } from "./settings.ts";
import { type Figure, figureOf, publishedSum, summedFigures } from "./sums.ts";
import { monitoredIds } from "./target.ts";
import { publishedQuota, type QuotaUse, quotaUse, runtimeCountOf, type StackPlace, usageOf } from "./usage.ts";

/**
 * What alarms and dashboards read of a target: the series themselves, or the sums that the publisher makes of them
 * where they are more than an alarm holds. The report reads the series alone (usage.ts).
 */

/** Every quota of a target whose use can be told. Remembered: alarms, charts and the overview all ask for it. */
export function quotaUses(target: TargetSettings, { stack, region }: StackPlace): readonly QuotaUse[] {
  const known = remembered.get(target);
  if (known?.region === region && known.stack === stack) return known.uses;
  const uses = measurableKinds.flatMap((kind) => watchedUse(target, kind, { stack, region }) ?? []);
  remembered.set(target, { stack, region, uses });
  return uses;
}

const remembered = new WeakMap<TargetSettings, StackPlace & { uses: readonly QuotaUse[] }>();

/**
 * The use of a quota as an alarm reads it. A summed daily figure is a total of the last 24 hours, published each minute:
 * it is compared minute by minute, since a day's Sum of sums that are put again would count them again.
 */
function watchedUse(target: TargetSettings, kind: MeasurableKind, place: StackPlace): QuotaUse | undefined {
  const use = quotaUse(target, kind, place);
  if (use && !target.alarms && monitoredIds(target, place.region).length > mostDrawn)
    return ofOwnIds(target, use, place);
  if (!use || !isSummed(target, figureOf(kind), place)) return use;
  const usage = watchedUsage(target, kind, place);
  const quota: QuotaUse["quota"] = publishedQuota(target, kind, place.stack, "Minimum");
  const utilisation = named("utilisation", "% of quota", utilisationOf(usage, quota));
  return { ...use, period: minute, usage, quota, utilisation };
}

/** Of a target without alarms nothing is added up, so charts of many ids draw the model's own alone. */
function ofOwnIds(target: TargetSettings, use: QuotaUse, place: StackPlace): QuotaUse {
  const usage: QuotaUse["usage"] = drawnUsage(target, use.kind, place);
  const { quota, kind } = use;
  // As in usage.ts: a day without use is one of 0 %.
  const idle = isDaily(kind) ? "zero" : "nothing";
  return { ...use, usage, utilisation: named("utilisation", "% of quota", utilisationOf(usage, quota, idle)) };
}

/** What is used of a kind, whether or not the target has a quota of it. */
export function watchedUsage<K extends MeasurableKind>(
  target: TargetSettings,
  kind: K,
  place: StackPlace,
): Expression<UnitOf<K>> {
  if (!isSummed(target, figureOf(kind), place)) return usageOf(target, kind, place.region);
  return named(
    "usage",
    isDaily(kind) ? "used in 24 hours" : "used",
    publishedSum(unitOf(kind), target, figureOf(kind), place),
  );
}

/** What is used of a kind without a quota, for a chart: of the model's own ids alone where more are not added up. */
export function drawnUsage(target: TargetSettings, kind: MeasurableKind, place: StackPlace): QuotaUse["usage"] {
  const all = isSummed(target, figureOf(kind), place) || monitoredIds(target, place.region).length <= mostDrawn;
  const { node, unit } = watchedUsage(all ? target : { ...target, applicationProfiles: [] }, kind, place);
  return all || node.kind !== "named"
    ? ({ node, unit } as QuotaUse["usage"])
    : ({ unit, node: { ...node, label: `${node.label}, without application profiles` } } as QuotaUse["usage"]);
}

/** Whether the publisher adds a figure up. */
export const isSummed = (target: TargetSettings, figure: Figure, place: StackPlace): boolean =>
  summedFigures(target, place).has(figure);

/** The figures that are counts of one of Bedrock's metrics. */
const figureOfMetric: Readonly<Partial<Record<RuntimeMetricName, Figure>>> = {
  Invocations: "requests",
  InvocationThrottles: "throttles",
  InvocationServerErrors: "server errors",
};

/** The count of an AWS/Bedrock metric over every id of the target. */
export function watchedCountOf(
  target: TargetSettings,
  place: StackPlace,
  name: RuntimeMetricName,
): Expression<"count"> {
  const figure = figureOfMetric[name];
  return figure !== undefined && isSummed(target, figure, place)
    ? publishedSum("count", target, figure, place)
    : runtimeCountOf(target, place.region, name);
}

/** Ids that a chart of an unsummed count draws from: four counts of so many are 100 of the 500 metrics that a widget takes. */
const mostDrawn = 25;

/** Whether a chart of a count shows all of a target's ids: where it is summed or they are few; else the model's own alone. */
export function drawsAllIds(target: TargetSettings, place: StackPlace, name: RuntimeMetricName): boolean {
  const figure = figureOfMetric[name];
  const summed = figure !== undefined && isSummed(target, figure, place);
  return summed || monitoredIds(target, place.region).length <= mostDrawn;
}

/** The count of an AWS/Bedrock metric for a chart, see `drawsAllIds`. */
export const drawnCountOf = (
  target: TargetSettings,
  place: StackPlace,
  name: RuntimeMetricName,
): Expression<"count"> =>
  drawsAllIds(target, place, name)
    ? watchedCountOf(target, place, name)
    : runtimeCountOf({ ...target, applicationProfiles: [] }, place.region, name);
