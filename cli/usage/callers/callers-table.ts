import type { CallerUsage, TargetCallers } from "../../../monitoring/report/callers-document.ts";
import { dash, short, whole } from "../numbers.ts";
import { shareText } from "./text.ts";

/** Rows that a table has at most: those that share a few percent among hundreds stand in one row together. */
const shownAtMost = 20;

/** The columns after the caller's name: the same numbers in every output. */
export const callerColumns = [
  "share",
  "at peak",
  "while throttled",
  "requests",
  "throttled",
  "errors",
  "input",
  "output",
  "cache r/w",
  "consumption",
] as const;

/** A target's callers as a table shows them. */
export function shownCallers({ rows }: TargetCallers): CallerUsage[] {
  const unlogged = rows.filter(({ kind }) => kind === "unlogged");
  const callers = rows.filter(({ kind }) => kind !== "unlogged");
  if (callers.length <= shownAtMost) return rows;
  const first = callers.slice(0, shownAtMost - 1);
  return [...first, together(callers.slice(shownAtMost - 1)), ...unlogged];
}

function together(rows: readonly CallerUsage[]): CallerUsage {
  const sum = (of: (row: CallerUsage) => number) => rows.reduce((total, row) => total + of(row), 0);
  const known = (of: (row: CallerUsage) => number | null) =>
    rows.every((row) => of(row) === null) ? null : sum((row) => of(row) ?? 0);
  return {
    kind: "caller",
    value: null,
    name: `${whole(rows.length)} others`,
    requests: sum(({ requests }) => requests),
    throttled: sum(({ throttled }) => throttled),
    errors: sum(({ errors }) => errors),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cacheReadTokens: sum(({ cacheReadTokens }) => cacheReadTokens),
    cacheWriteTokens: sum(({ cacheWriteTokens }) => cacheWriteTokens),
    consumption: known(({ consumption }) => consumption),
    share: known(({ share }) => share),
    shareAtPeak: known(({ shareAtPeak }) => shareAtPeak),
    shareWhileThrottled: known(({ shareWhileThrottled }) => shareWhileThrottled),
  };
}

/** A row's cells, in the order of `callerColumns`. */
export const callerCells = (row: CallerUsage): string[] => [
  shareText(row.share),
  shareText(row.shareAtPeak),
  shareText(row.shareWhileThrottled),
  whole(row.requests),
  whole(row.throttled),
  whole(row.errors),
  short(row.inputTokens),
  short(row.outputTokens),
  `${short(row.cacheReadTokens)}/${short(row.cacheWriteTokens)}`,
  row.consumption === null ? dash : short(row.consumption),
];
