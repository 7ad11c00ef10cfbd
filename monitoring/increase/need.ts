/** What is asked for: room over the highest use, or a value. */
export type Ask =
  /** share of the quota that the highest use shall leave free: 0.3 is 30 % */
  | { headroom: number }
  /** Service Quotas' own value, without multiplier */
  | { to: number };

/**
 * The smallest sensible value of a quota, in Service Quotas' own unit, of which the highest use takes (1 − headroom).
 * @param peak in the unit that is effective for the scope, e.g. tokens per minute
 * @param headroom 0 to under 1
 * @param multiplier how many times Service Quotas' value is effective
 */
export const valueFor = (peak: number, headroom: number, multiplier: 1 | 2): number =>
  roundedUp(peak / (1 - headroom) / multiplier);

/** Rounding up by less than this share is an error of floating point, not a number that a person would see. */
const noise = 1e-9;

/** Up to two figures that count, as a person would ask: 142,858 → 150,000. Under 100: up to a whole number. */
export function roundedUp(value: number): number {
  if (value <= 0) return 0;
  const step = value <= 100 ? 1 : 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil((value * (1 - noise)) / step) * step;
}

/**
 * Times the largest of the present value, the default and the highest use from which a value is taken for a slip: three
 * zeros too many. Chosen, not AWS's: no source says what AWS grants.
 */
export const slipTimes = 1_000;
