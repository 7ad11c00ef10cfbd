import { minute } from "../../words/units.ts";
import { type Metric, metricsOf, named } from "../expression/expression.ts";
import { quotaNamespace } from "../metrics.ts";
import { askedMetrics } from "../reservation/asked.ts";
import { assumedMaxTokens, cannotTell } from "../reservation/assumed.ts";
import { reservedKind } from "../reservation/kind.ts";
import { reservationParts } from "../reservation/parts.ts";
import { figuresOf, type ReservationFigures } from "../reservation/reservation.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import { runtimeCountOf, type StackPlace, usageOf } from "../usage.ts";
import type { ReservationUsage, ReservedFigure } from "./document.ts";
import { evaluateOver, type Span } from "./evaluate.ts";
import { isoTime } from "./iso-time.ts";
import type { SeriesStore } from "./series-store.ts";
import type { Stretch } from "./stretches.ts";

/** How a target's reservation is seen, and by which stack's metrics. */
export interface ReservationSeen {
  settings: ReservationSettings;
  place: StackPlace;
}

/** The figures that a stack's dashboard and alarms show, from the series themselves. */
export function reservedFigures(
  target: TargetSettings,
  { settings, place }: ReservationSeen,
): ReservationFigures | undefined {
  if (cannotTell(target, settings) !== undefined) return undefined;
  const parts = reservationParts(target, place, settings, assumedMaxTokens(target, settings));
  return figuresOf(target, place, settings, parts, usageOf(target, reservedKind(target), place.region));
}

/** Held by how long requests take within a minute, so only minutes tell it: what is coarser is left out. */
const minutesOf = (stretches: readonly Stretch[]): Stretch[] => stretches.filter(({ period }) => period === minute);

/** The series that a target's reservation is told from. */
export function reservationWanted(target: TargetSettings, seen: ReservationSeen, stretches: readonly Stretch[]) {
  const found = reservedFigures(target, seen);
  if (!found) return [];
  const metrics = [
    ...[found.taken, found.begun].flatMap(({ node }) => metricsOf(node)),
    ...askedMetricsOf(target, seen),
  ].filter(({ namespace }) => namespace !== quotaNamespace);
  return minutesOf(stretches).flatMap((span) => metrics.map((metric) => ({ metric, span })));
}

/** @param quota what the account has now, tokens a minute; null: none, or it can't be told */
export function reservationUsage(
  target: TargetSettings,
  seen: ReservationSeen,
  stretches: readonly Stretch[],
  store: SeriesStore,
  quota: number | null,
): ReservationUsage {
  const { settings, place } = seen;
  const maxTokens = assumedMaxTokens(target, settings) ?? null;
  const about = { source: settings.source, stack: place.stack, maxTokens };
  const found = reservedFigures(target, seen);
  const spans = minutesOf(stretches);
  if (!found || spans.length === 0) {
    const why = cannotTell(target, settings) ?? "the window has no minutes that CloudWatch still keeps";
    return {
      ...about,
      ...{ asked: null, assumed: 0, begun: null, held: null, taken: null, gap: null },
      ...{ takenPercent: null, takenAtThrottles: null, minutesFull: null, why },
    };
  }
  const of = (name: "begun" | "held" | "taken" | "gap") =>
    spans.map((span) => ({ span, values: evaluateOver(found[name], span, store.over(span)) }));
  const taken = of("taken");
  const { sums, samples, without } = askedSeries(target, seen);
  const requests = sumOver(samples, spans, store);
  return {
    ...about,
    asked: requests === 0 ? null : { maxTokens: sumOver(sums, spans, store) / requests, requests },
    assumed: sumOver(without, spans, store),
    begun: reserved(of("begun")),
    held: reserved(of("held")),
    taken: reserved(taken),
    gap: reserved(of("gap")),
    takenPercent: quota ? percentOf(reserved(taken), quota) : null,
    takenAtThrottles: quota ? percentAtThrottles(target, place.region, taken, store, quota) : null,
    minutesFull: quota === null ? null : countFrom(taken, quota),
  };
}

/** What requests ask for: max_tokens in all and how many name it, and how many name none. */
function askedSeries(target: TargetSettings, { settings, place }: ReservationSeen) {
  const { maxTokens, without } = askedMetrics(target, place, settings);
  const withStat = (metrics: readonly Omit<Metric, "stat">[], stat: string) =>
    metrics.map((metric): Metric => ({ ...metric, stat }));
  return {
    sums: withStat(maxTokens, "Sum"),
    samples: withStat(maxTokens, "SampleCount"),
    without: withStat(without, "Sum"),
  };
}

/** The series of what requests ask for, and of those that name nothing. */
export function askedMetricsOf(target: TargetSettings, seen: ReservationSeen): Metric[] {
  const { sums, samples, without } = askedSeries(target, seen);
  return [...sums, ...samples, ...without];
}

/** How many requests were seen to name their max_tokens. */
export const requestsNaming = (target: TargetSettings, seen: ReservationSeen, span: Span, store: SeriesStore): number =>
  sumOver(askedSeries(target, seen).samples, [span], store);

const sumOver = (metrics: readonly Metric[], spans: readonly Span[], store: SeriesStore): number =>
  spans.reduce((all, span) => metrics.reduce((sum, metric) => sum + total(store.over(span)(metric)), all), 0);

const total = (values: Float64Array | undefined): number =>
  values?.reduce((all, value) => all + (Number.isNaN(value) ? 0 : value), 0) ?? 0;

interface Part {
  span: Span;
  values: Float64Array;
}

/** Peak and mean over the minutes with data; null: there is none. */
function reserved(parts: readonly Part[]): ReservedFigure | null {
  let peak = Number.NEGATIVE_INFINITY;
  let peakAt = 0;
  let sum = 0;
  let minutes = 0;
  for (const { span, values } of parts) {
    for (const [index, value] of values.entries()) {
      if (Number.isNaN(value)) continue;
      sum += value;
      minutes++;
      if (value > peak) [peak, peakAt] = [value, span.start + index * span.period];
    }
  }
  return minutes === 0 ? null : { peak, peakAt: isoTime(peakAt), mean: sum / minutes, minutes };
}

const percentOf = (figure: ReservedFigure | null, quota: number) =>
  figure && { peak: (100 * figure.peak) / quota, mean: (100 * figure.mean) / quota };

const countFrom = (parts: readonly Part[], least: number): number =>
  parts.reduce((all, { values }) => all + values.reduce((sum, value) => sum + (value >= least ? 1 : 0), 0), 0);

/** The highest share of the quota that was taken in a minute in which requests were throttled. */
function percentAtThrottles(
  target: TargetSettings,
  region: string,
  taken: readonly Part[],
  store: SeriesStore,
  quota: number,
): number | null {
  if (target.scope === "mantle") return null;
  const throttles = named("throttles", "throttled", runtimeCountOf(target, region, "InvocationThrottles"));
  let highest = Number.NEGATIVE_INFINITY;
  for (const { span, values } of taken) {
    const throttled = evaluateOver(throttles, span, store.over(span));
    for (const [index, value] of values.entries()) if (throttled[index]! > 0 && value > highest) highest = value;
  }
  return highest === Number.NEGATIVE_INFINITY ? null : (100 * highest) / quota;
}
