import { isDaily } from "../../words/limit-kinds.ts";
import { kindLabels } from "../../words/words.ts";
import type { QuotaUsage } from "../report/document.ts";
import type { Demand, Untold } from "./demand.ts";
import type { Judgement, JudgeOn } from "./judge.ts";
import { valueFor } from "./need.ts";
import { count, percentText } from "./number-text.ts";

/** What to ask for and why, or why nothing is. */
type Wanted = { value: number; because: string } | Pick<Judgement, "verdict" | "because">;

/** What the highest use asks for, where it asks for more than there is. */
export function wantedValue({ usage, quota, ask }: JudgeOn, awsValue: number, demand: Demand | Untold): Wanted {
  if ("to" in ask) throw new RangeError("a value was given");
  const { kind, multiplier } = quota;
  if ("because" in demand) return { verdict: "unknown", because: `${demand.because}; say what to ask for with --to` };
  const value = valueFor(demand.peak, ask.headroom, multiplier);
  // A new account's quota of 0 lets nothing through, so no use can show a need.
  if (awsValue === 0) {
    const standard = quota.default ?? 0;
    if (Math.max(standard, value) === 0)
      return {
        verdict: "unknown",
        because: "the account's quota is 0 and no default is known; say what to ask for with --to",
      };
    return standard >= value
      ? { value: standard, because: "the account's quota is 0, as in new accounts: AWS's default is asked for" }
      : { value, because: `the account's quota is 0; ${foundText(demand, ask.headroom, quota)}` };
  }
  if (value > awsValue) return { value, because: foundText(demand, ask.headroom, quota) };
  const share = shareText(demand, quota, awsValue * multiplier);
  if (!isDaily(kind) && isThrottledUnseen(usage))
    return {
      verdict: "unknown",
      because: `requests were throttled although ${share}: ${unseenText(usage, demand)}; say what to ask for with --to`,
    };
  return { verdict: "not-needed", because: share };
}

/** How much of a quota that is large enough was used. */
function shareText({ peak, from, atLeast }: Demand, { kind }: QuotaUsage, value: number): string {
  const most = `${percentText(peak, value)} of ${kindLabels[kind]}`;
  if (atLeast) return `the highest use that is known was ${most}`;
  return peak === 0 ? `no ${kindLabels[kind]} were used` : `${most} were ${from} at most`;
}

/** Throttled requests that the highest minute of no quota of the target explains. */
function isThrottledUnseen({ figures, quotas, reservation }: JudgeOn["usage"]): boolean {
  const fullest = Math.max(
    isSeen(reservation) ? (reservation?.takenPercent?.peak ?? 0) : 0,
    ...quotas.map(({ utilisation }) => utilisation?.peak ?? 0),
  );
  return (figures.throttles?.total ?? 0) > 0 && fullest < explains;
}

/** Whether a stack here sees what was taken; an estimate is an upper bound, which explains nothing. */
const isSeen = (reservation: JudgeOn["usage"]["reservation"]): boolean =>
  Boolean(reservation?.taken) && reservation?.source !== "estimate";

/**
 * Percent of a quota from which its highest minute explains throttling: Bedrock counts by more than the minute's sum.
 * Chosen; no source says how finely it counts.
 */
const explains = 90;

function unseenText({ reservation }: JudgeOn["usage"], { atLeast }: Demand): string {
  const causes = isSeen(reservation)
    ? "bursts within a minute, another quota than those here, or AWS's own capacity"
    : "bursts within a minute, or what max_tokens holds while requests run, which nobody here sees (docs/reservation.md)";
  return atLeast ? `a minute that is not known (CloudWatch keeps minutes for 15 days: --since 14d), ${causes}` : causes;
}

function foundText({ peak, from, atLeast }: Demand, headroom: number, { kind, multiplier }: QuotaUsage): string {
  const room = Math.round(headroom * 100);
  const doubled = multiplier === 2 ? ", halved because AWS doubles the quota for this scope" : "";
  const most = `${count(peak)} ${kindLabels[kind]} were ${from}`;
  return `${atLeast ? `in one minute at least ${most}` : `${most} at most`}; with ${room} % of the quota left free that is ${count(peak / (1 - headroom) / multiplier)}${doubled}, rounded up`;
}
