import { metricReader, type SeriesAsk } from "../../aws/metrics.ts";
import { longInput } from "../../monitoring/increase/facts.ts";
import { runtimeMetric } from "../../monitoring/metrics.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds } from "../../monitoring/target.ts";
import { isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { seconds } from "../../words/units.ts";
import type { UsageClients } from "../usage/clients.ts";

const day = 86_400;
const hour = 3_600;

/**
 * Percent of each target's requests with more than 25,000 input tokens: CloudWatch's percentile rank of InputTokenCount,
 * whose lower bound is exclusive (AmazonCloudWatch/latest/monitoring/Statistics-definitions), of each id and day (hour, in
 * a window shorter than a day), weighted by its requests. Whole days, so up to a day more than the window.
 * @returns in the targets' order; null: CloudWatch has none, or it could not be read
 */
export async function readLongInputs(
  clients: UsageClients,
  targets: readonly TargetSettings[],
  stretches: readonly Stretch[],
  incomplete: Incomplete[],
): Promise<(number | null)[]> {
  const first = stretches[0];
  const last = stretches.at(-1);
  if (!first || !last || targets.length === 0) return targets.map(() => null);
  const period = seconds(last.end - first.start >= day ? day : hour);
  const span = { start: Math.floor(first.start / period) * period, end: Math.ceil(last.end / period) * period, period };
  const asks = targets.map((target): SeriesAsk[] =>
    target.scope === "mantle"
      ? []
      : monitoredIds(target, clients.region).flatMap((id) =>
          [`PR(${longInput}:)`, "SampleCount"].map((stat) => ({
            metric: runtimeMetric("InputTokenCount", id, stat),
            ...span,
          })),
        ),
  );
  try {
    const values = await metricReader(clients.cloudwatch).read(asks.flat());
    let at = 0;
    return asks.map((own) => {
      const series = own.map(() => values[at++]);
      let requests = 0;
      let long = 0;
      for (let i = 0; i < series.length; i += 2) {
        const [ranks, counts] = [series[i], series[i + 1]];
        counts?.forEach((count, index) => {
          const rank = ranks?.[index] ?? Number.NaN;
          if (Number.isNaN(count) || Number.isNaN(rank)) return;
          requests += count;
          long += (count * rank) / 100;
        });
      }
      return requests === 0 ? null : (100 * long) / requests;
    });
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const { why, fix } = troubleOf(error, "cloudwatch:GetMetricData", { ...clients, policy: "increase" });
    incomplete.push({
      what: "the share of requests with long inputs",
      why,
      effect: `it is left for you to fill in; ${fix}`,
    });
    return targets.map(() => null);
  }
}
