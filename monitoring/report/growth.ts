import { day } from "../../words/units.ts";
import { forecastOf, type QuotaForecast } from "../forecast/forecast.ts";
import { leastSpan } from "../forecast/trend.ts";
import type { Stretch } from "./stretches.ts";

/** Seconds before the present that a window may end and still be one that use goes on from. */
const present = 3_600;
/** Seconds: by the hour no p99 can be told. */
const coarsest = 300;

/**
 * How the use of a quota goes on, where a report's window tells: it has three weeks by five minutes or finer, and ends now.
 * @param quota in what is counted, per minute or day; null: not known
 * @param countsOver what was counted in each period of a stretch
 * @returns undefined: another window would tell
 */
export function growthOver(
  stretches: readonly Stretch[],
  now: number,
  quota: number | null,
  isDaily: boolean,
  countsOver: (stretch: Stretch, index: number) => Float64Array,
): QuotaForecast | undefined {
  const fine = stretches
    .map((stretch, index) => ({ stretch, index }))
    .filter(({ stretch }) => stretch.period <= coarsest);
  const [first, last] = [fine[0]?.stretch, fine.at(-1)?.stretch];
  if (!first || !last || now - last.end >= present || last.end - first.start < leastSpan * day) return undefined;
  const counted = fine.map(({ stretch, index }) => ({ stretch, counts: countsOver(stretch, index) }));
  return forecastOf({ counted, isDaily, quota, now });
}
