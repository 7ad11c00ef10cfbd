import type { MeasurableKind } from "../../words/words.ts";
import { type Expression, type Metric, metricsOf, type Node, named, rate, sum } from "../expression/expression.ts";
import { type MantleMetricName, mantleCount, type RuntimeMetricName } from "../metrics.ts";
import type { TargetSettings } from "../settings.ts";
import { monitoredIds } from "../target.ts";
import { runtimeCountOf, usageOf } from "../usage.ts";
import type { FigureName } from "./document.ts";

/** A figure of a target as expressions over metrics: what the alarms and the widgets render, too. */
export interface Measure {
  name: FigureName;
  /** id `usage` or the figure's own name: amount per minute */
  rate: Expression<"per-minute" | "per-day">;
  /** what was counted, in whatever period */
  count: Expression<"count">;
}

const runtimeFigures = {
  inputTokens: "InputTokenCount",
  outputTokens: "OutputTokenCount",
  cacheReadTokens: "CacheReadInputTokenCount",
  cacheWriteTokens: "CacheWriteInputTokenCount",
  throttles: "InvocationThrottles",
  clientErrors: "InvocationClientErrors",
  serverErrors: "InvocationServerErrors",
} as const satisfies Partial<Record<FigureName, RuntimeMetricName>>;

const mantleFigures = {
  rpm: "Inferences",
  clientErrors: "InferenceClientErrors",
} as const satisfies Partial<Record<FigureName, MantleMetricName>>;

/** Every figure that CloudWatch has metrics for, of a target of its scope. */
export function measuresOf(target: TargetSettings, region: string): Measure[] {
  if (target.scope === "mantle") {
    return [
      ofKind("inputTokens", "input-tpm", target, region),
      ofKind("outputTokens", "output-tpm", target, region),
      ...Object.entries(mantleFigures).map(([name, metric]) => {
        const [first, ...rest] = monitoredIds(target, region).map((id) => mantleCount(metric, id));
        return plain(name as FigureName, sum(first!, ...rest));
      }),
    ];
  }
  const formula: TargetSettings = { ...target, consumption: "formula" };
  return [
    ofKind("tpm", "tpm", { ...target, consumption: "estimated" }, region),
    ...(hasBurndown(target) ? [ofKind("tpmByFormula", "tpm", formula, region)] : []),
    ofKind("rpm", "rpm", target, region),
    ...Object.entries(runtimeFigures).map(([name, metric]) =>
      plain(name as FigureName, runtimeCountOf(target, region, metric)),
    ),
  ];
}

export const hasBurndown = (target: TargetSettings): boolean =>
  (target.burndown ?? target.model.burndown.rate) !== "unknown";

const ofKind = (name: FigureName, kind: MeasurableKind, target: TargetSettings, region: string): Measure => {
  const used = usageOf(target, kind, region);
  return { name, rate: used, count: countedIn(used) };
};

const plain = (name: FigureName, count: Expression<"count">): Measure => ({
  name,
  rate: named(name, name, rate("per-minute", count)),
  count: named("counted", name, count),
});

/** What a usage counts before it is made a rate. */
export function countedIn(usage: Expression<"per-minute" | "per-day">): Expression<"count"> {
  const find = (node: Node): Node => {
    if (node.kind === "rate") return node.of;
    if (node.kind === "named") return find(node.of);
    throw new TypeError("a usage is a rate of what was counted");
  };
  return named("counted", "counted", { unit: "count", node: find(usage.node) });
}

/** Every metric that some expressions read, each once. */
export function metricsIn(expressions: readonly { node: Node }[]): Metric[] {
  return metricsOf({ kind: "sum", of: expressions.map(({ node }) => node) });
}
