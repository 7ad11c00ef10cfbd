/** The minutes that a quota has been put for without a gap, and the value it was put with last. */
interface Stretch {
  value: number;
  from: number;
  through: number;
}

/** By the quota's place in the feed; undefined: not known. */
export type Coverage = (Stretch | undefined)[];

export const newCoverage = (quotas: number): Coverage => Array<Stretch | undefined>(quotas).fill(undefined);

/**
 * The minutes for which a quota must be put now, so that each from this one to the horizon has its value: in a steady
 * minute the one at the horizon, all of them when the value is new or nothing is known of what was put.
 *
 * CloudWatch takes points up to two hours ahead (API PutMetricData). That an alarm takes a point that was put ahead like
 * any other when its minute comes is documented nowhere and unverified: docs/decisions/horizon.md.
 */
export function minutesToPut(covered: Stretch | undefined, value: number, minute: number, horizon: number): number[] {
  const end = minute + horizon;
  const known = covered !== undefined && covered.value === value && minute >= covered.from;
  const first = known && minute <= covered.through + 1 ? covered.through + 1 : minute;
  return Array.from({ length: Math.max(0, end - first + 1) }, (_, index) => first + index);
}

/** What is covered after these minutes have been put. */
export function afterPutting(
  covered: Stretch | undefined,
  value: number,
  minutes: readonly number[],
): Stretch | undefined {
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (first === undefined || last === undefined) return covered;
  const goesOn = covered !== undefined && covered.value === value && first === covered.through + 1;
  return { value, from: goesOn ? covered.from : first, through: last };
}
