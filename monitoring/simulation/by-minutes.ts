import { evaluateQueries, type MetricReader } from "../metric-math/evaluate-queries.ts";
import { parse } from "../metric-math/parse.ts";
import type { Syntax } from "../metric-math/syntax.ts";
import { emptySeries, type Frame } from "../metric-math/values.ts";
import type { MetricDataQuery, MetricStat } from "../plan-types.ts";

/** What an alarm watches, minute by minute. */
export interface WatchedMinutes {
  /** one value a minute, the first of them `lead` minutes before the start; NaN: no datapoint */
  values: Float64Array;
  /** how many of the newest minutes an evaluation doesn't see yet */
  delay: number;
}

/**
 * What an alarm's expression gives in each minute, once for all evaluations: an evaluation that looks back over an hour
 * then costs as much as one of a minute. Undefined where that can differ from what each evaluation computes for itself:
 * where a minute's value depends on others, or is there before all of its metrics have come.
 * @param frame one evaluation over all minutes
 * @param read gives a metric's minutes as they are in the end
 * @param delayOf how many minutes late a metric's data are
 */
export function watchedMinutes(
  queries: readonly MetricDataQuery[],
  id: string,
  frame: Frame,
  read: MetricReader,
  delayOf: (metric: MetricStat) => number,
): WatchedMinutes | undefined {
  const metrics = new Map(
    queries.flatMap((query) => ("MetricStat" in query ? [[query.Id, query.MetricStat] as const] : [])),
  );
  const isWhole = (name: string): boolean => {
    const metric = metrics.get(name);
    return metric !== undefined && delayOf(metric) === 0 && isUnbroken(read(metric, frame).values);
  };
  for (const query of queries)
    if ("Expression" in query && !isOfOneMinute(parse(query.Expression), isWhole)) return undefined;
  const delays = [...new Set([...metrics.values()].map(delayOf))].sort((one, other) => one - other);
  const delay = delays.at(-1) ?? 0;
  // What a minute has before its last metric has come must be nothing: else its newest points differ from its later ones.
  for (const seen of delays.slice(0, -1).concat(delays[0] === 0 || delay === 0 ? [] : [-1])) {
    const early = evaluateQueries(queries, id, frame, (metric, of) =>
      delayOf(metric) > seen ? emptySeries(of) : read(metric, of),
    );
    if (early.values.some((value) => !Number.isNaN(value))) return undefined;
  }
  return { values: evaluateQueries(queries, id, frame, read).values, delay };
}

/** Whether a series has a value in every minute from its first one on. */
function isUnbroken(values: Float64Array): boolean {
  let begun = false;
  for (const value of values) {
    if (!Number.isNaN(value)) begun = true;
    else if (begun) return false;
  }
  return true;
}

/** @param isWhole whether a metric has no gap that repeating would fill */
function isOfOneMinute(syntax: Syntax, isWhole: (name: string) => boolean): boolean {
  const each = (parts: readonly Syntax[]) => parts.every((part) => isOfOneMinute(part, isWhole));
  switch (syntax.kind) {
    case "number":
    case "text":
    case "name":
      return true;
    case "list":
      return false;
    case "negation":
      return isOfOneMinute(syntax.of, isWhole);
    case "operation":
      return each([syntax.left, syntax.right]);
    case "call": {
      if (syntax.name === "IF") return each(syntax.arguments);
      if (syntax.name !== "FILL") return false;
      const [series, filler] = syntax.arguments;
      if (filler?.kind === "number") return series !== undefined && isOfOneMinute(series, isWhole);
      return filler?.kind === "name" && filler.name === "REPEAT" && series?.kind === "name" && isWhole(series.name);
    }
  }
}
