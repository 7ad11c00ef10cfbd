import { choose } from "./choose.ts";
import { type ReadingName, readClock, readingNames } from "./clock.ts";
import { ExpressionError } from "./expression-error.ts";
import { type Filler, fill } from "./fill.ts";
import { reduce } from "./reduce.ts";
import { difference, rateOfChange, runningSum } from "./running.ts";
import type { Syntax } from "./syntax.ts";
import {
  eachSeries,
  type Frame,
  mapPoints,
  type Names,
  nameOf,
  scalarOf,
  type TimeSeries,
  type Value,
} from "./values.ts";

/** A function's call, with its arguments as they are written; there are as many as the function takes. */
export interface Call {
  frame: Frame;
  names: Names;
  given: readonly Syntax[];
  evaluated(part: Syntax): Value;
}

interface MathFunction {
  /** how many arguments it takes */
  least: number;
  most: number;
  value(call: Call): Value;
}

const first = ({ given, evaluated }: Call): Value => evaluated(given[0]!);

const takes = (least: number, most: number, value: MathFunction["value"]): MathFunction => ({ least, most, value });

const pointwise = (name: string, of: (value: number) => number): MathFunction =>
  takes(1, 1, (call) => eachSeries(name, first(call), (series) => mapPoints(series, of)));

const overPast = (name: string, of: (frame: Frame, series: TimeSeries) => TimeSeries): MathFunction =>
  takes(1, 1, (call) => eachSeries(name, first(call), (series) => of(call.frame, series)));

const reduced = (name: Parameters<typeof reduce>[1]): MathFunction =>
  takes(1, 1, (call) => reduce(call.frame, name, first(call)));

const oneOfArray = (name: string, index: 0 | -1): MathFunction =>
  takes(1, 1, (call) => {
    const of = first(call);
    const one = of.kind === "list" ? of.items.at(index) : undefined;
    if (!one) throw new ExpressionError(`${name} takes an array with at least one time series.`);
    return one;
  });

const clock = (name: ReadingName): MathFunction =>
  takes(1, 1, (call) => {
    const of = first(call);
    if (of.kind !== "series") throw new ExpressionError(`${name} takes a time series, not ${nameOf(of)}.`);
    return readClock(call.frame, name);
  });

function filled({ frame, given, evaluated }: Call): Value {
  const [of, by] = [given[0]!, given[1]!];
  const filler: Filler = by.kind === "name" && (by.name === "REPEAT" || by.name === "LINEAR") ? by.name : evaluated(by);
  return eachSeries("FILL", evaluated(of), (series) => fill(frame, series, filler));
}

function chosen({ frame, given, evaluated }: Call): Value {
  const [condition, then, otherwise] = given;
  return choose(frame, evaluated(condition!), evaluated(then!), otherwise && evaluated(otherwise));
}

function allMetrics({ names, given: [containing] }: Call): Value {
  if (containing && containing.kind !== "text") throw new ExpressionError(`METRICS takes a text in quotes.`);
  const ids = [...names.metrics.keys()].filter((id) => !containing || id.includes(containing.value));
  return { kind: "list", items: ids.map((id) => names.metrics.get(id)!) };
}

function period({ frame, names, given: [of] }: Call): Value {
  // "Valid input is metrics, not the results of other expressions."
  if (of?.kind !== "name" || !names.metrics.has(of.name)) {
    throw new ExpressionError("PERIOD takes the id of a metric.");
  }
  return scalarOf(frame, frame.period);
}

function timeSeries(call: Call): Value {
  const { frame } = call;
  const of = first(call);
  if (of.kind !== "scalar") throw new ExpressionError(`TIME_SERIES takes a number, not ${nameOf(of)}.`);
  const values = new Float64Array(frame.points * frame.evaluations);
  for (let i = 0; i < values.length; i++) values[i] = of.values[i % frame.evaluations]!;
  return { kind: "series", values };
}

const functions: ReadonlyMap<string, MathFunction> = new Map([
  ["ABS", pointwise("ABS", Math.abs)],
  ["CEIL", pointwise("CEIL", Math.ceil)],
  ["FLOOR", pointwise("FLOOR", Math.floor)],
  ["LOG", pointwise("LOG", Math.log)],
  ["LOG10", pointwise("LOG10", Math.log10)],
  ["DIFF", overPast("DIFF", difference)],
  ["RATE", overPast("RATE", rateOfChange)],
  ["RUNNING_SUM", overPast("RUNNING_SUM", runningSum)],
  ["SUM", reduced("SUM")],
  ["MIN", reduced("MIN")],
  ["MAX", reduced("MAX")],
  ["AVG", reduced("AVG")],
  ["FIRST", oneOfArray("FIRST", 0)],
  ["LAST", oneOfArray("LAST", -1)],
  ["IF", takes(2, 3, chosen)],
  ["FILL", takes(2, 2, filled)],
  ["METRICS", takes(0, 1, allMetrics)],
  ["PERIOD", takes(1, 1, period)],
  ["TIME_SERIES", takes(1, 1, timeSeries)],
  ...readingNames.map((name) => [name, clock(name)] as const),
]);

/** Functions of CloudWatch whose value the series alone do not tell, with why. */
const untellable: ReadonlyMap<string, string> = new Map([
  ["ANOMALY_DETECTION_BAND", "the band comes from a model that CloudWatch trains on the metric's past"],
  ["DB_PERF_INSIGHTS", "it reads Performance Insights"],
  ["INSIGHT_RULE_METRIC", "it reads Contributor Insights"],
  ["LAMBDA", "it calls a Lambda function"],
  ["SEARCH", "it searches the account's metrics, and no alarm can use it"],
  ["SERVICE_QUOTA", "it reads Service Quotas"],
]);

/**
 * What a function gives.
 * @throws ExpressionError naming a function that there is none of or that can't be told, or arguments that CloudWatch
 * does not list
 */
export function callFunction(name: string, call: Call): Value {
  const found = functions.get(name);
  if (!found) throw new ExpressionError(whyNot(name));
  const { least, most, value } = found;
  const { length } = call.given;
  if (length >= least && length <= most) return value(call);
  const allowed = least === most ? `${least}` : `${least} to ${most}`;
  throw new ExpressionError(`${name} takes ${allowed} argument${most === 1 ? "" : "s"}, not ${length}.`);
}

function whyNot(name: string): string {
  const why = untellable.get(name);
  if (why) return `Cannot tell what ${name} gives: ${why}.`;
  return name === name.toUpperCase()
    ? `The function ${name} is not supported.`
    : `"${name}" is no function: function names are in uppercase letters.`;
}
