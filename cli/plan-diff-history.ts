import type { HistoryEffect, Replayed, Side } from "../monitoring/backtest/compare.ts";
import { effectRank } from "../monitoring/effect.ts";
import { isoTime } from "../monitoring/report/iso-time.ts";
import type { LeadLine } from "./plan-diff-recipients.ts";
import type { DiffReport } from "./plan-diff-report.ts";
import { countText } from "./plan-diff-rows.ts";
import { percent, range, whole } from "./usage/numbers.ts";

/** Alarms that are named; the JSON has all. */
const named = 3;

/** A report with what the alarms would have done before and after; lost warnings lead what is less sensitive. */
export function withHistory(report: DiffReport, effect: HistoryEffect): DiffReport {
  const lost = lostWarnings(effect);
  const at = report.lead.findIndex((line) => effectRank(line.effect) >= effectRank(lost?.effect));
  return {
    ...report,
    lead: lost ? report.lead.toSpliced(at < 0 ? report.lead.length : at, 0, lost) : report.lead,
    past: pastOf(effect),
  };
}

/** The effect as `headroom diff --json` has it: times in ISO 8601. */
export const historyJson = ({ start, end, ...others }: HistoryEffect) => ({
  window: { start: isoTime(start), end: isoTime(end) },
  ...others,
});

function lostWarnings(effect: HistoryEffect): LeadLine | undefined {
  const { before, after, lostMinutes, wonMinutes, throttledMinutes } = effect;
  if (before.is !== "replayed" || after.is !== "replayed" || !lostMinutes) return undefined;
  const messages =
    before.messages > after.messages ? `, for ${whole(before.messages)} → ${whole(after.messages)} messages` : "";
  const others = wonMinutes ? `; ${whole(wonMinutes)} others are warned of now` : "";
  const shares = `${shareText(before, throttledMinutes)} → ${shareText(after, throttledMinutes)}`;
  return {
    text: `warned of ${shares} of ${countText(throttledMinutes, "throttled minute")} ${daysText(effect)}${messages}: ${whole(lostMinutes)} that ${lostMinutes === 1 ? "was" : "were"} warned of would have come without a warning${others}`,
    effect: "less sensitive",
  };
}

function daysText({ start, end }: Pick<HistoryEffect, "start" | "end">): string {
  const [from, to] = [isoTime(start).slice(0, 10), isoTime(end - 1).slice(0, 10)];
  return from === to ? `on ${from}` : `from ${from} to ${to}`;
}

/** How often the alarms would have gone on, in sentences. */
function pastOf(effect: HistoryEffect): string[] {
  const { region, lagMinutes, before, after, alarms, targets } = effect;
  const sides = [before, after];
  const elsewhere = sides.flatMap((side) => (side.is === "other region" ? [side.region] : []));
  const replayed = sides.filter((side) => side.is === "replayed");
  const other =
    elsewhere.length > 0
      ? [`The history is of ${region}: what alarms do in ${[...new Set(elsewhere)].join(" and ")} it can't tell.`]
      : [];
  if (replayed.length === 0) return other;
  const counts = [
    `alarms on ${both(sides, ({ pages }) => whole(pages))} times`,
    `${both(sides, ({ quietPages }) => whole(quietPages))} of these without a throttled request`,
    `messages ${both(sides, ({ messages }) => whole(messages))}`,
    `at most ${both(sides, ({ mostInAnHour }) => whole(mostInAnHour))} in an hour`,
  ].join(", ");
  const changed = alarms
    .slice(0, named)
    .map((one) => `${one.id} ${pagesText(one.before)} → ${pagesText(one.after)}`)
    .join("; ");
  const more = alarms.length > named ? `; ${alarms.length - named} more` : "";
  return [
    `Replayed ${daysText(effect)}, metrics ${lagMinutes} min late: ${throttledText(effect)}; ${counts}.`,
    ...(alarms.length > 0 ? [`Most changed: ${changed}${more}.`] : []),
    ...(replayed.some(({ untold }) => untold > 0)
      ? [
          `Not counted, since they can't be told: ${both(sides, ({ untold }) => whole(untold))} alarms. The history lacks their series, or no value of their quota is known; headroom backtest --save of the changed stack reads them.`,
        ]
      : []),
    ...(targets.notInHistory > 0
      ? [
          `The history lacks throttled requests of ${countText(targets.notInHistory, "target")}: there may have been more.`,
        ]
      : []),
    ...other,
  ];
}

const pagesText = (pages: number | null): string => (pages === null ? "no alarm" : whole(pages));

/** What warned of throttled minutes, or that nothing is known of any. */
function throttledText({ throttledMinutes, targets, before, after }: HistoryEffect): string {
  const unknown = targets.mantle + targets.notInHistory;
  if (throttledMinutes === 0) {
    if (unknown === 0) return targets.all === 0 ? "no target has alarms" : "nothing was throttled";
    return unknown === targets.all
      ? "whether anything was throttled can't be told"
      : `nothing was throttled, as far as it is known (not of ${unknown} of ${targets.all} targets)`;
  }
  const sides = [before, after];
  return `warned of ${both(sides, (side) => shareText(side, throttledMinutes))} of ${countText(throttledMinutes, "throttled minute")} before they began (${both(sides, minutesText)})`;
}

const minutesText = ({ warnedMinutes, mayBeWarnedMinutes }: Replayed): string =>
  mayBeWarnedMinutes > 0
    ? `${whole(warnedMinutes)} to ${whole(warnedMinutes + mayBeWarnedMinutes)}`
    : whole(warnedMinutes);

function shareText({ warnedMinutes, mayBeWarnedMinutes }: Replayed, all: number): string {
  const low = (100 * warnedMinutes) / all;
  const high = (100 * (warnedMinutes + mayBeWarnedMinutes)) / all;
  return low === high ? percent(low) : range({ low, high });
}

/** "36 → 12", of equal ones once; a side without a plan has none, and one of another Region a question mark. */
function both(sides: readonly Side[], of: (side: Replayed) => string): string {
  const texts = sides.map((side) => (side.is === "replayed" ? of(side) : side.is === "no plan" ? "none" : "?"));
  return new Set(texts).size === 1 ? texts[0]! : texts.join(" → ");
}
