import { minute } from "../../words/units.ts";
import { runtimeNamespace } from "../metrics.ts";
import type { MonitoringPlan, PlannedReservation } from "../plan-types.ts";
import { clientMetrics, logMetrics, logsNamespace } from "../reservation/metrics.ts";
import { dimensionsList } from "./feed-series.ts";
import { identityKey, type SeriesStore, type Statistics } from "./series.ts";

/** max_tokens of each request, where a simulation says nothing of it. */
export const usualMaxTokens = 4_096;

/**
 * Adds what would show the reservation of the traffic in a store, if each request asked for so many tokens: what the
 * metric filters publish, or the client library of the first application that a target names. Minutes without requests
 * have no datapoints.
 */
export function addReservations(
  store: SeriesStore,
  { stack, targets }: Pick<MonitoringPlan, "stack" | "targets">,
  maxTokens: number,
): void {
  for (const { monitoredIds, reservation } of targets) {
    if (!reservation || reservation.cannotTell !== undefined) continue;
    for (const id of monitoredIds) addOfId(store, stack, id, reservation, maxTokens);
  }
}

function addOfId(
  store: SeriesStore,
  stack: string,
  id: string,
  { source, applications, namespace }: PlannedReservation,
  maxTokens: number,
): void {
  const of = (name: string, stat: string) =>
    store.get(
      identityKey({ Namespace: runtimeNamespace, MetricName: name, Dimensions: dimensionsList({ ModelId: id }) }),
    )?.[stat];
  const requests = of("Invocations", "Sum");
  if (!requests) return;
  const { start, values: counts } = requests;
  const asked = counts.map((count) => count * maxTokens);
  const put = (Namespace: string, MetricName: string, dimensions: Record<string, string>, all: Statistics) =>
    store.set(identityKey({ Namespace, MetricName, Dimensions: dimensionsList(dimensions) }), all);
  const sums = (values: Float64Array): Statistics => ({ Sum: { start, period: minute, values } });

  if (source === "logs") {
    const SampleCount = { start, period: minute, values: counts };
    put(logsNamespace(stack), logMetrics.maxTokens, { ModelId: id }, { ...sums(asked), SampleCount });
    return;
  }
  const [Application] = applications ?? [];
  if (source !== "client" || namespace === undefined || Application === undefined) return;
  const [input, written, latency] = [
    of("InputTokenCount", "Sum"),
    of("CacheWriteInputTokenCount", "Sum"),
    of("InvocationLatency", "Average"),
  ];
  const taken = counts.map((_, i) => (input?.values[i] ?? 0) + (written?.values[i] || 0));
  const held = asked.map((tokens, i) => ((tokens + taken[i]!) * (latency?.values[i] ?? Number.NaN)) / 1_000);
  const own = { Application, Endpoint: "bedrock-runtime", ModelId: id };
  put(namespace, clientMetrics.requests, own, sums(counts));
  put(namespace, clientMetrics.maxTokens, own, sums(asked));
  put(namespace, clientMetrics.input, own, sums(taken));
  put(namespace, clientMetrics.held, own, sums(held));
}
