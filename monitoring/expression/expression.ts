import type { RateUnit, UnitName } from "../../words/units.ts";

/** A CloudWatch metric and the statistic taken of it over each period. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
  /** a CloudWatch statistic: Sum, Maximum, Minimum, Average, SampleCount or a percentile such as p90 */
  stat: string;
  /** the account that the metric is in, where it is not the reader's own */
  accountId?: string;
}

/** What an expression is made of. Plain data: rendered for CloudWatch and evaluated in memory from the same tree. */
export type Node =
  | { kind: "metric"; metric: Metric }
  | { kind: "sum"; of: readonly Node[] }
  | { kind: "scale"; factor: number; of: Node }
  /** a sum over a period as an amount per unit of time */
  | { kind: "rate"; unit: RateUnit; of: Node }
  /** a missing minute repeats the value before it */
  | { kind: "hold"; of: Node }
  /** a missing minute counts as a number */
  | { kind: "fill"; value: number; of: Node }
  /** numerator ÷ denominator × 100; a denominator of 0 counts as 1; nothing where the denominator has no datapoint */
  | { kind: "ratio"; numerator: Node; denominator: Node; idle: Idle }
  | { kind: "highest"; of: readonly Node[] }
  | { kind: "difference"; from: Node; less: Node }
  | { kind: "product"; of: readonly Node[] }
  /** nothing where the divisor is 0 or has no datapoint */
  | { kind: "quotient"; of: Node; by: Node }
  /** an amount times seconds, counted over a period, as the amount's mean in the period */
  | { kind: "mean-over-period"; of: Node }
  /** nothing before a moment; where the part has no datapoint after it: 0, or nothing */
  | { kind: "since"; epoch: number; of: Node }
  /** gives a part a name of its own, so that it is rendered once and can be charted */
  | { kind: "named"; id: string; label: string; of: Node };

/** What a period without a numerator gives: nothing, or 0. */
export type Idle = "nothing" | "zero";

/** A figure with its unit. The unit exists for the compiler: figures of different units can't be mixed. */
export interface Expression<U extends UnitName> {
  readonly unit: U;
  readonly node: Node;
}

const expression = <U extends UnitName>(unit: U, node: Node): Expression<U> => ({ unit, node });

/** A metric whose statistic is already of the unit, e.g. a published quota, or a latency percentile. */
export const metricOf = <U extends UnitName>(unit: U, metric: Metric): Expression<U> =>
  expression(unit, { kind: "metric", metric });

/** What was counted in each period, of whatever length. */
export const counted = (metric: Omit<Metric, "stat">): Expression<"count"> =>
  metricOf("count", { ...metric, stat: "Sum" });

/** The sum of figures of one unit, minute by minute. A figure with no datapoint in a minute adds nothing there. */
export const sum = <U extends UnitName>(
  first: Expression<U>,
  ...rest: readonly Expression<NoInfer<U>>[]
): Expression<U> =>
  rest.length === 0 ? first : expression(first.unit, { kind: "sum", of: [first, ...rest].map((part) => part.node) });

export const scale = <U extends UnitName>(factor: number, of: Expression<U>): Expression<U> =>
  factor === 1 ? of : expression(of.unit, { kind: "scale", factor, of: of.node });

/** A count per period as a rate: the one place where a period's length is taken into account. */
export const rate = <U extends RateUnit>(unit: U, of: Expression<"count">): Expression<U> =>
  expression(unit, { kind: "rate", unit, of: of.node });

export const hold = <U extends UnitName>(of: Expression<U>): Expression<U> =>
  expression(of.unit, { kind: "hold", of: of.node });

export const fill = <U extends UnitName>(value: number, of: Expression<U>): Expression<U> =>
  expression(of.unit, { kind: "fill", value, of: of.node });

/** The highest of several figures, minute by minute. */
export const highest = <U extends UnitName>(
  first: Expression<U>,
  ...rest: readonly Expression<NoInfer<U>>[]
): Expression<U> =>
  rest.length === 0
    ? first
    : expression(first.unit, { kind: "highest", of: [first, ...rest].map((part) => part.node) });

/** What there is from a moment on. @param epoch seconds since 1970 */
export const since = <U extends UnitName>(epoch: number, of: Expression<U>): Expression<U> =>
  expression(of.unit, { kind: "since", epoch, of: of.node });

export const named = <U extends UnitName>(id: string, label: string, of: Expression<U>): Expression<U> =>
  expression(of.unit, { kind: "named", id, label, of: of.node });

/**
 * The share of a quota in use, in percent. Both figures must be of one unit: a per-minute quota can't meet a daily sum.
 * A quota of 0 counts as 1 (see whole-quota.ts), so any use reads 100 % or more.
 * @param idle what a period without usage gives: nothing for minutes, whose metrics can be late; 0 for a day, which
 * would otherwise be judged by the day before
 */
export const utilisationOf = <U extends Exclude<UnitName, "percent">>(
  usage: Expression<U>,
  quota: Expression<NoInfer<U>>,
  idle: Idle = "nothing",
): Expression<"percent"> =>
  expression("percent", { kind: "ratio", numerator: usage.node, denominator: quota.node, idle });

/** Every metric an expression reads, each once, in order of first appearance. */
export function metricsOf(node: Node): Metric[] {
  const found: Metric[] = [];
  collect(node, found);
  return found;
}

function collect(node: Node, found: Metric[]): void {
  switch (node.kind) {
    case "metric":
      if (!found.some((metric) => isSameMetric(metric, node.metric))) found.push(node.metric);
      break;
    case "sum":
    case "highest":
    case "product":
      for (const part of node.of) collect(part, found);
      break;
    case "ratio":
      collect(node.numerator, found);
      collect(node.denominator, found);
      break;
    case "difference":
      collect(node.from, found);
      collect(node.less, found);
      break;
    case "quotient":
      collect(node.of, found);
      collect(node.by, found);
      break;
    default:
      collect(node.of, found);
  }
}

/** Whether two metrics are one series: namespace, name, dimensions and statistic are the same. */
export function isSameMetric(one: Metric, other: Metric): boolean {
  if (one === other) return true;
  if (
    one.accountId !== other.accountId ||
    one.name !== other.name ||
    one.stat !== other.stat ||
    one.namespace !== other.namespace
  )
    return false;
  for (const name in one.dimensions) if (one.dimensions[name] !== other.dimensions[name]) return false;
  for (const name in other.dimensions) if (!(name in one.dimensions)) return false;
  return true;
}

/** A text that is the same for metrics that are one series, and for no others. */
export function metricKey({ namespace, name, dimensions, stat, accountId }: Metric): string {
  const names = Object.keys(dimensions);
  if (names.length > 1) names.sort();
  let key = `${namespace}\n${name}\n${stat}`;
  if (accountId !== undefined) key += `\n\n${accountId}`;
  for (const dimension of names) key += `\n${dimension}\n${dimensions[dimension]}`;
  return key;
}
