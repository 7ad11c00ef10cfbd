import type { HistoryEffect, Told } from "../monitoring/backtest/compare.ts";
import { isoTime } from "../monitoring/report/iso-time.ts";
import type { LeadLine } from "./plan-diff-recipients.ts";
import type { DiffReport } from "./plan-diff-report.ts";
import { countText } from "./plan-diff-rows.ts";
import { percent, whole } from "./usage/numbers.ts";

/** A report with what the alarms would have told before and after: warnings that are lost come first. */
export function withHistory(report: DiffReport, effect: HistoryEffect): DiffReport {
  const lost = lostWarnings(effect);
  return {
    ...report,
    lead: lost ? [...report.lead, lost] : report.lead,
    notes: [...report.notes, ...historyNotes(effect)],
  };
}

const share = ({ warnedMinutes, throttledMinutes }: Told): string => percent((100 * warnedMinutes) / throttledMinutes);

function lostWarnings({ before, after }: HistoryEffect): LeadLine | undefined {
  if (!before || !after || after.untold > before.untold || before.throttledMinutes === 0) return undefined;
  if (after.warnedMinutes >= before.warnedMinutes) return undefined;
  return {
    text: `it would have warned of ${share(after)} of ${countText(after.throttledMinutes, "throttled minute")} in place of ${share(before)}`,
    effect: "less sensitive",
  };
}

/** How often the alarms would have gone on, in sentences. */
function historyNotes({ start, end, lagMinutes, before, after, alarms }: HistoryEffect): string[] {
  const over = `Over ${isoTime(start).slice(0, 10)} to ${isoTime(end).slice(0, 10)}, metrics ${lagMinutes} min late`;
  if (!before && !after) return [`${over}: the history is of another Region, so it tells nothing of this change.`];
  const both = (of: (told: Told) => number): string => {
    const [one, other] = [before && of(before), after && of(after)];
    return one === other
      ? whole(other)
      : `${one === null ? "none" : whole(one)} → ${other === null ? "none" : whole(other)}`;
  };
  const throttled = (after ?? before)!.throttledMinutes;
  const warned =
    throttled === 0
      ? "nothing was throttled"
      : `warned of ${both(({ warnedMinutes }) => warnedMinutes)} of ${countText(throttled, "throttled minute")} before they began`;
  const untold = Math.max(before?.untold ?? 0, after?.untold ?? 0);
  return [
    `${over}: ${warned}; alarms on ${both(({ pages }) => pages)} times, ${both(({ quietPages }) => quietPages)} without a throttled request; messages ${both(({ messages }) => messages)}, at most ${both(({ mostInAnHour }) => mostInAnHour)} in an hour.`,
    ...(alarms.length > 0
      ? [
          `On most differently: ${alarms
            .slice(0, 3)
            .map((one) => `${one.id} ${whole(one.before)} → ${whole(one.after)}`)
            .join("; ")}${alarms.length > 3 ? `; ${alarms.length - 3} more` : ""}.`,
        ]
      : []),
    ...(untold > 0
      ? [
          `Of ${countText(untold, "alarm")} it can't be told: the history lacks their series, or no value of their quota is known. A history of the changed stack has them: headroom backtest --save.`,
        ]
      : []),
  ];
}
