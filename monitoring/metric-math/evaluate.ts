import { ExpressionError } from "./expression-error.ts";
import { callFunction } from "./functions.ts";
import { applyOperator, negate } from "./operators.ts";
import type { Syntax } from "./syntax.ts";
import { type Frame, type Names, scalarOf, type TimeSeries, type Value } from "./values.ts";

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
        return callFunction(part.name, { frame, names, given: part.arguments, evaluated: value });
    }
  };

  return value(syntax);
}

/** The series that an item of [ ] stands for: lists in lists are one list, as in SUM([METRICS("4xx"), METRICS("5xx")]). */
function listed(value: Value): readonly TimeSeries[] {
  if (value.kind === "series") return [value];
  if (value.kind === "list") return value.items;
  throw new ExpressionError("An array holds time series, not numbers.");
}
