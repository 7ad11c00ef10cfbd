import type { TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { clockTime, dash, percent, short, whole } from "./numbers.ts";

/** What each source lets a figure be: an upper bound, or an estimate of what was measured. */
const marks = { logs: "≈", client: "≈", estimate: "≤" } as const;

export const reservedHead = ["model", "scope", "begun", "held", "taken", "taken ÷ quota", "at", "full minutes", "by"];

/** The reservation of each target whose stack looks at it: peaks, tokens a minute. */
export function reservedRows({ targets, timeZone }: Pick<UsageDocument, "targets" | "timeZone">): string[][] {
  return targets.flatMap(({ modelId, scope, reservation }: TargetUsage) => {
    if (!reservation) return [];
    const { source, begun, held, taken, takenPercent, minutesFull, why } = reservation;
    const mark = (text: string) => (text === dash ? text : `${marks[source]}${text}`);
    return [
      [
        modelId,
        scope,
        mark(short(begun?.peak)),
        mark(short(held?.peak)),
        mark(short(taken?.peak)),
        mark(percent(takenPercent?.peak)),
        clockTime(taken?.peakAt ?? null, timeZone),
        minutesFull === null ? dash : mark(whole(minutesFull)),
        why === undefined ? source : `${source}: ${why}`,
      ],
    ];
  });
}

/** What the columns are; no line where there are none. */
export const reservedNote = ({ targets }: Pick<UsageDocument, "targets">): string[] =>
  targets.some(({ reservation }) => reservation)
    ? [
        "Reserved, peaks of minutes: begun is input + cache write + max_tokens of the requests begun; held is what those under way held, on average over the minute; taken is held + used; full minutes are those in which that was the quota or more. ≈ estimated from what was measured, ≤ an upper bound (docs/reservation.md).",
      ]
    : [];
