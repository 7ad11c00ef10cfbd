import type { Metric } from "../expression/expression.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import type { StackPlace } from "../usage.ts";
import { loggedIds, plainIds } from "./ids.ts";
import { clientMetrics, logMetrics, logsNamespace } from "./metrics.ts";

/**
 * The series of what requests ask for: max_tokens, a value for each request that names it (Sum and SampleCount tell the
 * mean), and how many name none.
 */
export const askedMetrics = (target: TargetSettings, place: StackPlace, settings: ReservationSettings) => ({
  maxTokens: seriesOf(target, place, settings, "maxTokens"),
  without: seriesOf(target, place, settings, "without"),
});

function seriesOf(
  target: TargetSettings,
  place: StackPlace,
  settings: ReservationSettings,
  what: "maxTokens" | "without",
): Omit<Metric, "stat">[] {
  switch (settings.source) {
    case "estimate":
      return [];
    case "logs":
      return loggedIds(target, place).map((ModelId) => ({
        namespace: logsNamespace(place.stack),
        name: logMetrics[what],
        dimensions: { ModelId },
      }));
    case "client": {
      const Endpoint = target.scope === "mantle" ? "bedrock-mantle" : "bedrock-runtime";
      return settings.applications.flatMap((Application) =>
        plainIds(target, place.region).map((ModelId) => ({
          namespace: settings.namespace,
          name: clientMetrics[what],
          dimensions: { Application, Endpoint, ModelId },
        })),
      );
    }
  }
}
