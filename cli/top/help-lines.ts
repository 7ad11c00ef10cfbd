import { wrapped } from "../wrapped.ts";
import { line } from "./fit.ts";
import { placeText } from "./rows.ts";
import type { TopState } from "./state.ts";

const keys = [
  ["Up, Down, j, k", "the row before, the next one; PgUp, PgDn: ten; Home, End (g, G): the first, the last"],
  ["Enter, Esc", "open a target with all of its quotas; back"],
  ["s, S", "the next order, the one before: headroom, peak, throttles, name"],
  ["/", "show only rows with some words in target, Region, profile or who draws"],
  ["p", "pause reading, which costs nothing meanwhile; go on"],
  ["q, Ctrl-C", "end"],
] as const;

/** With --by alone. */
const whoKey =
  "b: in an opened target, read again who draws, from the invocation logs of its place: that costs each time";

const meanings = [
  'Least headroom first: what was throttled in the last five minutes, then by "now", the percentage of the target\'s fullest quota.',
  '"now" is of the newest minute whose data are whole, as the line at the top says: CloudWatch gets them late. With ≥ (>=) it is of a newer minute, whose data so far are already more.',
  'Bars have one scale in all rows: full height is 100 % of the quota, "!" is more. A blank minute has no use; a dot may still get some.',
] as const;

/** Keys, what the figures mean, and everything that could not be read. */
export function helpLines(state: TopState, columns: number): string[] {
  const { look, places } = state;
  const text = (words: string, indent = 0) => wrapped(words, columns, " ".repeat(indent), "").split("\n");
  const remarks = places.flatMap(({ place, reading, failure }) =>
    [...(failure === undefined ? [] : [failure]), ...(reading?.notes ?? [])].flatMap((note) =>
      text(`${placeText(place)}: ${note}`, 2),
    ),
  );
  return [
    ...keys.flatMap(([key, meaning]) => text(`${key}: ${meaning}`, 2)),
    ...(places.some(({ who }) => who?.isReadable) ? text(whoKey, 2) : []),
    "",
    ...meanings.flatMap((meaning) => text(meaning)),
    ...(remarks.length > 0 ? ["", ...remarks] : []),
  ].map((one) => line([{ text: one }], columns, look));
}
