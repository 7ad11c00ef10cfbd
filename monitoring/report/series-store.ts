import { type Metric, metricKey } from "../expression/expression.ts";
import type { SeriesOf, Span } from "./evaluate.ts";

/** Series that were read, by metric and span. A metric that is not there has no data. */
export interface SeriesStore {
  put(span: Span, metric: Metric, values: Float64Array): void;
  over(span: Span): SeriesOf;
}

const spanKey = ({ start, end, period }: Span): string => `${start} ${end} ${period}`;

export function seriesStore(): SeriesStore {
  const spans = new Map<string, Map<string, Float64Array>>();
  return {
    put(span, metric, values) {
      const key = spanKey(span);
      const known = spans.get(key) ?? new Map<string, Float64Array>();
      spans.set(key, known.set(metricKey(metric), values));
    },
    over(span) {
      const known = spans.get(spanKey(span));
      return (metric) => known?.get(metricKey(metric));
    },
  };
}
