import type { UnitName } from "../../words/units.ts";
import { type Seconds, secondsPer } from "../../words/units.ts";
import { type Expression, type Metric, metricKey, type Node } from "./expression.ts";

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
  const prefix = options.idPrefix ?? "";
  const metricIds = new Map<string, string>();
  const sheet: Sheet = { metrics: [], formulas: [] };

  const metricId = (metric: Metric): string => {
    const key = metricKey(metric);
    const known = metricIds.get(key);
    if (known) return known;
    const id = `${prefix}m${metricIds.size + 1}`;
    metricIds.set(key, id);
    sheet.metrics.push({ id, metric });
    return id;
  };

  const formula = (node: Node & { kind: "named" }): string => {
    const id = prefix + node.id;
    if (!sheet.formulas.some((entry) => entry.id === id)) {
      const text = write(node.of, 0);
      sheet.formulas.push({ id, label: node.label, text });
    }
    return id;
  };

  const write = (node: Node, needed: number): string => {
    const bracket = (text: string, own: number) => (own < needed ? `(${text})` : text);
    switch (node.kind) {
      case "metric":
        return metricId(node.metric);
      case "named":
        return formula(node);
      case "sum":
        return bracket(node.of.map((part) => write(part, binding.sum)).join(" + "), binding.sum);
      case "scale":
        return bracket(`${plainNumber(node.factor)} * ${write(node.of, binding.atom)}`, binding.product);
      case "rate": {
        if (options.periodMayChange) {
          const text = write(node.of, binding.atom);
          return bracket(
            `${text} * ${secondsPer[node.unit]} / PERIOD(${metricId(firstMetric(node.of))})`,
            binding.product,
          );
        }
        const factor = secondsPer[node.unit] / options.period;
        return factor === 1
          ? write(node.of, needed)
          : bracket(`${plainNumber(factor)} * ${write(node.of, binding.atom)}`, binding.product);
      }
      case "hold":
        return `FILL(${write(node.of, 0)}, REPEAT)`;
      case "fill":
        return `FILL(${write(node.of, 0)}, ${plainNumber(node.value)})`;
      case "highest":
        return `MAX([${node.of.map((part) => write(part, 0)).join(", ")}])`;
      case "ratio": {
        const above = write(node.numerator, binding.atom);
        const below = write(node.denominator, binding.atom);
        // Nothing here compares with a number: what a missing value gives there, no AWS page says. What is said, in
        // AmazonCloudWatch/latest/monitoring/using-metric-math ("Basic arithmetic functions", "Using IF expressions"):
        // IF drops a point whose condition is missing, and one whose condition is 0 where there is no third argument;
        // of two series, a missing value counts as 0 where the other has one; a division by 0 drops the point.
        // So the divisor is missing without a quota and not 0 with one, IF(usage, 1, 1) is 1 or missing, and their
        // product is 0 or missing where either is: an idle minute, a late one and one without a quota have no
        // datapoint. For a day, missing use is 0 and only the division is needed.
        const divisor = `IF(${below}, ${below}, 1)`;
        const share = `100 * ${above} / ${divisor}`;
        return node.idle === "nothing" ? `IF(IF(${above}, 1, 1) * ${divisor}, ${share})` : bracket(share, binding.product);
      }
    }
  };

  for (const { node } of roots) {
    if (node.kind !== "named") throw new Error("only a named expression can be written out");
    formula(node);
  }
  return sheet;
}

/** The metric that a part reads first. */
function firstMetric(node: Node): Metric {
  switch (node.kind) {
    case "metric":
      return node.metric;
    case "sum":
    case "highest":
      return firstMetric(node.of[0] as Node);
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
