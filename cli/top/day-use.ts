import type { MetricReader, SeriesAsk } from "../../aws/metrics.ts";
import { dailyPeriod, dailySpan, dailyUse } from "../../monitoring/report/daily.ts";
import { evaluateOver, type Span } from "../../monitoring/report/evaluate.ts";
import { countedIn, metricsIn } from "../../monitoring/report/measures.ts";
import { type QuotaReadings, quotaState } from "../../monitoring/report/quota-reading.ts";
import { seriesStore } from "../../monitoring/report/series-store.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { scopeOf } from "../../monitoring/target.ts";
import { usageOf } from "../../monitoring/usage.ts";
import { isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import { seconds } from "../../words/units.ts";
import { keep } from "../usage/metric-asks.ts";
import type { PercentAt } from "./reading.ts";

/** How full a daily quota is since midnight UTC. */
export type DayUse = PercentAt;

/** The use of every daily quota since midnight UTC, by "<modelId> <scope> <kind>". */
export async function readDays(
  targets: readonly TargetSettings[],
  region: string,
  quotas: QuotaReadings,
  reader: MetricReader,
  now: number,
): Promise<Map<string, DayUse>> {
  const span: Span = { ...dailySpan({ start: now, end: now }), period: seconds(dailyPeriod) };
  const daily = targets.flatMap((target) =>
    scopeOf(target).quotas.flatMap((quota) => {
      const { kind } = quota;
      if (!isMeasurable(kind) || !isDaily(kind)) return [];
      const { value } = quotaState(quota, quotas, region);
      return value === null ? [] : [{ target, kind, value, usage: usageOf(target, kind, region) }];
    }),
  );
  const asks = metricsIn(daily.map(({ usage }) => countedIn(usage))).map((metric): SeriesAsk => ({ metric, ...span }));
  const store = seriesStore();
  keep(store, asks, await reader.read(asks));
  const found = new Map<string, DayUse>();
  for (const { target, kind, value, usage } of daily) {
    const hours = evaluateOver(countedIn(usage), span, store.over(span));
    const percent = dailyUse(span.start, hours, now, value).utilisation?.now;
    if (typeof percent === "number") {
      found.set(`${target.model.modelId} ${target.scope} ${kind}`, { percent, at: now });
    }
  }
  return found;
}
