import { counted, type Expression, metricOf, scale, sum } from "../expression/expression.ts";
import { totalTime } from "../expression/held.ts";
import { runtimeMetric, runtimeNamespace } from "../metrics.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import { monitoredIds } from "../target.ts";
import { runtimeCountOf, type StackPlace } from "../usage.ts";
import { added } from "./added.ts";
import { clientMetrics, logMetrics } from "./metrics.ts";
import { clientSeries, loggedSeries } from "./series.ts";

/**
 * What the figures of a target's reservation are made of, each a sum of series: that is what lets the publisher add
 * them up where an alarm holds fewer series.
 */
export interface ReservationParts {
  /** input + cache write + max_tokens of the requests of a period */
  begun: Expression<"count">;
  /** tokens × seconds, where they are measured */
  heldTokenSeconds?: Expression<"token-seconds">;
  /** of `begun`, what `heldTokenSeconds` lacks; held for the time that requests take */
  unmeasured?: Expression<"count">;
  /** how long the requests of a period took, and how many they are; mantle publishes neither */
  time?: Expression<"milliseconds">;
  requests?: Expression<"count">;
}

/**
 * @param maxTokens what Bedrock holds for a request that names none; undefined where that is not known: such requests
 * are left out then
 */
export function reservationParts(
  target: TargetSettings,
  place: StackPlace,
  settings: ReservationSettings,
  maxTokens: number | undefined,
): ReservationParts {
  switch (settings.source) {
    case "logs": {
      const named = added(loggedSeries(target, place, logMetrics.maxTokens).map(counted));
      const without = added(loggedSeries(target, place, logMetrics.without).map(counted));
      return {
        begun: sum(...takenIn(target, place), named, ...assumed(maxTokens, without)),
        ...times(target, place),
      };
    }
    case "client":
      return clientParts(target, place, settings, maxTokens);
    case "estimate": {
      const requests = runtimeCountOf(target, place.region, "Invocations");
      return { begun: sum(...takenIn(target, place), ...assumed(maxTokens, requests)), ...times(target, place) };
    }
  }
}

function clientParts(
  target: TargetSettings,
  place: StackPlace,
  settings: ReservationSettings & { source: "client" },
  maxTokens: number | undefined,
): ReservationParts {
  const of = (figure: "input" | "maxTokens" | "without") =>
    added(clientSeries(target, place, settings, clientMetrics[figure]).map(counted));
  const without = assumed(maxTokens, of("without"));
  const held = clientSeries(target, place, settings, clientMetrics.held).map((metric) =>
    metricOf("token-seconds", { ...metric, stat: "Sum" }),
  );
  return {
    begun: sum(of("input"), of("maxTokens"), ...without),
    heldTokenSeconds: added(held),
    ...(target.scope !== "mantle" && without[0] && { unmeasured: without[0], ...times(target, place) }),
  };
}

/** Input + cache write: what Bedrock takes for a request's input. bedrock/latest/userguide/quotas-token-burndown */
const takenIn = (target: TargetSettings, { region }: StackPlace): [Expression<"count">, Expression<"count">] => [
  runtimeCountOf(target, region, "InputTokenCount"),
  runtimeCountOf(target, region, "CacheWriteInputTokenCount"),
];

const assumed = (maxTokens: number | undefined, requests: Expression<"count">): Expression<"count">[] =>
  maxTokens === undefined ? [] : [scale(maxTokens, requests)];

/**
 * Requests are counted by the samples of the latency itself, so that their mean is that of the same requests: Invocations
 * counts some that ended in an error and took no time.
 */
function times(target: TargetSettings, { region }: StackPlace): Required<Pick<ReservationParts, "time" | "requests">> {
  const ids = monitoredIds(target, region);
  const latency = (ModelId: string) => ({
    namespace: runtimeNamespace,
    name: "InvocationLatency",
    dimensions: { ModelId },
  });
  return {
    time: added(ids.map((id) => totalTime(latency(id)))),
    requests: added(ids.map((id) => metricOf("count", runtimeMetric("InvocationLatency", id, "SampleCount")))),
  };
}
