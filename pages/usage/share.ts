import { wholeOf as whole } from "../../monitoring/expression/whole-quota.ts";
import type { BucketValues, QuotaUsage } from "../../monitoring/report/document.ts";
import { limitKinds } from "../../words/limit-kinds.ts";

/** A target's quotas as they are shown. */
export const inOrder = (quotas: readonly QuotaUsage[]): QuotaUsage[] =>
  quotas.toSorted((a, b) => limitKinds.indexOf(a.kind) - limitKinds.indexOf(b.kind));

/** What 100 % of a quota is; null: its value is not known. */
export const wholeOf = ({ value }: Pick<QuotaUsage, "value">): number | null => (value === null ? null : whole(value));

/** Use as percent of a quota. */
export const shareOf = (used: BucketValues, whole: number): BucketValues =>
  used.map((value) => (value === null ? null : (100 * value) / whole));

/** Tenths of a percent in a percent: shares are shown by the tenth. */
const tenths = 10;

/**
 * Shares of one whole, percent, as they are shown: each a tenth of the truth away at most, and together the whole, by the
 * method of largest remainders. One under 0.1 % is no nothing and no 0.1 %: all of them together take at least a tenth
 * from what the others show, so that none of those reads as all.
 * @returns without the sign, in the same order: "56.3", "100", "<0.1"
 */
export function shownShares(shares: readonly number[]): string[] {
  const exact = shares.map((share) => share * tenths);
  const isSmall = exact.map((value) => value > 0 && value < 1);
  const sumOf = (some: readonly number[]) => some.reduce((sum, value) => sum + value, 0);
  const small = sumOf(exact.filter((_, index) => isSmall[index]));
  const whole = Math.round(sumOf(exact)) - (small > 0 ? Math.max(1, Math.round(small)) : 0);
  // 23.5 % may be a little less than 235 tenths.
  const cut = exact.map((value, index) => (isSmall[index] ? 0 : Math.floor(value + 1e-6)));
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - cut[index]! }))
    .filter(({ index }) => cut[index]! > 0)
    .toSorted((a, b) => b.remainder - a.remainder);
  let left = whole - sumOf(cut);
  for (const { index } of byRemainder.slice(0, Math.max(0, left))) {
    cut[index]! += 1;
    left -= 1;
  }
  // Beside one in a million the rest is a whole, within what numbers tell apart.
  const last = byRemainder.at(-1);
  if (left < 0 && last) cut[last.index]! += left;
  return cut.map((value, index) => (isSmall[index] ? "<0.1" : String(value / tenths)));
}
