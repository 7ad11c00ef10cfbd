import { counted, type Expression, metricOf, named } from "../expression/expression.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import { runtimeCountOf, type StackPlace } from "../usage.ts";
import { added } from "./added.ts";
import { clientMetrics, logMetrics } from "./metrics.ts";
import { clientSeries, loggedSeries } from "./series.ts";

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
      const series = (figure: keyof typeof logMetrics, stat: "Sum" | "SampleCount") =>
        added(loggedSeries(target, place, logMetrics[figure]).map((metric) => metricOf("count", { ...metric, stat })));
      return [
        ...all,
        named("withmax", "in the log, with max_tokens", series("maxTokens", "SampleCount")),
        named("without", "in the log, without max_tokens", series("without", "Sum")),
        named("unseen", "in the log, without a body", series("unseen", "Sum")),
      ];
    }
    case "client": {
      const series = (figure: "requests" | "without" | "unknown") =>
        added(clientSeries(target, place, settings, clientMetrics[figure]).map(counted));
      return [
        ...all,
        named("sent", "sent by the named applications", series("requests")),
        named("without", "of them without max_tokens", series("without")),
        named("unreadable", "of them of unknown shape", series("unknown")),
      ];
    }
  }
}
