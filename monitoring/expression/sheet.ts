import type { UnitName } from "../../words/units.ts";
import { type Seconds, secondsPer } from "../../words/units.ts";
import { type Expression, isSameMetric, type Metric, type Node } from "./expression.ts";
import { wholeFormula } from "./whole-quota.ts";

/** Expressions written out as CloudWatch metric math: metrics with ids, and formulas over those ids. */
export interface Sheet {
  metrics: { id: string; metric: Metric }[];
  formulas: { id: string; label: string; text: string }[];
}

export interface SheetOptions {
  /** length of each period, seconds */
  period: Seconds;
  /** true: the reader may change the period (a dashboard), so a rate divides by PERIOD() and not by a number */
  periodMayChange?: boolean;
  /** true: a named part is written where it stands; only the roots are formulas */
  inPlace?: boolean;
  /** put before every id, so that several sheets can share one request or widget */
  idPrefix?: string;
}

/** How tightly an operator binds; a part that binds less tightly than its place needs gets brackets. */
const binding = { comparison: 1, sum: 2, product: 3, atom: 4 } as const;

/**
 * Writes named expressions out as metric math. A metric that several of them read appears once.
 * @param roots each must be `named`; the order is kept
 */
export function sheetOf(roots: readonly Expression<UnitName>[], options: SheetOptions): Sheet {
  const writing: Writing = { options, prefix: options.idPrefix ?? "", metrics: [], formulas: [] };
  for (const { node } of roots) {
    if (node.kind !== "named") throw new Error("only a named expression can be written out");
    formula(node, writing);
  }
  return { metrics: writing.metrics, formulas: writing.formulas };
}

/** A sheet while it is written. */
interface Writing extends Sheet {
  options: SheetOptions;
  prefix: string;
}

function metricId(metric: Metric, { metrics, prefix }: Writing): string {
  // A sheet has few metrics: looking through them is quicker than making a key for each.
  for (const known of metrics) if (isSameMetric(known.metric, metric)) return known.id;
  const id = `${prefix}m${metrics.length + 1}`;
  metrics.push({ id, metric });
  return id;
}

function formula({ id: name, label, of }: Node & { kind: "named" }, writing: Writing): string {
  const id = writing.prefix + name;
  for (const known of writing.formulas) if (known.id === id) return id;
  // What it is made of comes before it.
  const text = write(of, 0, writing);
  writing.formulas.push({ id, label, text });
  return id;
}

/** A text in brackets where its place needs it to bind more tightly than it does. */
const bracket = (text: string, own: number, needed: number): string => (own < needed ? `(${text})` : text);

function write(node: Node, needed: number, writing: Writing): string {
  switch (node.kind) {
    case "metric":
      return metricId(node.metric, writing);
    case "named":
      return writing.options.inPlace ? write(node.of, needed, writing) : formula(node, writing);
    case "sum":
      return bracket(node.of.map((part) => write(part, binding.sum, writing)).join(" + "), binding.sum, needed);
    case "scale": {
      const of = write(node.of, binding.atom, writing);
      return bracket(`${plainNumber(node.factor)} * ${of}`, binding.product, needed);
    }
    case "rate":
      return rateText(node, needed, writing);
    case "hold":
      return `FILL(${write(node.of, 0, writing)}, REPEAT)`;
    case "fill":
      return `FILL(${write(node.of, 0, writing)}, ${plainNumber(node.value)})`;
    case "highest":
      return `MAX([${node.of.map((part) => write(part, 0, writing)).join(", ")}])`;
    case "difference": {
      const less = write(node.less, binding.product, writing);
      return bracket(`${write(node.from, binding.sum, writing)} - ${less}`, binding.sum, needed);
    }
    case "product":
      return bracket(node.of.map((part) => write(part, binding.atom, writing)).join(" * "), binding.product, needed);
    case "quotient": {
      const above = write(node.of, binding.atom, writing);
      return bracket(`${above} / ${write(node.by, binding.atom, writing)}`, binding.product, needed);
    }
    case "mean-over-period": {
      const total = write(node.of, binding.atom, writing);
      const { period, periodMayChange } = writing.options;
      const length = periodMayChange ? `PERIOD(${metricId(firstMetric(node.of), writing)})` : plainNumber(period);
      return bracket(`${total} / ${length}`, binding.product, needed);
    }
    case "since": {
      // EPOCH has a value for every period, so the comparison never meets a missing one. using-metric-math, "EPOCH"
      const clock = `EPOCH(${metricId(firstMetric(node.of), writing)})`;
      return `IF(${clock} >= ${plainNumber(node.epoch)}, ${write(node.of, 0, writing)})`;
    }
    case "ratio":
      return ratioText(node, needed, writing);
  }
}

function rateText({ unit, of }: Node & { kind: "rate" }, needed: number, writing: Writing): string {
  const { period, periodMayChange } = writing.options;
  if (periodMayChange) {
    const text = write(of, binding.atom, writing);
    const length = `PERIOD(${metricId(firstMetric(of), writing)})`;
    return bracket(`${text} * ${secondsPer[unit]} / ${length}`, binding.product, needed);
  }
  const factor = secondsPer[unit] / period;
  return factor === 1
    ? write(of, needed, writing)
    : bracket(`${plainNumber(factor)} * ${write(of, binding.atom, writing)}`, binding.product, needed);
}

/**
 * A share, right whatever CloudWatch gives where AWS does not say.
 *
 * Nothing here compares with a number: what a missing value gives there, no AWS page says. What is said, in
 * AmazonCloudWatch/latest/monitoring/using-metric-math ("Basic arithmetic functions", "Using IF expressions"): IF drops
 * a point whose condition is missing, and one whose condition is 0 where there is no third argument; of two series, a
 * missing value counts as 0 where the other has one; a division by 0 drops the point.
 *
 * So the divisor is missing without a quota and not 0 with one, IF(usage, 1, 1) is 1 or missing, and their product is 0
 * or missing where either is: an idle minute, a late one and one without a quota have no datapoint. For a day, missing
 * use is 0 and only the division is needed.
 */
function ratioText(
  { numerator, denominator, idle }: Node & { kind: "ratio" },
  needed: number,
  writing: Writing,
): string {
  const above = write(numerator, binding.atom, writing);
  const divisor = wholeFormula(write(denominator, 0, writing));
  const share = `100 * ${above} / ${divisor}`;
  return idle === "nothing" ? `IF(IF(${above}, 1, 1) * ${divisor}, ${share})` : bracket(share, binding.product, needed);
}

/** The metric that a part reads first. */
function firstMetric(node: Node): Metric {
  switch (node.kind) {
    case "metric":
      return node.metric;
    case "sum":
    case "highest":
    case "product":
      return firstMetric(node.of[0] as Node);
    case "difference":
      return firstMetric(node.from);
    case "ratio":
      return firstMetric(node.numerator);
    default:
      return firstMetric(node.of);
  }
}

/** A number as metric math takes it: digits and a point, no exponent. */
function plainNumber(value: number): string {
  const text = String(value);
  return /e/i.test(text) ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}
