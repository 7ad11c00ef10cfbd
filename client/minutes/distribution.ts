/**
 * Values of requests, gathered so that CloudWatch can draw sums and percentiles of them: at most 145 different values,
 * however many requests. Values within about 12 % of each other share a bucket that is published as their mean, so that
 * the sum and the number of requests stay exact and a percentile is off by less than a bucket's width.
 * A single value asked for again and again (a constant max_tokens) is exact throughout.
 */
export interface Distribution {
  /** bucket → index in the two lists below, plus one; 0 where the bucket is empty */
  slots: Uint8Array;
  sums: number[];
  counts: number[];
}

const growth = Math.log(1.12);
/** Bucket 0 holds 0, the last one all that is above 10 million tokens. CloudWatch takes 150 values a metric (PutMetricData). */
const buckets = 145;

export const emptyDistribution = (): Distribution => ({ slots: new Uint8Array(buckets), sums: [], counts: [] });

const bucketOf = (value: number): number =>
  value < 1 ? 0 : Math.min(buckets - 1, 1 + Math.floor(Math.log(value) / growth));

export function addValue(distribution: Distribution, value: number): void {
  addBucket(distribution, bucketOf(value), value, 1);
}

function addBucket({ slots, sums, counts }: Distribution, bucket: number, sum: number, count: number): void {
  const slot = slots[bucket];
  if (slot) {
    sums[slot - 1] = (sums[slot - 1] ?? 0) + sum;
    counts[slot - 1] = (counts[slot - 1] ?? 0) + count;
  } else {
    sums.push(sum);
    counts.push(count);
    slots[bucket] = sums.length;
  }
}

/** Adds all of one distribution to another. */
export function mergeDistribution(into: Distribution, from: Distribution): void {
  for (let bucket = 0; bucket < buckets; bucket++) {
    const slot = from.slots[bucket];
    if (slot) addBucket(into, bucket, from.sums[slot - 1] ?? 0, from.counts[slot - 1] ?? 0);
  }
}

/** The values and how often each occurred, for PutMetricData's Values and Counts. */
export function valuesAndCounts({ sums, counts }: Distribution): { values: number[]; counts: number[] } {
  return { values: sums.map((sum, slot) => sum / (counts[slot] ?? 1)), counts: [...counts] };
}

export const isEmptyDistribution = ({ sums }: Distribution): boolean => sums.length === 0;
