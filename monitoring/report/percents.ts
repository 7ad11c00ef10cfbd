import type { MeasurableKind } from "../../words/limit-kinds.ts";
import { perMinute } from "../../words/units.ts";
import type { TargetSettings } from "../settings.ts";
import { quotaUse } from "../usage.ts";
import { evaluateOver, type SeriesOf, type Span } from "./evaluate.ts";
import { metricsIn } from "./measures.ts";

/**
 * How full a quota per minute was in each period of a span; the quota has one value in all of it.
 * @param value effective for the target's scope, per minute: no stack's published quota is read, this takes its place
 * @returns percent, NaN: no datapoint; undefined where the target has no quota of that kind
 */
export function percentsOver(
  target: TargetSettings,
  kind: MeasurableKind,
  value: number,
  region: string,
  span: Span,
  seriesOf: SeriesOf,
): Float64Array | undefined {
  const use = quotaUse(target, kind, { region, stack: "" });
  if (!use) return undefined;
  const quotaMetrics = new Set(metricsIn([use.quota]).map(({ namespace }) => namespace));
  const points = Math.round((span.end - span.start) / span.period);
  const quota = new Float64Array(points).fill(perMinute(value));
  return evaluateOver(use.utilisation, span, (metric) =>
    quotaMetrics.has(metric.namespace) ? quota : seriesOf(metric),
  );
}
