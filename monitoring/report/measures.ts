import { isMeasurable, kindsOf, type LimitKind } from "../../words/limit-kinds.ts";
import type { RateUnit } from "../../words/units.ts";
import { type Expression, type Metric, metricsOf, type Node, named, rate } from "../expression/expression.ts";
import type { MantleMetricName, RuntimeMetricName } from "../metrics.ts";
import type { TargetSettings } from "../settings.ts";
import { mantleCountOf, runtimeCountOf, usageOf } from "../usage.ts";
import type { FigureName } from "./document.ts";
import { figureOfKind } from "./figure-of-kind.ts";

/** A figure of a target as expressions over metrics: what the alarms and the widgets render, too. */
export interface Measure {
  name: FigureName;
  /** id `usage` or the figure's own name: amount per minute */
  rate: Expression<RateUnit>;
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
  const others =
    target.scope === "mantle"
      ? Object.entries(mantleFigures).map(([name, metric]) => plain(name, mantleCountOf(target, region, metric)))
      : Object.entries(runtimeFigures).map(([name, metric]) => plain(name, runtimeCountOf(target, region, metric)));
  return [...kindsOf(target.scope).flatMap((kind) => ofKind(kind, target, region)), ...others];
}

export const hasBurndown = (target: TargetSettings): boolean =>
  (target.burndown ?? target.model.burndown.rate) !== "unknown";

/** What a kind's quota is compared with: AWS's own figure, and for tokens the formula's beside it. */
function ofKind(kind: LimitKind, target: TargetSettings, region: string): Measure[] {
  const name = figureOfKind(kind);
  if (name === undefined || !isMeasurable(kind)) return [];
  const measure = (as: FigureName, consumption: TargetSettings["consumption"]): Measure => {
    const used = usageOf({ ...target, consumption }, kind, region);
    return { name: as, rate: used, count: countedIn(used) };
  };
  const byFormula = name === "tpm" && hasBurndown(target) ? [measure("tpmByFormula", "formula")] : [];
  return [measure(name, "estimated"), ...byFormula];
}

const plain = (name: string, count: Expression<"count">): Measure => ({
  name: name as FigureName,
  rate: named(name, name, rate("per-minute", count)),
  count: named("counted", name, count),
});

/** What a usage counts before it is made a rate. */
export function countedIn(usage: Expression<RateUnit>): Expression<"count"> {
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
