import type { MetricReader, SeriesAsk } from "../../aws/metrics.ts";
import { runtimeMetric } from "../../monitoring/metrics.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds } from "../../monitoring/target.ts";
import { seconds } from "../../words/units.ts";

const day = 86_400;
const hour = 3_600;

/**
 * The 99th percentile of a target's output tokens: the highest of its days and ids (of hours, in a window shorter than a
 * day), since percentiles can't be put together. No more than one answer in a hundred of any day and id was longer.
 * @returns in the targets' order; undefined: CloudWatch has none
 */
export async function readOutputs(
  reader: MetricReader,
  region: string,
  targets: readonly TargetSettings[],
  stretches: readonly Stretch[],
): Promise<(number | undefined)[]> {
  const first = stretches[0];
  const last = stretches.at(-1);
  if (!first || !last || targets.length === 0) return targets.map(() => undefined);
  const period = seconds(last.end - first.start >= day ? day : hour);
  const span = { start: Math.floor(first.start / period) * period, end: Math.ceil(last.end / period) * period, period };
  const asks = targets.map((target): SeriesAsk[] =>
    target.scope === "mantle"
      ? []
      : monitoredIds(target, region).map((id) => ({
          metric: runtimeMetric("OutputTokenCount", id, "p99"),
          ...span,
        })),
  );
  const values = await reader.read(asks.flat());
  let at = 0;
  return asks.map((own) => {
    const found = own.flatMap(() => [...(values[at++] ?? [])].filter((value) => !Number.isNaN(value)));
    return found.length === 0 ? undefined : Math.max(...found);
  });
}
