import type { SeriesAsk } from "../../aws/metrics.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";

/** Data points that are held at one time, of the targets whose series are being read: 8 bytes each. */
const pointsAtOnce = 1_500_000;

export interface TargetBatch {
  targets: TargetSettings[];
  asks: SeriesAsk[];
}

/** Targets that are read together: few enough that memory stays small, so many that requests are full. */
export function targetBatches(
  targets: readonly TargetSettings[],
  asksOf: (target: TargetSettings) => readonly SeriesAsk[],
): TargetBatch[] {
  const batches: TargetBatch[] = [];
  let points = Number.POSITIVE_INFINITY;
  for (const target of targets) {
    const asks = asksOf(target);
    const own = asks.reduce((sum, { start, end, period }) => sum + (end - start) / period, 0);
    if (points + own > pointsAtOnce) {
      batches.push({ targets: [], asks: [] });
      points = 0;
    }
    const batch = batches.at(-1)!;
    batch.targets.push(target);
    batch.asks.push(...asks);
    points += own;
  }
  return batches;
}
