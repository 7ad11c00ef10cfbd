/** One datum as PutMetricData takes it. */
export interface PretendDatum {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  /** epoch seconds */
  timestamp: number;
  value: number;
  unit?: string;
}

/** A metric's whole past at once, minute by minute: for years of truth that would be too many single data. */
export interface PretendSeries {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  /** epoch seconds of the first minute */
  start: number;
  /** Sum of each minute; NaN: no datapoint */
  values: Float64Array;
}

/** What GetMetricData gives of a metric for one statistic and period: ascending times (epoch seconds) and values. */
export interface Points {
  times: number[];
  values: number[];
}

const day = 86_400;
/** How long data stay at each resolution, seconds. API GetMetricData, "retains metric data as follows" */
const retention = [
  { resolution: 60, age: 15 * day },
  { resolution: 300, age: 63 * day },
  { resolution: 3_600, age: 455 * day },
] as const;

/** Length of the periods that data of an age are kept in; undefined: no longer kept. */
export const resolutionAt = (age: number): number | undefined => retention.find((kept) => age <= kept.age)?.resolution;

/** Statistics over the values that fall into one period. */
function statistic(stat: string, values: readonly number[]): number | undefined {
  switch (stat) {
    case "Sum":
      return values.reduce((sum, value) => sum + value, 0);
    case "Average":
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    case "Maximum":
      return Math.max(...values);
    case "Minimum":
      return Math.min(...values);
    case "SampleCount":
      return values.length;
  }
  // "Percentile rank is exclusive on the lower bound and inclusive on the upper bound." Statistics-definitions
  const [, above, upTo] = /^PR\((\d*):(\d*)\)$/.exec(stat) ?? [];
  if (above || upTo) {
    const [low, high] = [
      above ? Number(above) : Number.NEGATIVE_INFINITY,
      upTo ? Number(upTo) : Number.POSITIVE_INFINITY,
    ];
    return (100 * values.filter((value) => value > low && value <= high).length) / values.length;
  }
  const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(stat)?.[1];
  if (percentile === undefined) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((Number(percentile) / 100) * sorted.length) - 1)];
}

export const isStatistic = (stat: string): boolean => statistic(stat, [1]) !== undefined;

const keyOf = (namespace: string, metric: string, dimensions: Readonly<Record<string, string>>): string =>
  JSON.stringify([namespace, metric, Object.entries(dimensions).sort()]);

/** Data by metric. Data may be added while it is in use. */
export function metricStore(data: readonly PretendDatum[], series: readonly PretendSeries[]) {
  const byKey = new Map<string, PretendDatum[]>();
  const seriesByKey = new Map<string, PretendSeries>();
  let indexed = 0;
  let seriesIndexed = 0;

  function index(): void {
    if (data.length < indexed) {
      byKey.clear();
      indexed = 0;
    }
    for (; indexed < data.length; indexed++) {
      const datum = data[indexed]!;
      const key = keyOf(datum.namespace, datum.metric, datum.dimensions);
      const known = byKey.get(key);
      if (known) known.push(datum);
      else byKey.set(key, [datum]);
    }
    for (; seriesIndexed < series.length; seriesIndexed++) {
      const one = series[seriesIndexed]!;
      seriesByKey.set(keyOf(one.namespace, one.metric, one.dimensions), one);
    }
  }

  /** The series of a bulk metric: Sum adds minutes; every minute counts as one sample. */
  function sumsOf(one: PretendSeries, start: number, end: number, period: number, stat: string, now: number): Points {
    const points: Points = { times: [], values: [] };
    const first = Math.max(0, Math.ceil((start - one.start) / 60));
    const last = Math.min(one.values.length, Math.ceil((end - one.start) / 60));
    let bucket = Number.NaN;
    let inBucket: number[] = [];
    let sum = Number.NaN;
    const close = () => {
      const value = stat === "Sum" ? sum : inBucket.length > 0 ? statistic(stat, inBucket)! : Number.NaN;
      if (Number.isNaN(value)) return;
      points.times.push(bucket);
      points.values.push(value);
    };
    for (let i = first; i < last; i++) {
      const value = one.values[i]!;
      if (Number.isNaN(value)) continue;
      const time = one.start + i * 60;
      if (!isKept(time, period, now)) continue;
      const own = Math.floor(time / period) * period;
      if (own !== bucket) {
        close();
        bucket = own;
        sum = Number.NaN;
        inBucket = [];
      }
      if (stat === "Sum") sum = Number.isNaN(sum) ? value : sum + value;
      else inBucket.push(value);
    }
    close();
    return points;
  }

  return {
    /** What a metric has in [start, end), as far as data of that age are still kept at a resolution the period fits. */
    points(
      metric: { namespace: string; metric: string; dimensions: Readonly<Record<string, string>> },
      { start, end, period, stat, now }: { start: number; end: number; period: number; stat: string; now: number },
    ): Points {
      index();
      const key = keyOf(metric.namespace, metric.metric, metric.dimensions);
      const bulk = seriesByKey.get(key);
      if (bulk) return sumsOf(bulk, start, end, period, stat, now);
      const buckets = new Map<number, number[]>();
      for (const { timestamp, value } of byKey.get(key) ?? []) {
        if (timestamp < start || timestamp >= end || !isKept(timestamp, period, now)) continue;
        const bucket = Math.floor(timestamp / period) * period;
        const known = buckets.get(bucket);
        if (known) known.push(value);
        else buckets.set(bucket, [value]);
      }
      const sorted = [...buckets].sort(([a], [b]) => a - b);
      return { times: sorted.map(([time]) => time), values: sorted.map(([, values]) => statistic(stat, values)!) };
    },

    /** Every metric that has had a datum since a time. */
    metrics(since: number): Pick<PretendDatum, "namespace" | "metric" | "dimensions">[] {
      index();
      const live = [...byKey.values()].filter((all) => all.some(({ timestamp }) => timestamp >= since));
      const bulk = [...seriesByKey.values()].filter((one) => {
        const first = Math.max(0, Math.ceil((since - one.start) / 60));
        for (let i = one.values.length - 1; i >= first; i--) if (!Number.isNaN(one.values[i])) return true;
        return false;
      });
      return [...live.map(([first]) => first!), ...bulk];
    },
  };
}

/** "Use a multiple of 300 seconds" and so on, "or no data points in that time range is returned". API MetricStat, Period */
function isKept(time: number, period: number, now: number): boolean {
  const resolution = resolutionAt(now - time);
  return resolution !== undefined && period % resolution === 0;
}
