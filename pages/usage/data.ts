import type { BucketValues, Charts, FigureName, TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { figureOfKind } from "../../monitoring/report/figure-of-kind.ts";
import { shownCallers } from "../../monitoring/report/shown-callers.ts";
import { limitKinds } from "../../words/limit-kinds.ts";
import { type Heat, heatOf } from "./heat.ts";

/** A target as the page needs it to open: everything but the series of its charts. */
export type TargetHead = Omit<TargetUsage, "charts"> & { heat: Heat };

/** The equal parts of the window that all charts are drawn from. */
interface ChartBuckets {
  /** epoch seconds */
  start: number;
  bucketSeconds: number;
  buckets: number;
}

/** What the page is made of. Charts are kept apart, one part a target, and read when they are drawn. */
export interface UsagePageData {
  document: Omit<UsageDocument, "targets">;
  targets: TargetHead[];
  buckets: ChartBuckets;
}

/** The id of the element that holds a target's charts. */
export const chartsId = (target: number): string => `charts-${target}`;

export function pageDataOf(document: UsageDocument): { data: UsagePageData; later: Record<string, Charts> } {
  const { targets, ...rest } = document;
  const first = targets[0]?.charts;
  return {
    data: {
      document: rest,
      targets: targets.map((target) => {
        const { charts: _charts, callers, ...head } = target;
        // Of thousands of sessions the page shows a few.
        return {
          ...head,
          ...(callers && { callers: { ...callers, rows: shownCallers(callers) } }),
          heat: heatOf(target),
        };
      }),
      buckets: {
        start: first?.start ?? 0,
        bucketSeconds: first?.bucketSeconds ?? 60,
        buckets: first?.buckets ?? 0,
      },
    },
    later: Object.fromEntries(targets.map(({ charts }, index) => [chartsId(index), drawn(charts)])),
  };
}

/** Figures of which a chart shows the mean as well as the highest minute. */
const inFull: ReadonlySet<FigureName> = new Set(limitKinds.flatMap((kind) => figureOfKind(kind) ?? []));
const onlyMean: ReadonlySet<FigureName> = new Set(["cacheReadTokens", "cacheWriteTokens"]);

/** Charts without what no chart of the page shows, and without digits that none can show. */
function drawn(charts: Charts): Charts {
  const rates = Object.entries(charts.rates).map(([name, { max, mean }]) => [
    name,
    {
      // Drawn nowhere: the lowest of the minutes with data can be above a mean that counts idle ones.
      min: [],
      max: onlyMean.has(name as FigureName) ? [] : max,
      mean: inFull.has(name as FigureName) || onlyMean.has(name as FigureName) ? mean.map(short) : [],
    },
  ]);
  return {
    ...charts,
    rates: Object.fromEntries(rates),
    latency: charts.latency && inWholes(charts.latency),
    timeToFirstToken: charts.timeToFirstToken && inWholes(charts.timeToFirstToken),
  };
}

const short = (value: number | null): number | null => (value !== null && value >= 1_000 ? Math.round(value) : value);

const inWholes = ({ p50, p90, p99 }: NonNullable<Charts["latency"]>): NonNullable<Charts["latency"]> => {
  const whole = (values: BucketValues) => values.map((value) => (value === null ? null : Math.round(value)));
  return { p50: whole(p50), p90: whole(p90), p99: whole(p99) };
};
