import { parse } from "./parse.ts";

/** An expression that only shows other time series of its request, sorted. */
export interface Sort {
  /** ids of the series, in the order of the array */
  ids: string[];
  by: "MAX";
  order: "DESC";
}

/**
 * Reads SORT([id, …], MAX, DESC), the one form that a dashboard here uses. Its value is an array, which no alarm and no
 * other expression here takes, so it is not one of the functions that are evaluated.
 * @returns undefined for every other expression
 * @throws ExpressionError for what is not metric math
 */
export function sortOf(expression: string): Sort | undefined {
  const syntax = parse(expression);
  if (syntax.kind !== "call" || syntax.name !== "SORT" || syntax.arguments.length !== 3) return undefined;
  const [array, by, order] = syntax.arguments;
  if (array?.kind !== "list" || by?.kind !== "name" || order?.kind !== "name") return undefined;
  if (by.name !== "MAX" || order.name !== "DESC") return undefined;
  const ids = array.items.flatMap((item) => (item.kind === "name" ? [item.name] : []));
  return ids.length === array.items.length ? { ids, by: by.name, order: order.name } : undefined;
}

/**
 * Positions of series in the order that SORT(…, MAX, DESC) gives them. Those without a datapoint come last: no AWS page
 * says where they stand.
 * @param from first point that counts
 * @param to the point after the last one that counts
 */
export function highestFirst(series: readonly ArrayLike<number>[], from: number, to: number): number[] {
  const highest = series.map((values) => {
    let most = Number.NEGATIVE_INFINITY;
    for (let at = Math.max(0, from); at < to; at++) {
      const value = values[at] ?? Number.NaN;
      if (value > most) most = value;
    }
    return most;
  });
  // Equal ones stay in the array's order; the difference of two infinities would be no order at all.
  return series
    .map((_values, index) => index)
    .sort((a, b) => (highest[a] === highest[b] ? a - b : highest[b]! - highest[a]!));
}
