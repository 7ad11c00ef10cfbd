import type { CallerUsage, TargetCallers } from "./callers-document.ts";

/** What shares are of. */
export const basisText = {
  consumption: "input + cache write + burndown × output tokens",
  tokens: "tokens, each once",
  requests: "requests",
} as const satisfies Record<TargetCallers["basis"], string>;

/** Callers that a table has at most: those that share a few percent among hundreds stand in one row together. */
const shownAtMost = 20;

/**
 * A target's callers as a table shows them: those that used most in the window, in the peak or while it was throttled,
 * always with the one that filled the peak; the others together.
 */
export function shownCallers(target: TargetCallers): CallerUsage[] {
  const { rows } = target;
  const unlogged = rows.filter(({ kind }) => kind === "unlogged");
  const callers = rows.filter(({ kind }) => kind !== "unlogged");
  if (callers.length <= shownAtMost) return rows;
  const most = mostAtPeak(target);
  const byWeight = callers.toSorted((a, b) => Number(b === most) - Number(a === most) || weight(b) - weight(a));
  const shown = new Set(byWeight.slice(0, shownAtMost - 1));
  const rest = callers.filter((row) => !shown.has(row));
  return [...callers.filter((row) => shown.has(row)), together(rest), ...unlogged];
}

const weight = ({ share, shareAtPeak, shareWhileThrottled }: CallerUsage): number =>
  Math.max(share ?? 0, shareAtPeak ?? 0, shareWhileThrottled ?? 0);

function together(rows: readonly CallerUsage[]): CallerUsage {
  const sum = (of: (row: CallerUsage) => number) => rows.reduce((total, row) => total + of(row), 0);
  const known = (of: (row: CallerUsage) => number | null) =>
    rows.every((row) => of(row) === null) ? null : sum((row) => of(row) ?? 0);
  return {
    kind: "others",
    value: null,
    name: `${rows.length} others`,
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

/** Who filled the peak; undefined: there was none, or no record says. */
export const mostAtPeak = ({ rows }: TargetCallers): CallerUsage | undefined =>
  rows
    .filter(({ kind, shareAtPeak }) => kind !== "unlogged" && kind !== "others" && (shareAtPeak ?? 0) > 0)
    .toSorted((a, b) => (b.shareAtPeak ?? 0) - (a.shareAtPeak ?? 0))[0];
