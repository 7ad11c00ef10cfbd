import { type PerMinute, perMinute, type Tokens } from "../../words/units.ts";
import { isoTime } from "../report/iso-time.ts";
import { type Ranks, ranksOf } from "./distribution.ts";
import { type Column, columnOf, columns, type LoggedMinutes } from "./logged-minutes.ts";

/** What a log can't say of a model. */
export interface ModelFacts {
  /** how many tokens of the quota one output token burns */
  burndown: number | "unknown";
  /** what a request that names no max_tokens is taken to hold: the model's maximum; undefined where no source tells it */
  maxOutputTokens: number | undefined;
  /** why the burndown is unknown, as the end of "Cannot tell …: " */
  unknownBecause?: string;
}

/** One minute, in the words of docs/decisions/reservation.md. null: can't be told. */
export interface MinuteFigures {
  /** ISO time of its start */
  at: string;
  counts: Record<Column, number>;
  begun: PerMinute | null;
  used: PerMinute | null;
  held: Tokens | null;
  taken: PerMinute | null;
  /** begun − used, of the same requests */
  gap: PerMinute | null;
}

export type FigureName = "begun" | "used" | "held" | "taken" | "gap";
const figureNames: readonly FigureName[] = ["begun", "used", "held", "taken", "gap"];

/**
 * `measured`: every request says it. `assumed`: for requests without max_tokens the model's maximum is taken.
 * `at-least`: of some requests it can't be told, and they are left out. `at-least-assumed`: both.
 */
export type Exactness = "measured" | "assumed" | "at-least" | "at-least-assumed";

export interface Figure {
  /** over the minutes with requests; of the gap, what all minutes add up to is `total` */
  mean: number;
  peak: number;
  /** ISO time of the peak's minute */
  peakAt: string;
  total: number;
  exactness: Exactness;
}

export interface LoggedFigures {
  counts: Record<Column, number>;
  figures: Record<FigureName, Figure | null>;
  /** percent of what was begun that was given back; null where use can't be told */
  gapShare: number | null;
  maxTokens: Ranks | null;
  outputTokens: Ranks | null;
  /** what requests without max_tokens were taken to hold; null: there are none, or no source says */
  assumedMaxTokens: number | null;
  /** why a figure is null */
  cannotTell: Partial<Record<FigureName, string>>;
}

/** Every minute that has something, in order. */
function minuteFigures(
  { minutes }: LoggedMinutes,
  { burndown, maxOutputTokens }: ModelFacts,
  isTimed: boolean,
): MinuteFigures[] {
  return [...minutes]
    .sort(([one], [other]) => one - other)
    .map(([minute, values]) => {
      const counts = Object.fromEntries(columns.map((name) => [name, columnOf(values, name)])) as Record<
        Column,
        number
      >;
      const asked = maxOutputTokens ?? 0;
      const some = maxOutputTokens === undefined ? 0 : 1;
      const input = counts.namedInput + some * counts.withoutInput;
      const output = counts.namedOutput + some * counts.withoutOutput;
      const begun = input + counts.namedMaxTokens + asked * counts.without;
      const isUsedTold = burndown !== "unknown";
      const used = isUsedTold ? counts.input + burndown * counts.output : null;
      // What a minute's seconds held, over its length: held at once, on average.
      const held = isTimed
        ? (counts.namedTokenSeconds + some * counts.withoutTokenSeconds + asked * counts.withoutSeconds) / 60
        : null;
      return {
        at: isoTime(minute * 60),
        counts,
        begun: perMinute(begun),
        used: used === null ? null : perMinute(used),
        held: held as Tokens | null,
        taken: used === null || held === null ? null : perMinute(used + held),
        gap: isUsedTold ? perMinute(begun - input - burndown * output) : null,
      };
    });
}

/** @param all the minutes of one id; not empty */
export function loggedFigures(logged: LoggedMinutes, facts: ModelFacts): LoggedFigures & { minutes: MinuteFigures[] } {
  const counts = totals(logged);
  const isAssumed = counts.without > 0 && facts.maxOutputTokens !== undefined;
  const reserved = counts.requests - counts.unseen - counts.unknown - (isAssumed ? 0 : counts.without);
  const untimed = counts.namedUntimed + (isAssumed ? counts.withoutUntimed : 0);
  const isTimed = reserved > untimed;
  const minutes = minuteFigures(logged, facts, isTimed);
  const isReserved = reserved > 0;
  const shown: MinuteFigures[] = isReserved ? minutes : minutes.map((one) => ({ ...one, begun: null, gap: null }));
  const leftOut = counts.requests - reserved;
  const exactness = (lacks: boolean, isReservation: boolean): Exactness => {
    const assumed = isReservation && isAssumed;
    return lacks ? (assumed ? "at-least-assumed" : "at-least") : assumed ? "assumed" : "measured";
  };
  const exactnessOf: Record<FigureName, Exactness> = {
    begun: exactness(leftOut > 0, true),
    used: "measured",
    held: exactness(leftOut + untimed > 0, true),
    taken: exactness(leftOut + untimed > 0, true),
    gap: exactness(leftOut > 0, true),
  };
  const figures = Object.fromEntries(
    figureNames.map((name) => [name, figureOf(shown, name, exactnessOf[name])]),
  ) as Record<FigureName, Figure | null>;
  const { begun, gap } = figures;
  return {
    counts,
    figures,
    gapShare: begun && gap && begun.total > 0 ? (100 * gap.total) / begun.total : null,
    maxTokens: ranksOf(logged.maxTokens) ?? null,
    outputTokens: ranksOf(logged.outputTokens) ?? null,
    assumedMaxTokens: isAssumed ? facts.maxOutputTokens! : null,
    cannotTell: why(figures, facts, isReserved),
    minutes: shown,
  };
}

function why(
  figures: Record<FigureName, Figure | null>,
  { burndown, unknownBecause }: ModelFacts,
  isReserved: boolean,
): Partial<Record<FigureName, string>> {
  const noRate = unknownBecause ?? "no source tells how many tokens of the quota an output token burns";
  const noBody = "no request says what it reserved: its body is not in the log, or names no max_tokens";
  const noTime = "no record says how long its request took (those of InvokeModel don't)";
  const used = burndown === "unknown" ? noRate : undefined;
  const reasons: Record<FigureName, string | undefined> = {
    begun: noBody,
    used,
    held: isReserved ? noTime : noBody,
    taken: used ?? (isReserved ? noTime : noBody),
    gap: used ?? noBody,
  };
  return Object.fromEntries(figureNames.flatMap((name) => (figures[name] === null ? [[name, reasons[name]]] : [])));
}

function totals({ minutes }: LoggedMinutes): Record<Column, number> {
  const sums = Object.fromEntries(columns.map((name) => [name, 0])) as Record<Column, number>;
  for (const values of minutes.values()) for (const name of columns) sums[name] += columnOf(values, name);
  return sums;
}

function figureOf(minutes: readonly MinuteFigures[], name: FigureName, exactness: Exactness): Figure | null {
  let total = 0;
  let withRequests = 0;
  let peak: { value: number; at: string } | undefined;
  for (const minute of minutes) {
    const value = minute[name];
    if (value === null) return null;
    total += value;
    if (minute.counts.requests > 0) withRequests += 1;
    if (minute.counts.requests + minute.counts.throttled + minute.counts.failed > 0 || value > 0)
      if (peak === undefined || value > peak.value) peak = { value, at: minute.at };
  }
  if (peak === undefined || withRequests === 0) return null;
  return { mean: total / withRequests, peak: peak.value, peakAt: peak.at, total, exactness };
}
