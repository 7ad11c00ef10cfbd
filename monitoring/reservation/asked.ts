import type { Metric } from "../expression/expression.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import type { StackPlace } from "../usage.ts";
import { clientMetrics, logMetrics } from "./metrics.ts";
import { clientSeries, loggedSeries } from "./series.ts";

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
      return loggedSeries(target, place, logMetrics[what]);
    case "client":
      return clientSeries(target, place, settings, clientMetrics[what]);
  }
}
