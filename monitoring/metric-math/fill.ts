import { ExpressionError } from "./expression-error.ts";
import { type Frame, nameOf, type TimeSeries, type Value } from "./values.ts";

/** What FILL puts in the place of a missing point. */
export type Filler = "REPEAT" | "LINEAR" | Value;

/**
 * FILL, as using-metric-math's table says. A filler only sees the points of the evaluation at hand: an alarm's
 * REPEAT reaches back no further than the alarm's evaluation range.
 * Undocumented, and left missing here: points before the first value (REPEAT) and before the first or after the last
 * value (LINEAR); a point that the filler has no value for either. FILL(TS, TS) is in the text but not in the table
 * of arguments; it is taken to work. A series with no value at all is filled by a number or a series, which no page
 * confirms or denies.
 */
export function fill(frame: Frame, series: TimeSeries, filler: Filler): TimeSeries {
  if (filler === "REPEAT") return repeat(frame, series);
  if (filler === "LINEAR") return interpolate(frame, series);
  if (filler.kind === "list") throw new ExpressionError(`FILL can't fill with ${nameOf(filler)}.`);
  const values = Float64Array.from(series.values);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) {
      values[i] = filler.values[filler.kind === "series" ? i : i % frame.evaluations]!;
    }
  }
  return { kind: "series", values };
}

function repeat({ evaluations }: Frame, series: TimeSeries): TimeSeries {
  const values = Float64Array.from(series.values);
  for (let i = evaluations; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) values[i] = values[i - evaluations]!;
  }
  return { kind: "series", values };
}

function interpolate({ points, evaluations }: Frame, series: TimeSeries): TimeSeries {
  const values = Float64Array.from(series.values);
  for (let e = 0; e < evaluations; e++) {
    let before = -1;
    for (let p = 0; p < points; p++) {
      const after = series.values[p * evaluations + e]!;
      if (Number.isNaN(after)) continue;
      if (before >= 0) {
        const first = series.values[before * evaluations + e]!;
        for (let gap = before + 1; gap < p; gap++) {
          values[gap * evaluations + e] = first + ((after - first) * (gap - before)) / (p - before);
        }
      }
      before = p;
    }
  }
  return { kind: "series", values };
}
