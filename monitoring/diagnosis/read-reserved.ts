import type { Metric } from "../expression/expression.ts";
import { metricsOf } from "../expression/expression.ts";
import { quotaNamespace } from "../metrics.ts";
import { evaluateOver } from "../report/evaluate.ts";
import { askedMetricsOf, requestsNaming, reservedFigures } from "../report/reservation-usage.ts";
import type { SeriesStore } from "../report/series-store.ts";
import { reservedKind } from "../reservation/kind.ts";
import type { ReservationFigures } from "../reservation/reservation.ts";
import type { TargetSettings } from "../settings.ts";
import type { DiagnosisFrame, TargetKnowledge } from "./frame.ts";
import { largestRequest } from "./read-minutes.ts";
import type { ReservedMinutes } from "./target-minutes.ts";

/** Between what lies what requests asked for, where nobody measured it. */
interface Bounds {
  from: "given" | "bounds";
  least: number;
  /** null: no source says what requests can ask for at most */
  most: number | null;
}

/** Given by hand, it is so for all. Else it is at least what the longest answers had, and at most what the model can write. */
function boundsOf(target: TargetSettings, { maxTokens, outputP99 = 0 }: TargetKnowledge): Bounds {
  return maxTokens === undefined
    ? { from: "bounds", least: Math.ceil(outputP99), most: target.model.maxOutputTokens?.value ?? null }
    : { from: "given", least: maxTokens, most: maxTokens };
}

/** The figures at least and at most: as logs or clients measure them, and as bounds of max_tokens make them. */
function figuresFor(target: TargetSettings, frame: DiagnosisFrame, known: TargetKnowledge) {
  const { seen } = known;
  const bounds = boundsOf(target, known);
  const estimate = (maxTokens: number) =>
    reservedFigures(target, {
      settings: { source: "estimate", thresholds: [], maxTokens },
      place: { region: frame.region, stack: "" },
    });
  const measuring = seen && seen.settings.source !== "estimate" && known.maxTokens === undefined ? seen : undefined;
  return {
    bounds,
    measuring,
    least: estimate(bounds.least),
    most: estimate(bounds.most ?? bounds.least),
    measured:
      measuring &&
      reservedFigures(target, { ...measuring, settings: { ...measuring.settings, maxTokens: bounds.least } }),
  };
}

/** The series that what was reserved is told from. */
export function reservedWanted(target: TargetSettings, frame: DiagnosisFrame, known: TargetKnowledge): Metric[] {
  const { least, most, measured, measuring } = figuresFor(target, frame, known);
  const own = [least, most, measured].flatMap((figures) =>
    figures ? [...metricsOf(figures.taken.node), ...metricsOf(figures.begun.node)] : [],
  );
  const asked = measuring ? askedMetricsOf(target, measuring) : [];
  return [...own, ...asked].filter(({ namespace }) => namespace !== quotaNamespace);
}

/** Part of the requests that must name max_tokens where it is seen, for the reservation to be measured. */
const nearlyAll = 0.99;

/**
 * Between what the reservation of each minute lies; undefined where nothing of it can be told, as on mantle.
 * @param requests that Bedrock accepted. @param input their tokens, cache write included; undefined: not known
 */
export function reservedMinutes(
  target: TargetSettings,
  frame: DiagnosisFrame,
  known: TargetKnowledge,
  store: SeriesStore,
  { requests, input }: { requests: Float64Array; input: Float64Array | undefined },
): ReservedMinutes | undefined {
  const { span } = frame;
  const { bounds, least, most, measured, measuring } = figuresFor(target, frame, known);
  if (!least || !most) return undefined;
  const of = (expression: ReservationFigures["taken"]) => evaluateOver(expression, span, store.over(span));
  const one = largestRequest(requests, input);
  const common = {
    kind: reservedKind(target),
    requestLeast: (Number.isFinite(one) ? one : 0) + bounds.least,
    requestMost: one + (bounds.most ?? Number.POSITIVE_INFINITY),
  };
  const all = requests.reduce((sum, count) => sum + (count || 0), 0);
  if (measured && measuring && requestsNaming(target, measuring, span, store) >= nearlyAll * all && all > 0) {
    const taken = of(measured.taken);
    const begunMost = of(measured.begun);
    return {
      ...common,
      takenLeast: taken,
      takenMost: taken,
      begunMost,
      from: "measured",
      maxTokensLeast: null,
      maxTokensMost: null,
    };
  }
  // Nobody says what the model can write at most: any reservation is possible.
  const open = bounds.most === null && requests.map((count) => (count > 0 ? Number.POSITIVE_INFINITY : Number.NaN));
  const seenLeast = measured && of(measured.taken);
  const takenLeast = of(least.taken).map((value, index) => Math.max(value || 0, seenLeast?.[index] || 0));
  return {
    ...common,
    takenLeast,
    takenMost: open || of(most.taken),
    begunMost: open || of(most.begun),
    from: seenLeast ? "partly-assumed" : bounds.from,
    maxTokensLeast: bounds.least,
    maxTokensMost: bounds.most,
  };
}
