import type { SeriesAsk } from "../../aws/metrics.ts";
import { metricKey } from "../../monitoring/expression/expression.ts";
import type { SeriesStore } from "../../monitoring/report/series-store.ts";
import type { Wanted } from "../../monitoring/report/target-usage.ts";

/** Metrics that CloudWatch lists, by namespace, name and id: others hardly ever have data, but may be new. */
export const listedKey = (namespace: string, name: string, id: string): string => `${namespace} ${name} ${id}`;

/**
 * What is asked of CloudWatch for some targets: each metric and span once.
 * A metric that CloudWatch does not list is asked for all the same (a new one is listed up to 15 minutes late, and the
 * first throttles of an incident must not read as none), but takes no room in a request.
 * @param listed undefined: there is no list
 */
export function asksFor(wanted: readonly Wanted[], listed: ReadonlySet<string> | undefined): SeriesAsk[] {
  const asks = new Map<string, SeriesAsk>();
  for (const { metric, span } of wanted) {
    const id = Object.values(metric.dimensions)[0] ?? "";
    const sparse = listed !== undefined && !listed.has(listedKey(metric.namespace, metric.name, id));
    asks.set(`${metricKey(metric)} ${span.start} ${span.end} ${span.period}`, {
      metric,
      start: span.start,
      end: span.end,
      period: span.period,
      ...(sparse && { sparse }),
    });
  }
  return [...asks.values()];
}

/** Puts what was read where the report finds it; a series without a single datapoint is left out. */
export function keep(
  store: SeriesStore,
  asks: readonly SeriesAsk[],
  values: readonly (Float64Array | undefined)[],
): void {
  for (const [index, { metric, start, end, period }] of asks.entries()) {
    const series = values[index];
    if (series) store.put({ start, end, period }, metric, series);
  }
}
