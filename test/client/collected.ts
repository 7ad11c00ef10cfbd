import type { Batch, Publisher } from "../../client/index.ts";
import { pointsOf } from "../../client/publish/metrics.ts";

/** A publisher that keeps what it gets. */
export interface Collected extends Publisher {
  batches: Batch[];
  /** the sum of each metric, by model, over all that was published: { "us.model": { Requests: 2 } } */
  sums(): Record<string, Record<string, number>>;
}

export function collected(): Collected {
  const batches: Batch[] = [];
  return {
    batches,
    async publish(batch) {
      batches.push(batch);
      return { keep: [], refused: 0, toldDropped: true };
    },
    sums() {
      const sums: Record<string, Record<string, number>> = {};
      for (const record of batches.flatMap(({ records }) => records)) {
        const of = sums[record.series.modelId] ?? {};
        sums[record.series.modelId] = of;
        for (const point of pointsOf(record))
          of[point.name] =
            (of[point.name] ?? 0) +
            ("total" in point
              ? point.total
              : point.values.reduce((sum, value, slot) => sum + value * (point.counts[slot] ?? 0), 0));
      }
      return sums;
    },
  };
}
