import { counted, type Expression, metricOf, named, sum } from "../expression/expression.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import { runtimeCountOf, type StackPlace } from "../usage.ts";
import { loggedIds, plainIds } from "./ids.ts";
import { clientMetrics, logMetrics, logsNamespace } from "./metrics.ts";

/**
 * How many requests there are, and of how many the source shows what: the first is CloudWatch's count where it has one.
 * A source that shows few of them shows little of the reservation.
 */
export function seenRequests(
  target: TargetSettings,
  place: StackPlace,
  settings: ReservationSettings,
): Expression<"count">[] {
  const all =
    target.scope === "mantle"
      ? []
      : [named("all", "all that Bedrock accepted", runtimeCountOf(target, place.region, "Invocations"))];
  switch (settings.source) {
    case "estimate":
      return [];
    case "logs": {
      const series = (name: string, stat: "Sum" | "SampleCount") =>
        added(
          loggedIds(target, place).map((ModelId) =>
            metricOf("count", { namespace: logsNamespace(place.stack), name, dimensions: { ModelId }, stat }),
          ),
        );
      return [
        ...all,
        named("withmax", "in the log, with max_tokens", series(logMetrics.maxTokens, "SampleCount")),
        named("without", "in the log, without max_tokens", series(logMetrics.without, "Sum")),
        named("unseen", "in the log, without a body", series(logMetrics.unseen, "Sum")),
      ];
    }
    case "client": {
      const { applications, namespace } = settings;
      const Endpoint = target.scope === "mantle" ? "bedrock-mantle" : "bedrock-runtime";
      const series = (name: string) =>
        added(
          applications.flatMap((Application) =>
            plainIds(target, place.region).map((ModelId) =>
              counted({ namespace, name, dimensions: { Application, Endpoint, ModelId } }),
            ),
          ),
        );
      return [
        ...all,
        named("sent", "sent by the named applications", series(clientMetrics.requests)),
        named("without", "of them without max_tokens", series(clientMetrics.without)),
        named("unreadable", "of them of unknown shape", series(clientMetrics.unknown)),
      ];
    }
  }
}

function added(of: readonly Expression<"count">[]): Expression<"count"> {
  const [first, ...rest] = of;
  if (!first) throw new RangeError("requests are counted by at least one id");
  return sum(first, ...rest);
}
