import { windowText } from "../evaluation.ts";
import type { BacktestOutcome, BurstOutcome } from "./outcome.ts";
import type { Rule, Trial, WhatIf } from "./what-if.ts";

/** What a backtest says, in sentences that terminal and page share. */

const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

/** Cut, not rounded, so that 99.6 % never reads as 100 %. */
export const shareText = (part: number, all: number): string => {
  const share = (100 * part) / all;
  return `${share >= 10 || share === 0 ? Math.floor(share) : Math.floor(share * 10) / 10}%`;
};

/** "anthropic.claude-opus-5 (global)" */
export const targetText = ({ modelId, scope }: { modelId: string; scope: string }): string => `${modelId} (${scope})`;

export const ruleText = (rule: Rule): string => `${rule.threshold} % ${windowText(rule)}`;

/** What the alarms would have done. */
export function summaryTexts(
  outcome: Pick<
    BacktestOutcome,
    "throttledMinutes" | "warnedMinutes" | "pages" | "quietPages" | "messages" | "mostInAnHour"
  >,
): string[] {
  const { throttledMinutes, warnedMinutes, pages, quietPages, messages, mostInAnHour } = outcome;
  const warned =
    throttledMinutes === 0
      ? "Nothing was throttled."
      : `${whole(warnedMinutes)} of ${whole(throttledMinutes)} minutes with throttled requests (${shareText(warnedMinutes, throttledMinutes)}) were warned of before they began.`;
  return [
    warned,
    `${whole(pages)} alarms went on, ${whole(quietPages)} of them without a throttled request; ${whole(messages)} messages, at most ${whole(mostInAnHour)} in an hour.`,
  ];
}

/** "12 min before", "3 min late", "never". */
export function warnedText({ leadMinutes, lateMinutes }: Pick<BurstOutcome, "leadMinutes" | "lateMinutes">): string {
  if (leadMinutes !== null) return leadMinutes === 0 ? "as it began" : `${whole(leadMinutes)} min before`;
  return lateMinutes === null ? "never" : `${whole(lateMinutes)} min late`;
}

/** Bursts under which a recommendation rests on little. */
const few = 5;

/** What other thresholds would have done, and what to set. */
export function whatIfTexts({ throttledMinutes, bursts, recommended, best, targets, trials }: WhatIf): string[] {
  if (throttledMinutes === 0) {
    const quiet = trials.toSorted((one, other) => one.messages - other.messages || one.threshold - other.threshold)[0];
    return [
      `Nothing was throttled, so nothing says which thresholds would warn in time${quiet ? `; ${ruleText(quiet)} would have sent ${whole(quiet.messages)} messages` : ""}.`,
    ];
  }
  const rests = `It rests on ${whole(bursts)} ${bursts === 1 ? "burst" : "bursts"}${bursts < few ? ": few, so take it for a hint" : ""}.`;
  const own = targets
    .filter((target) => target.recommended && target.recommended.threshold !== recommended?.threshold)
    .slice(0, 5)
    .map((target) => `${targetText(target)} by itself: ${ruleText(target.recommended!)}.`);
  if (recommended)
    return [
      `Recommended: one level at ${ruleText(recommended)}: warns of ${shareText(recommended.warnedMinutes, throttledMinutes)} of the throttled minutes before they begin, with ${whole(recommended.messages)} messages. ${rests}`,
      ...own,
    ];
  const most = best ? `: the most is ${shareText(best.warnedMinutes, throttledMinutes)}, at ${ruleText(best)}` : "";
  return [
    `No threshold on use from 50 % on warns of 95 % of the throttled minutes before they begin${most}. What came without a warning were bursts, or what requests reserve: headroom diagnose says which. ${rests}`,
    ...own,
  ];
}

/** The rules worth knowing, those that warn of most first: no other one warns of as much with fewer messages. */
export function worthKnowing(trials: readonly Trial[]): Trial[] {
  const best = trials.filter(
    (one) =>
      !trials.some(
        (other) =>
          other.warnedMinutes >= one.warnedMinutes &&
          other.messages <= one.messages &&
          (other.warnedMinutes > one.warnedMinutes || other.messages < one.messages),
      ),
  );
  const byBoth = new Map(best.map((one) => [`${one.warnedMinutes} ${one.messages}`, one]));
  return [...byBoth.values()].toSorted((one, other) => other.warnedMinutes - one.warnedMinutes);
}
