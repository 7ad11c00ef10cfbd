/** A whole number of minutes of a series, as indices: from (inclusive) and to (exclusive). */
interface Span {
  from: number;
  to: number;
}

/**
 * A percentile of the values of each span, for series with one value a minute: the smallest value that is not less than
 * that share of them. CloudWatch does not say how it finds a percentile between two values; this is one of them.
 * Spans only ever move forward. Costs a step per minute and per distinct value, of which a published quota has few.
 * @param percent 0 to 100
 * @returns one value a span, NaN where it has none
 */
export function percentiles(values: Float64Array, spans: Iterable<Span>, percent: number): Float64Array {
  /** how often each value is in the span, the smallest first */
  const distinct: number[] = [];
  const counts = new Map<number, number>();
  let size = 0;
  const change = (value: number, by: 1 | -1): void => {
    if (Number.isNaN(value)) return;
    size += by;
    const count = (counts.get(value) ?? 0) + by;
    if (count === 0) {
      counts.delete(value);
      distinct.splice(positionOf(distinct, value), 1);
      return;
    }
    if (!counts.has(value)) distinct.splice(positionOf(distinct, value), 0, value);
    counts.set(value, count);
  };
  const ranked = (): number => {
    let left = Math.max(1, Math.ceil((percent / 100) * size));
    for (const value of distinct) {
      left -= counts.get(value)!;
      if (left <= 0) return value;
    }
    return Number.NaN;
  };

  const result: number[] = [];
  let first = 0;
  let next = 0;
  for (const { from, to } of spans) {
    for (; next < to; next++) change(values[next]!, 1);
    for (; first < Math.min(from, next); first++) change(values[first]!, -1);
    result.push(ranked());
  }
  return Float64Array.from(result);
}

/** Where a value is, or would be, in ascending numbers. */
function positionOf(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
