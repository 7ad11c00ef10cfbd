import { type Counted, countedBy, isDaily, isMeasurable } from "../words/limit-kinds.ts";
import type { RateUnit } from "../words/units.ts";
import type { MeasurableKind } from "../words/words.ts";
import { watchedEnd } from "./end-of-life.ts";
import { type Expression, type Metric, metricOf, metricsOf, type Node } from "./expression/expression.ts";
import { quotaDimensions } from "./feed.ts";
import { limits } from "./limits.ts";
import { quotaNamespace } from "./metrics.ts";
import type { FeedSum, SumTerm } from "./plan-types.ts";
import { assumedMaxTokens, cannotTell } from "./reservation/assumed.ts";
import { reservedKind } from "./reservation/kind.ts";
import { reservationParts } from "./reservation/parts.ts";
import type { MonitoringSettings, TargetSettings } from "./settings.ts";
import { ownId, quotaOf, scopeOf } from "./target.ts";
import { runtimeCountOf, type StackPlace, usageOf } from "./usage.ts";

/** A figure of a target that its alarms read, and that the publisher adds up where it is of more series than an alarm holds. */
export type Figure = Counted | "tokens of a day" | "throttles" | "server errors" | ReservedFigure;

/** What the reservation is made of (reservation/parts.ts). */
export type ReservedFigure =
  | "tokens begun"
  | "request time"
  | "timed requests"
  | "token-seconds held"
  | "tokens without a measure";

/** The metric that each figure's sum is published as, in the stack's namespace with dimensions Stack and ModelId. */
const summedMetrics: Readonly<Record<Figure, string>> = {
  tokens: "SummedTokens",
  "tokens of a day": "SummedTokensOfLastDay",
  requests: "SummedRequests",
  "input tokens": "SummedInputTokens",
  "output tokens": "SummedOutputTokens",
  throttles: "SummedThrottles",
  "server errors": "SummedServerErrors",
  "tokens begun": "SummedTokensBegun",
  "request time": "SummedRequestTime",
  "timed requests": "SummedTimedRequests",
  "token-seconds held": "SummedTokenSecondsHeld",
  "tokens without a measure": "SummedTokensUnmeasured",
};
const summedNames = new Set(Object.values(summedMetrics));

/** Minutes that a published sum comes later than the series it is of: a run reads the minutes that are over, and the next evaluation sees what it put. */
export const sumDelayMinutes = 1;

/** How many minutes back each run adds up again: a value that comes later than that is in no sum. As long as the longest default window. */
export const sumWindowMinutes = 60;

/** Minutes of which a day's total is made, and how often it is added up. */
export const dayStepMinutes = 5;

/** Whether a metric is a published sum, which comes later than what it is of. */
export const isPublishedSum = (namespace: string, name: string): boolean =>
  namespace === quotaNamespace && summedNames.has(name);

/** What the use of a kind of quota is, as a figure. Daily quotas count tokens. */
export const figureOf = (kind: MeasurableKind): Figure => (isDaily(kind) ? "tokens of a day" : countedBy(kind));

/** A sum of series. */
type SumOf = Expression<SummedUnit>;
type SummedUnit = RateUnit | "count" | "milliseconds" | "token-seconds";

/** The figures of a target that the publisher must add up: each that some alarm of the target could not hold series by series. */
export function summedFigures(target: TargetSettings, place: StackPlace): ReadonlyMap<Figure, SumOf> {
  const { stack, region, accountId } = place;
  const known = remembered.get(target);
  if (known?.region === region && known.stack === stack && known.accountId === accountId) return known.figures;
  const figures = target.alarms ? tooMany(target, place) : new Map<Figure, SumOf>();
  remembered.set(target, { stack, region, ...(accountId !== undefined && { accountId }), figures });
  return figures;
}

const remembered = new WeakMap<TargetSettings, StackPlace & { figures: ReadonlyMap<Figure, SumOf> }>();

function tooMany(target: TargetSettings, place: StackPlace): Map<Figure, SumOf> {
  const { region } = place;
  const found = new Map<Figure, SumOf>();
  /** what one alarm reads: these figures and so many metrics more */
  const alarm = (reads: readonly (readonly [Figure, SumOf])[], others: number) => {
    const metrics = reads.reduce((total, [, { node }]) => total + metricsOf(node).length, others);
    if (metrics > limits.metricsPerAlarm) for (const [figure, of] of reads) found.set(figure, of);
  };
  for (const { kind } of scopeOf(target).quotas) {
    if (isMeasurable(kind)) alarm([[figureOf(kind), usageOf(target, kind, region)]], 1);
  }
  alarm(reservedParts(target, place), 1);
  if (target.scope === "mantle") return found;
  alarm([["throttles", runtimeCountOf(target, region, "InvocationThrottles")]], 0);
  // Its end of life is watched by its calls.
  if (watchedEnd(target.model)) alarm([["requests", runtimeCountOf(target, region, "Invocations")]], 0);
  if (target.serverErrorRate !== undefined) {
    const errors = runtimeCountOf(target, region, "InvocationServerErrors");
    alarm(
      [
        ["server errors", errors],
        ["requests", runtimeCountOf(target, region, "Invocations")],
      ],
      0,
    );
  }
  return found;
}

/** What an alarm on the reservation reads, but for the quota; nothing where there is no such alarm. */
function reservedParts(target: TargetSettings, place: StackPlace): (readonly [Figure, SumOf])[] {
  const { reservation } = target;
  const kind = reservedKind(target);
  if (!reservation || reservation.thresholds.length === 0 || !quotaOf(target, kind)) return [];
  if (cannotTell(target, reservation) !== undefined) return [];
  const parts = reservationParts(target, place, reservation, assumedMaxTokens(target, reservation));
  return [
    [figureOf(kind), usageOf(target, kind, place.region)],
    ["tokens begun", parts.begun],
    ...optional("request time", parts.time),
    ...optional("timed requests", parts.requests),
    ...optional("token-seconds held", parts.heldTokenSeconds),
    ...optional("tokens without a measure", parts.unmeasured),
  ];
}

const optional = (figure: Figure, of: SumOf | undefined): (readonly [Figure, SumOf])[] => (of ? [[figure, of]] : []);

/**
 * A published sum. The publisher puts a minute's sum again whenever it has risen, so the Maximum is the newest; over a
 * longer period, as a dashboard may choose, it is that of the highest minute.
 */
export const publishedSum = <U extends SummedUnit>(
  unit: U,
  target: TargetSettings,
  figure: Figure,
  { stack }: Pick<StackPlace, "stack">,
): Expression<U> =>
  metricOf(unit, {
    namespace: quotaNamespace,
    name: summedMetrics[figure],
    dimensions: quotaDimensions(stack, ownId(target)),
    stat: "Maximum",
  });

/** What the publisher must add up for a stack, in the order of its targets. */
export const sumsOf = ({ targets, ...place }: StackPlace & Pick<MonitoringSettings, "targets">): FeedSum[] =>
  targets.flatMap((target) =>
    [...summedFigures(target, place)].map(
      ([figure, { node }]): FeedSum => ({
        metric: summedMetrics[figure],
        modelId: ownId(target),
        over: figure === "tokens of a day" ? "day" : "minute",
        terms: termsOf(node, 1),
      }),
    ),
  );

/** A sum written out: each series with what it is multiplied by. @throws RangeError where the expression is no weighted sum */
function termsOf(node: Node, factor: number): SumTerm[] {
  switch (node.kind) {
    case "metric":
      return [termOf(node.metric, factor)];
    case "sum":
      return node.of.flatMap((part) => termsOf(part, factor));
    case "scale":
      return termsOf(node.of, factor * node.factor);
    case "named":
    case "rate":
      // A rate of a minute's quota is the minute's sum; a day's total is made of minutes.
      return termsOf(node.of, factor);
    default:
      throw new RangeError(`a ${node.kind} is no sum of series`);
  }
}

function termOf({ namespace, name, dimensions, stat }: Metric, factor: number): SumTerm {
  if (stat !== "Sum" && stat !== "SampleCount") throw new RangeError(`the ${stat} of ${name} can't be added up`);
  return { namespace, name, dimensions: { ...dimensions }, factor, ...(stat !== "Sum" && { stat }) };
}
