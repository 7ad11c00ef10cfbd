import type { BucketValues } from "./document.ts";
import type { Measured } from "./figure.ts";
import type { Stretch } from "./stretches.ts";

/** Equal parts of a window that charts are drawn from. */
export interface Buckets {
  /** epoch seconds; a whole multiple of `seconds` */
  start: number;
  seconds: number;
  count: number;
}

/** A chart has at most so many buckets: about as many as a screen has points, and 31 days by the hour from any minute on. */
const mostBuckets = 745;
const lengths = [60, 300, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400] as const;

/** The finest buckets that are few enough, and no finer than the coarsest stretch. */
export function bucketsOf(stretches: readonly Stretch[]): Buckets {
  const [first] = stretches;
  const last = stretches.at(-1);
  if (!first || !last) return { start: 0, seconds: 60, count: 0 };
  const coarsest = Math.max(...stretches.map(({ period }) => period));
  const fits = (length: number) => {
    const start = Math.floor(first.start / length) * length;
    return length >= coarsest && Math.ceil((last.end - start) / length) <= mostBuckets;
  };
  const seconds = lengths.find(fits) ?? 86_400;
  const start = Math.floor(first.start / seconds) * seconds;
  return { start, seconds, count: Math.ceil((last.end - start) / seconds) };
}

/**
 * A measure in buckets, per minute: lowest and highest over the periods with data, mean over the whole of the bucket
 * that lies in the window, with idle minutes as 0. null: no data in the bucket.
 */
export function ratesInBuckets(
  parts: readonly Measured[],
  buckets: Buckets,
): { min: BucketValues; max: BucketValues; mean: BucketValues } {
  const min = new Float64Array(buckets.count).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(buckets.count).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(buckets.count);
  const minutes = new Float64Array(buckets.count);
  for (const { stretch, rates, counts } of parts) {
    for (let i = 0; i < rates.length; i++) {
      const bucket = Math.floor((stretch.start + i * stretch.period - buckets.start) / buckets.seconds);
      minutes[bucket]! += stretch.period / 60;
      const rate = rates[i]!;
      if (Number.isNaN(rate)) continue;
      sum[bucket]! += counts[i]!;
      if (rate < min[bucket]!) min[bucket] = rate;
      if (rate > max[bucket]!) max[bucket] = rate;
    }
  }
  const some = (values: Float64Array, of: (value: number, index: number) => number): BucketValues =>
    Array.from(values, (value, index) => (Number.isFinite(max[index]!) ? short(of(value, index)) : null));
  return {
    min: some(min, (value) => value),
    max: some(max, (value) => value),
    mean: some(sum, (value, index) => value / minutes[index]!),
  };
}

/** What was counted in each bucket. */
export function countsInBuckets(
  parts: readonly Pick<Measured, "stretch" | "counts">[],
  buckets: Buckets,
): BucketValues {
  const sums: BucketValues = new Array(buckets.count).fill(null);
  for (const { stretch, counts } of parts) {
    for (let i = 0; i < counts.length; i++) {
      const value = counts[i]!;
      if (Number.isNaN(value)) continue;
      const bucket = Math.floor((stretch.start + i * stretch.period - buckets.start) / buckets.seconds);
      sums[bucket] = (sums[bucket] ?? 0) + value;
    }
  }
  return sums;
}

/** Two decimals are more than a chart shows, and keep the document small. */
const short = (value: number): number => Math.round(value * 100) / 100;
