import { quotaDimensions } from "../feed.ts";
import { ExpressionError } from "../metric-math/expression-error.ts";
import type { Feed } from "../plan-types.ts";
import { dimensionsList, type QuotaValues } from "./feed-series.ts";
import { identityKey, lookupIn, type SeriesLookup, type SeriesStore } from "./series.ts";

/**
 * Finds series, and says of the published quotas without a known value that nothing can be told: an alarm on one must
 * not read as silent.
 * @param remedy what could be done about it, the end of a sentence
 */
export function lookupOfKnown(store: SeriesStore, feed: Feed, values: QuotaValues, remedy = ""): SeriesLookup {
  const unknown = new Map(
    feed.quotas
      .filter(({ code }) => values[code] === undefined)
      .map(({ metric, modelId, code }) => [
        identityKey({
          Namespace: feed.namespace,
          MetricName: metric,
          Dimensions: dimensionsList(quotaDimensions(feed.stack, modelId)),
        }),
        code,
      ]),
  );
  const lookup = lookupIn(store);
  return (metric) => {
    const code = unknown.get(identityKey(metric));
    if (code) throw new ExpressionError(`Cannot tell: no value of quota ${code} is known${remedy}.`);
    return lookup(metric);
  };
}
