import { minute } from "../../words/units.ts";
import { ExpressionError } from "../metric-math/expression-error.ts";
import { emptySeries, type Frame, type TimeSeries } from "../metric-math/values.ts";
import type { Series, Statistics } from "./series.ts";
import { percentiles } from "./window-percentiles.ts";

/**
 * A metric's points as each evaluation of a frame sees them. Periods slide with the evaluation: they end where it does,
 * on no fixed boundary (AmazonCloudWatch/latest/monitoring/alarm-evaluation, "minutes 1 to 5 … minutes 2 to 6").
 * A minute that is younger than the delay is not there yet; a period that is only partly there counts what is.
 * Costs a few operations per point, however long the period is. Sums over more than a minute come from running totals:
 * exact for whole numbers up to 2^53, else within rounding.
 * @param delay how many minutes late the metric's data arrive
 * @throws ExpressionError when minutes can't be put together to the statistic
 */
export function windowValues(statistics: Statistics, stat: string, frame: Frame, delay: number): TimeSeries {
  if (frame.period === minute) return singleMinutes(needed(statistics, stat), frame, delay);
  switch (stat) {
    case "Sum":
    case "SampleCount":
      return fromTotals(frame, delay, needed(statistics, stat));
    case "Average": {
      const sums = fromTotals(frame, delay, needed(statistics, "Sum"));
      const counts = fromTotals(frame, delay, needed(statistics, "SampleCount"));
      return { kind: "series", values: sums.values.map((sum, i) => sum / counts.values[i]!) };
    }
    case "Minimum":
      return extremes(frame, delay, needed(statistics, stat), (x, y) => x <= y);
    case "Maximum":
      return extremes(frame, delay, needed(statistics, stat), (x, y) => x >= y);
  }
  const percent = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(stat)?.[1];
  if (percent !== undefined) return ofSingleValues(statistics, stat, Number(percent), frame, delay);
  throw new ExpressionError(`Cannot tell ${stat} over ${frame.period} seconds from values of single minutes.`);
}

function needed(statistics: Statistics, stat: string): Series {
  const series = statistics[stat];
  if (!series) throw new ExpressionError(`Cannot tell ${stat}: the data at hand do not have this statistic.`);
  if (series.period !== minute || series.start % minute !== 0) {
    throw new RangeError("a simulation reads series of whole minutes");
  }
  return series;
}

/**
 * The minutes of a series that a point covers, as indices: from (inclusive) and to (exclusive), cut to what the series
 * has and to what has arrived by the time of the evaluation.
 */
interface Span {
  from: number;
  to: number;
}
function* spans(frame: Frame, delay: number, series: Series, point: number): Generator<Span> {
  const length = frame.period / minute;
  const stride = frame.step / minute;
  let now = (frame.firstEnd - series.start) / minute;
  for (let e = 0; e < frame.evaluations; e++, now += stride) {
    const end = now - (frame.points - 1 - point) * length;
    const to = Math.max(0, Math.min(end, now - delay, series.values.length));
    yield { from: Math.min(to, Math.max(0, end - length)), to };
  }
}

/** @throws ExpressionError where a minute has several values: their spread is not known */
function ofSingleValues(
  statistics: Statistics,
  stat: string,
  percent: number,
  frame: Frame,
  delay: number,
): TimeSeries {
  if (needed(statistics, "SampleCount").values.some((count) => count > 1))
    throw new ExpressionError(`Cannot tell ${stat} over ${frame.period} seconds: some minutes have several values.`);
  const series = needed(statistics, "Minimum");
  const result = emptySeries(frame);
  for (let p = 0; p < frame.points; p++)
    result.values.set(percentiles(series.values, spans(frame, delay, series, p), percent), p * frame.evaluations);
  return result;
}

function singleMinutes(series: Series, frame: Frame, delay: number): TimeSeries {
  const result = emptySeries(frame);
  const { points, evaluations } = frame;
  const stride = frame.step / minute;
  for (let p = 0; p < points; p++) {
    const age = points - 1 - p;
    if (age < delay) continue;
    let at = (frame.firstEnd - series.start) / minute - age - 1;
    for (let e = 0, i = p * evaluations; e < evaluations; e++, i++, at += stride) {
      if (at >= 0 && at < series.values.length) result.values[i] = series.values[at]!;
    }
  }
  return result;
}

function fromTotals(frame: Frame, delay: number, series: Series): TimeSeries {
  const { length } = series.values;
  const totals = new Float64Array(length + 1);
  const counts = new Uint32Array(length + 1);
  for (let i = 0; i < length; i++) {
    const value = series.values[i]!;
    const missing = Number.isNaN(value);
    totals[i + 1] = totals[i]! + (missing ? 0 : value);
    counts[i + 1] = counts[i]! + (missing ? 0 : 1);
  }
  const result = emptySeries(frame);
  let i = 0;
  for (let p = 0; p < frame.points; p++) {
    for (const { from, to } of spans(frame, delay, series, p)) {
      if (counts[to]! > counts[from]!) result.values[i] = totals[to]! - totals[from]!;
      i++;
    }
  }
  return result;
}

function extremes(frame: Frame, delay: number, series: Series, better: (x: number, y: number) => boolean): TimeSeries {
  const result = emptySeries(frame);
  const queue = new Uint32Array(series.values.length);
  let i = 0;
  for (let p = 0; p < frame.points; p++) {
    const best = bestOfSpans(series, queue, better);
    for (const span of spans(frame, delay, series, p)) result.values[i++] = best(span);
  }
  return result;
}

/**
 * Tells the best value of one span after the other, NaN where all are missing. Spans only ever move forward, so every
 * minute enters and leaves a short queue once.
 * @param queue room for as many minutes as the series has
 */
function bestOfSpans(
  { values }: Series,
  queue: Uint32Array,
  better: (x: number, y: number) => boolean,
): (span: Span) => number {
  let head = 0;
  let tail = 0;
  let next = 0;
  const enter = (index: number): void => {
    const value = values[index]!;
    if (Number.isNaN(value)) return;
    while (tail > head && better(value, values[queue[tail - 1]!]!)) tail--;
    queue[tail++] = index;
  };
  return ({ from, to }) => {
    for (; next < to; next++) enter(next);
    while (head < tail && queue[head]! < from) head++;
    return head < tail ? values[queue[head]!]! : Number.NaN;
  };
}
