/** Of ascending values, the one at a share of them, between two values in proportion. NaN of none. @param share 0 to 1 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return atRank(sorted, share * (sorted.length - 1));
}

/** Of ascending values, the one at a rank that may lie between two. @param rank from 0; beyond the ends the end counts */
export function atRank(sorted: ArrayLike<number>, rank: number): number {
  if (sorted.length === 0) return Number.NaN;
  const within = Math.min(Math.max(rank, 0), sorted.length - 1);
  const below = Math.floor(within);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (within - below) * (sorted[above]! - sorted[below]!);
}

export const ascending = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

export const median = (values: Iterable<number>): number => quantile(ascending(values), 0.5);
