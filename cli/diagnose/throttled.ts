import type { MetricReader, SeriesAsk } from "../../aws/metrics.ts";
import { throttledCount } from "../../monitoring/diagnosis/read-minutes.ts";
import { metricsIn } from "../../monitoring/report/measures.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { asksFor } from "../usage/metric-asks.ts";

/** The targets of which requests were throttled, each with what was read of that. */
export async function throttledTargets(
  targets: readonly TargetSettings[],
  region: string,
  span: Stretch,
  listed: ReadonlySet<string> | undefined,
  reader: MetricReader,
): Promise<Map<TargetSettings, SeriesAsk[]>> {
  const asks = targets.map((target) => {
    const count = throttledCount(target, region);
    return count
      ? asksFor(
          metricsIn([count]).map((metric) => ({ metric, span })),
          listed,
        )
      : [];
  });
  const values = await reader.read(asks.flat().map((ask) => ({ ...ask, sparse: true })));
  const found = new Map<TargetSettings, SeriesAsk[]>();
  let at = 0;
  for (const [index, own] of asks.entries()) {
    const some = own.filter(() => values[at++]?.some((value) => value > 0));
    if (some.length > 0) found.set(targets[index]!, some);
  }
  return found;
}
