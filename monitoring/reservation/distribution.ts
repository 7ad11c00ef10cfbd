import { nearestRank } from "../report/nearest-rank.ts";

/**
 * Counts of numbers, in bounded memory. Numbers up to 1,023 are counted each, larger ones with those that share their
 * first ten bits, less than 0.2 % apart; a bucket says the mean of its numbers, so a number that stands alone in it is
 * exact, and so are the lowest and the highest.
 */
export interface Distribution {
  count: number;
  min: number;
  max: number;
  buckets: Map<number, { count: number; sum: number }>;
}

export interface Ranks {
  count: number;
  min: number;
  p50: number;
  p99: number;
  max: number;
}

export const distribution = (): Distribution => ({
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  buckets: new Map(),
});

/** @param value a whole number, not negative */
export function count(into: Distribution, value: number): void {
  into.count += 1;
  into.min = Math.min(into.min, value);
  into.max = Math.max(into.max, value);
  const key = bucketOf(value);
  const bucket = into.buckets.get(key);
  if (bucket) {
    bucket.count += 1;
    bucket.sum += value;
  } else into.buckets.set(key, { count: 1, sum: value });
}

/** The lowest number of a bucket. */
function bucketOf(value: number): number {
  if (value < 1024) return value;
  const step = 2 ** (Math.floor(Math.log2(value)) - 9);
  return Math.floor(value / step) * step;
}

/** @returns undefined of no numbers */
export function ranksOf({ count: all, min, max, buckets }: Distribution): Ranks | undefined {
  if (all === 0) return undefined;
  const ascending = [...buckets].sort(([one], [other]) => one - other);
  const at = (percent: number): number => {
    let left = nearestRank(percent, all);
    for (const [, bucket] of ascending) {
      left -= bucket.count;
      if (left <= 0) return Math.round(bucket.sum / bucket.count);
    }
    return max;
  };
  return { count: all, min, p50: at(50), p99: at(99), max };
}
