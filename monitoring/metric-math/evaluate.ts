import { choose } from "./choose.ts";
import { isReading, readClock } from "./clock.ts";
import { ExpressionError } from "./expression-error.ts";
import { type Filler, fill } from "./fill.ts";
import { applyOperator, negate } from "./operators.ts";
import { reduce } from "./reduce.ts";
import { difference, rateOfChange, runningSum } from "./running.ts";
import type { Syntax } from "./syntax.ts";
import { eachSeries, type Frame, mapPoints, nameOf, scalarOf, type TimeSeries, type Value } from "./values.ts";

/** What an expression's names stand for. */
export interface Names {
  /** the metrics of the request in its order, without its expressions */
  metrics: ReadonlyMap<string, TimeSeries>;
  /** the value of another expression of the request; undefined where there is none of that id */
  expression(id: string): Value | undefined;
}

const pointwise: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
};
const overPast: Readonly<Record<string, (frame: Frame, series: TimeSeries) => TimeSeries>> = {
  DIFF: difference,
  RATE: rateOfChange,
  RUNNING_SUM: runningSum,
};

/** Functions of CloudWatch whose value the series alone do not tell, with why. */
const untellable: Readonly<Record<string, string>> = {
  ANOMALY_DETECTION_BAND: "the band comes from a model that CloudWatch trains on the metric's past",
  DB_PERF_INSIGHTS: "it reads Performance Insights",
  INSIGHT_RULE_METRIC: "it reads Contributor Insights",
  LAMBDA: "it calls a Lambda function",
  SEARCH: "it searches the account's metrics, and no alarm can use it",
  SERVICE_QUOTA: "it reads Service Quotas",
};

/**
 * Evaluates a metric math expression over a frame.
 * Follows AmazonCloudWatch/latest/monitoring/using-metric-math; where that page is silent the function at hand says
 * what was chosen. Not here: DATAPOINT_COUNT, DIFF_TIME, METRIC_COUNT, REMOVE_EMPTY, SLICE, SORT, STDDEV.
 * @throws ExpressionError naming an unknown name, an unsupported function or arguments that CloudWatch does not list
 */
export function evaluate(syntax: Syntax, frame: Frame, names: Names): Value {
  const value = (part: Syntax): Value => {
    switch (part.kind) {
      case "number":
        return scalarOf(frame, part.value);
      case "text":
        throw new ExpressionError(`"${part.value}" can't stand here: a text is an argument of METRICS only.`);
      case "name": {
        const found = names.metrics.get(part.name) ?? names.expression(part.name);
        if (found) return found;
        throw new ExpressionError(`There is no metric or expression with the id "${part.name}".`);
      }
      case "list":
        return { kind: "list", items: part.items.flatMap((item) => listed(value(item))) };
      case "negation":
        return negate(value(part.of));
      case "operation":
        return applyOperator(frame, part.operator, value(part.left), value(part.right));
      case "call":
        return call(part.name, part.arguments);
    }
  };

  const call = (name: string, given: readonly Syntax[]): Value => {
    const takes = (least: number, most = least): void => {
      if (given.length >= least && given.length <= most) return;
      const allowed = least === most ? `${least}` : `${least} to ${most}`;
      throw new ExpressionError(`${name} takes ${allowed} argument${most === 1 ? "" : "s"}, not ${given.length}.`);
    };
    const argument = (index: number): Value => value(given[index]!);

    if (Object.hasOwn(pointwise, name)) {
      takes(1);
      return eachSeries(name, argument(0), (series) => mapPoints(series, pointwise[name]!));
    }
    if (Object.hasOwn(overPast, name)) {
      takes(1);
      return eachSeries(name, argument(0), (series) => overPast[name]!(frame, series));
    }
    if (isReading(name)) {
      takes(1);
      const of = argument(0);
      if (of.kind !== "series") throw new ExpressionError(`${name} takes a time series, not ${nameOf(of)}.`);
      return readClock(frame, name);
    }
    switch (name) {
      case "IF":
        takes(2, 3);
        return choose(frame, argument(0), argument(1), given.length === 3 ? argument(2) : undefined);
      case "FILL": {
        takes(2);
        const filler = fillerOf(given[1]!);
        return eachSeries(name, argument(0), (series) => fill(frame, series, filler));
      }
      case "SUM":
      case "MIN":
      case "MAX":
      case "AVG":
        takes(1);
        return reduce(frame, name, argument(0));
      case "FIRST":
      case "LAST": {
        takes(1);
        const of = argument(0);
        const one = of.kind === "list" ? of.items.at(name === "FIRST" ? 0 : -1) : undefined;
        if (!one) throw new ExpressionError(`${name} takes an array with at least one time series.`);
        return one;
      }
      case "METRICS": {
        takes(0, 1);
        const [containing] = given;
        if (containing && containing.kind !== "text") throw new ExpressionError(`METRICS takes a text in quotes.`);
        const ids = [...names.metrics.keys()].filter((id) => !containing || id.includes(containing.value));
        return { kind: "list", items: ids.map((id) => names.metrics.get(id)!) };
      }
      case "PERIOD": {
        takes(1);
        const [of] = given;
        // "Valid input is metrics, not the results of other expressions."
        if (of?.kind !== "name" || !names.metrics.has(of.name)) {
          throw new ExpressionError("PERIOD takes the id of a metric.");
        }
        return scalarOf(frame, frame.period);
      }
      case "TIME_SERIES": {
        takes(1);
        const of = argument(0);
        if (of.kind !== "scalar") throw new ExpressionError(`TIME_SERIES takes a number, not ${nameOf(of)}.`);
        const values = new Float64Array(frame.points * frame.evaluations);
        for (let i = 0; i < values.length; i++) values[i] = of.values[i % frame.evaluations]!;
        return { kind: "series", values };
      }
    }
    const why = Object.hasOwn(untellable, name) ? untellable[name] : undefined;
    if (why) throw new ExpressionError(`Cannot tell what ${name} gives: ${why}.`);
    if (name !== name.toUpperCase()) {
      throw new ExpressionError(`"${name}" is no function: function names are in uppercase letters.`);
    }
    throw new ExpressionError(`The function ${name} is not supported.`);
  };

  const fillerOf = (part: Syntax): Filler =>
    part.kind === "name" && (part.name === "REPEAT" || part.name === "LINEAR") ? part.name : value(part);

  return value(syntax);
}

/** The series that an item of [ ] stands for: lists in lists are one list, as in SUM([METRICS("4xx"), METRICS("5xx")]). */
function listed(value: Value): readonly TimeSeries[] {
  if (value.kind === "series") return [value];
  if (value.kind === "list") return value.items;
  throw new ExpressionError("An array holds time series, not numbers.");
}
