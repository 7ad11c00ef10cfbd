import { datapoint, emptySeries, type Frame, type TimeSeries } from "./values.ts";

/**
 * RUNNING_SUM, DIFF and RATE, as using-metric-math's table says, within the points of one evaluation.
 * Undocumented: a missing point has no result, and "the preceding value" is the last one that exists.
 */
export const runningSum = (frame: Frame, series: TimeSeries): TimeSeries =>
  alongTime(frame, series, (value, { result }) => (Number.isNaN(result) ? value : result + value));

export const difference = (frame: Frame, series: TimeSeries): TimeSeries =>
  alongTime(frame, series, (value, { preceding }) => value - preceding);

/** Change per second. */
export const rateOfChange = (frame: Frame, series: TimeSeries): TimeSeries =>
  alongTime(frame, series, (value, { preceding, periods }) => (value - preceding) / (periods * frame.period));

interface Past {
  /** the value before, NaN at the first one */
  preceding: number;
  /** how many periods ago that was */
  periods: number;
  /** the result at the value before */
  result: number;
}

function alongTime(frame: Frame, series: TimeSeries, next: (value: number, past: Past) => number): TimeSeries {
  const { points, evaluations } = frame;
  const result = emptySeries(frame);
  for (let e = 0; e < evaluations; e++) {
    const past: Past = { preceding: Number.NaN, periods: 0, result: Number.NaN };
    for (let p = 0; p < points; p++) {
      past.periods++;
      const i = p * evaluations + e;
      const value = series.values[i]!;
      if (Number.isNaN(value)) continue;
      past.result = datapoint(next(value, past));
      result.values[i] = past.result;
      past.preceding = value;
      past.periods = 0;
    }
  }
  return result;
}
