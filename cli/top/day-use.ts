import type { MetricReader, SeriesAsk } from "../../aws/metrics.ts";
import { dailySpans, dailyTokens, dailyUse } from "../../monitoring/report/daily.ts";
import { evaluateOver } from "../../monitoring/report/evaluate.ts";
import { countedIn, metricsIn } from "../../monitoring/report/measures.ts";
import { type QuotaReadings, quotaState } from "../../monitoring/report/quota-reading.ts";
import { seriesStore } from "../../monitoring/report/series-store.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { scopeOf } from "../../monitoring/target.ts";
import { usageOf } from "../../monitoring/usage.ts";
import { isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import { keep } from "../usage/metric-asks.ts";
import type { PercentAt } from "./reading.ts";

/** How full a daily quota is since midnight UTC. */
export type DayUse = PercentAt;

/**
 * The use of every daily quota since midnight UTC, by "<modelId> <scope> <kind>".
 * @param stretches at least one; the last one ends now
 */
export async function readDays(
  targets: readonly TargetSettings[],
  region: string,
  quotas: QuotaReadings,
  reader: MetricReader,
  stretches: readonly Stretch[],
): Promise<Map<string, DayUse>> {
  const { hours, rest } = dailySpans(stretches);
  const spans = [hours, ...(rest ? [rest] : [])].filter(({ start, end }) => start < end);
  const daily = targets.flatMap((target) =>
    scopeOf(target).quotas.flatMap((quota) => {
      const { kind } = quota;
      if (!isMeasurable(kind) || !isDaily(kind)) return [];
      const { value } = quotaState(quota, quotas, region);
      return value === null ? [] : [{ target, kind, value, usage: usageOf(target, kind, region) }];
    }),
  );
  const metrics = metricsIn(daily.map(({ usage }) => countedIn(usage)));
  const asks = metrics.flatMap((metric) =>
    spans.map(({ start, end, period }): SeriesAsk => ({ metric, start, end, period })),
  );
  const store = seriesStore();
  keep(store, asks, await reader.read(asks));
  const found = new Map<string, DayUse>();
  for (const { target, kind, value, usage } of daily) {
    const counted = countedIn(usage);
    const tokens = dailyTokens(stretches, (span) => evaluateOver(counted, span, store.over(span)));
    const percent = dailyUse(tokens, value).utilisation?.now;
    if (typeof percent === "number") {
      found.set(`${target.model.modelId} ${target.scope} ${kind}`, { percent, at: stretches.at(-1)!.end });
    }
  }
  return found;
}
