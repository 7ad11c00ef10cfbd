import { counted, type Expression, type Metric, metricOf } from "./expression/expression.ts";

/** Namespace of bedrock-runtime's metrics. bedrock/latest/userguide/monitoring-runtime-metrics */
export const runtimeNamespace = "AWS/Bedrock";
/** Namespace of the bedrock-mantle endpoint's metrics. bedrock/latest/userguide/monitoring-mantle-metrics */
export const mantleNamespace = "AWS/BedrockMantle";
/** Namespace of the quotas that the publisher puts into CloudWatch. */
export const quotaNamespace = "Bedrock/Quotas";

/** A bedrock-runtime metric of one ModelId; the series with other dimensions are never added to it. */
export const runtimeMetric = (name: RuntimeMetricName, modelId: string, stat: string): Metric => ({
  namespace: runtimeNamespace,
  name,
  dimensions: { ModelId: modelId },
  stat,
});

export type RuntimeMetricName =
  | "Invocations"
  | "InvocationLatency"
  | "InvocationClientErrors"
  | "InvocationServerErrors"
  | "InvocationThrottles"
  | "InputTokenCount"
  | "OutputTokenCount"
  | "CacheReadInputTokenCount"
  | "CacheWriteInputTokenCount"
  | "EstimatedTPMQuotaUsage"
  | "TimeToFirstToken";

export type MantleMetricName = "TotalInputTokens" | "TotalOutputTokens" | "Inferences" | "InferenceClientErrors";

export const runtimeCount = (name: RuntimeMetricName, modelId: string): Expression<"count"> =>
  counted({ namespace: runtimeNamespace, name, dimensions: { ModelId: modelId } });

/** A mantle metric at the Model level; Account, Project and Model levels are emitted independently and never added. */
export const mantleCount = (name: MantleMetricName, modelId: string): Expression<"count"> =>
  counted({ namespace: mantleNamespace, name, dimensions: { Model: modelId } });

export const runtimePercentile = (
  name: "InvocationLatency" | "TimeToFirstToken",
  modelId: string,
  stat: "p50" | "p90" | "p99",
): Expression<"milliseconds"> => metricOf("milliseconds", runtimeMetric(name, modelId, stat));
