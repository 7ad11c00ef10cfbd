import { isDaily, isMeasurable, type MeasurableKind } from "../../words/limit-kinds.ts";
import { day, minute } from "../../words/units.ts";
import { hasMaxTokens } from "../alarms/use-text.ts";
import { type Expression, type Metric, metricsOf, named } from "../expression/expression.ts";
import { evaluateOver, type Span } from "../report/evaluate.ts";
import { countedIn, metricsIn } from "../report/measures.ts";
import { quotaState } from "../report/quota-reading.ts";
import type { SeriesStore } from "../report/series-store.ts";
import { recent } from "../report/utilisation.ts";
import { reservationParts } from "../reservation/parts.ts";
import type { TargetSettings } from "../settings.ts";
import { scopeOf } from "../target.ts";
import { mantleCountOf, publishedQuota, runtimeCountOf, usageOf } from "../usage.ts";
import { type DiagnosisFrame, dayBefore, type TargetKnowledge } from "./frame.ts";
import { reservedMinutes, reservedWanted } from "./read-reserved.ts";
import type { LimitMinutes, TargetMinutes } from "./target-minutes.ts";

/** The count of requests that were throttled, for finding bursts; undefined: the endpoint publishes none. */
export const throttledCount = (target: TargetSettings, region: string): Expression<"count"> | undefined =>
  target.scope === "mantle" ? undefined : count("throttled", runtimeCountOf(target, region, "InvocationThrottles"));

const count = (id: string, of: Expression<"count">): Expression<"count"> => named(id, id, of);

interface Wanted {
  metric: Metric;
  span: Span;
}

const measuredKinds = (target: TargetSettings): MeasurableKind[] =>
  scopeOf(target).quotas.flatMap(({ kind }) => (isMeasurable(kind) ? [kind] : []));

/** Every series that a target's bursts are diagnosed from, throttles apart. */
export function wantedMinutes(target: TargetSettings, frame: DiagnosisFrame, known: TargetKnowledge): Wanted[] {
  const { region, span } = frame;
  const kinds = measuredKinds(target);
  const used = kinds.map((kind) => countedIn(usageOf(target, kind, region)));
  const published = known.stacks.flatMap((stack) => kinds.map((kind) => quotaOfThen(target, kind, stack)));
  const perId = sharesOf(target, region);
  const inMinutes = metricsIn([
    ...used,
    ...published,
    requestsOf(target, region),
    ...timesOf(target, region),
    ...perId,
  ]);
  const daily = kinds.filter(isDaily).map((kind) => countedIn(usageOf(target, kind, region)));
  return [
    ...inMinutes.map((metric) => ({ metric, span })),
    ...reservedWanted(target, frame, known).map((metric) => ({ metric, span })),
    ...metricsIn(daily).map((metric) => ({ metric, span: dayBefore(span) })),
  ];
}

/** What each id drew is told from the same counts, id by id. */
const sharesOf = (target: TargetSettings, region: string): Expression<"count">[] =>
  target.scope === "mantle"
    ? [mantleCountOf(target, region, "TotalInputTokens"), mantleCountOf(target, region, "TotalOutputTokens")]
    : [
        runtimeCountOf(target, region, "EstimatedTPMQuotaUsage"),
        runtimeCountOf(target, region, "Invocations"),
        runtimeCountOf(target, region, "InputTokenCount"),
        runtimeCountOf(target, region, "CacheWriteInputTokenCount"),
      ];

/** A published quota as it is, minute by minute: a gap is no value. */
function quotaOfThen(target: TargetSettings, kind: MeasurableKind, stack: string): Expression<"count"> {
  const [metric] = metricsOf(publishedQuota(target, kind, stack, "Minimum").node);
  if (!metric) throw new TypeError("a published quota is a metric");
  return { unit: "count", node: { kind: "metric", metric } };
}

const requestsOf = (target: TargetSettings, region: string): Expression<"count"> =>
  target.scope === "mantle"
    ? mantleCountOf(target, region, "Inferences")
    : runtimeCountOf(target, region, "Invocations");

function timesOf(target: TargetSettings, region: string) {
  if (target.scope === "mantle") return [];
  const { time, requests } = reservationParts(target, { region, stack: "" }, asEstimate, undefined);
  return time && requests ? [time, requests] : [];
}

const asEstimate = { source: "estimate", thresholds: [] } as const;

/** The minutes of a target from what was read. */
export function targetMinutes(
  target: TargetSettings,
  frame: DiagnosisFrame,
  known: TargetKnowledge,
  store: SeriesStore,
): TargetMinutes {
  const { region, span, now } = frame;
  const of = (expression: Expression<"count">) => evaluateOver(expression, span, store.over(span));
  const requests = of(count("requests", requestsOf(target, region)));
  const throttles = throttledCount(target, region);
  const throttled = throttles ? of(throttles) : errorsOf(span, known);
  const latency = latencyOf(target, frame, store);
  const input = target.scope === "mantle" ? undefined : of(count("input", inputOf(target, region)));
  const reserved = hasMaxTokens(target) ? reservedMinutes(target, frame, known, store, { requests, input }) : undefined;
  return {
    start: span.start,
    whole: { from: 0, to: Math.floor((Math.min(span.end, now - recent) - span.start) / minute) },
    throttled,
    requests,
    latency,
    requestTokens: largestRequest(requests, input),
    limits: measuredKinds(target).flatMap((kind) => limitMinutes(target, kind, frame, known, store)),
    ...(reserved && { reserved }),
  };
}

const inputOf = (target: TargetSettings, region: string): Expression<"count"> => {
  const [one, other] = [
    runtimeCountOf(target, region, "InputTokenCount"),
    runtimeCountOf(target, region, "CacheWriteInputTokenCount"),
  ];
  return { unit: "count", node: { kind: "sum", of: [one.node, other.node] } };
};

/** Input tokens of a request in the minute with the largest ones, on average; without a request nobody knows. */
export function largestRequest(requests: Float64Array, input: Float64Array | undefined): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const [index, count] of requests.entries())
    if (count > 0) highest = Math.max(highest, (input?.[index] || 0) / count);
  return highest === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : highest;
}

function errorsOf(span: Span, { errors }: TargetKnowledge): Float64Array {
  const values = new Float64Array(Math.round((span.end - span.start) / minute)).fill(Number.NaN);
  for (const [epochMinute, many] of errors ?? []) {
    const index = epochMinute - span.start / minute;
    if (index >= 0 && index < values.length) values[index] = many;
  }
  return values;
}

/** Seconds that the requests of each minute took, on average. */
function latencyOf(target: TargetSettings, { region, span }: DiagnosisFrame, store: SeriesStore): Float64Array {
  const [time, requests] = timesOf(target, region).map((part, index) =>
    evaluateOver(
      { unit: "count", node: { kind: "named", id: `t${index}`, label: "", of: part.node } },
      span,
      store.over(span),
    ),
  );
  const length = Math.round((span.end - span.start) / minute);
  return Float64Array.from({ length }, (_, index) =>
    time && requests && requests[index]! > 0 ? time[index]! / requests[index]! / 1_000 : Number.NaN,
  );
}

/**
 * @returns none where the account has no such quota of requests or of a day, as it has none of newer models: then it limits
 * nothing. Of tokens a minute every model has one, so that without it nothing is known.
 */
function limitMinutes(
  target: TargetSettings,
  kind: MeasurableKind,
  { region, span, quotas }: DiagnosisFrame,
  { stacks }: TargetKnowledge,
  store: SeriesStore,
): LimitMinutes[] {
  const registered = scopeOf(target).quotas.find((quota) => quota.kind === kind)!;
  const { value, origin } = quotaState(registered, quotas, region);
  const today = value ?? Number.NaN;
  const counted = countedIn(usageOf(target, kind, region));
  const inMinutes = evaluateOver(counted, span, store.over(span));
  const then = stacks.flatMap((stack) =>
    metricsOf(quotaOfThen(target, kind, stack).node).flatMap((metric) => store.over(span)(metric) ?? []),
  );
  // Where they differ one of them is some minutes behind; the lowest counts, as for the alarms.
  const lowest = inMinutes.map((_, index) =>
    then.reduce((low, values) => (values[index]! < low || Number.isNaN(low) ? values[index]! : low), Number.NaN),
  );
  if ((kind === "rpm" || isDaily(kind)) && origin === "none" && lowest.every(Number.isNaN)) return [];
  const quota = lowest.map((then) => (Number.isNaN(then) ? today : then));
  const published = Uint8Array.from(lowest, (value) => (Number.isNaN(value) ? 0 : 1));
  const about = { kind, code: registered.code, quota, published };
  if (!isDaily(kind)) return [{ ...about, used: inMinutes }];
  const before = dayBefore(span);
  return [{ ...about, ...ofDays(span, inMinutes, before, evaluateOver(counted, before, store.over(before))) }];
}

/** Tokens since midnight UTC and of the last 24 hours, as of each minute's end. */
function ofDays(span: Span, inMinutes: Float64Array, before: Span, earlier: Float64Array) {
  const first = before.start / minute;
  const steps = before.period / minute;
  const totals = new Float64Array(earlier.length * steps + inMinutes.length + 1);
  for (let i = 0; i + 1 < totals.length; i++) {
    const fromEarlier = i < earlier.length * steps;
    const value = fromEarlier
      ? (earlier[Math.floor(i / steps)]! || 0) / steps
      : inMinutes[i - earlier.length * steps]! || 0;
    totals[i + 1] = totals[i]! + value;
  }
  const at = (epochMinute: number) => totals[Math.max(0, Math.min(totals.length - 1, epochMinute - first))]!;
  const minutesADay = day / minute;
  const ends = Array.from(inMinutes, (_, index) => span.start / minute + index + 1);
  return {
    used: Float64Array.from(ends, (end) => at(end) - at(Math.floor((end - 1) / minutesADay) * minutesADay)),
    last24Hours: Float64Array.from(ends, (end) => at(end) - at(end - minutesADay)),
  };
}
