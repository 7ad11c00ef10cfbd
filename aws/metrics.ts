import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import pLimit from "p-limit";
import type { Metric } from "../monitoring/expression/expression.ts";
import { dimensionsOf } from "../monitoring/expression/queries.ts";
import { limits } from "../monitoring/limits.ts";
import type { Seconds } from "../words/units.ts";
import { datapointPace } from "./datapoint-pace.ts";
import { type PagePoints, readPoints } from "./metric-points.ts";

/** A metric that CloudWatch lists. */
export interface ListedMetric {
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/**
 * The metrics of a namespace that had data in the last two weeks: CloudWatch lists no others, and a new one up to 15
 * minutes late. API ListMetrics
 * @throws the SDK's error when a page cannot be read
 */
export async function listMetrics(
  client: CloudWatchClient,
  namespace: string,
  { abortSignal }: { abortSignal?: AbortSignal } = {},
): Promise<ListedMetric[]> {
  const found: ListedMetric[] = [];
  const pages = paginateListMetrics(
    { client },
    { Namespace: namespace },
    abortSignal === undefined ? {} : { abortSignal },
  );
  for await (const page of pages) {
    for (const { MetricName, Dimensions = [] } of page.Metrics ?? []) {
      if (MetricName === undefined) continue;
      const dimensions = Object.fromEntries(Dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
      found.push({ name: MetricName, dimensions });
    }
  }
  return found;
}

/** One statistic of one metric over a span of time. */
export interface SeriesAsk {
  metric: Metric;
  /** epoch seconds; a whole multiple of the period */
  start: number;
  /** epoch seconds, exclusive; a whole multiple of the period */
  end: number;
  period: Seconds;
  /** true: hardly any datapoints are expected, so many of these go into one request */
  sparse?: boolean;
}

/** What CloudWatch had to say of one ask besides its points. */
interface SeriesProblem {
  metric: Metric;
  /** e.g. "PartialData: …": points of the series may be missing */
  message: string;
}

/** What reading has taken so far. */
interface Spent {
  /** GetMetricData requests, each page one */
  requests: number;
  /** metrics asked for, which is what CloudWatch charges; a page asks for all of its request's metrics again */
  metrics: number;
  datapoints: number;
}

export interface MetricReader {
  /**
   * The values of each ask, one a period from its start, NaN where there is no datapoint; undefined: there is none at all.
   * @throws the SDK's error when a request fails for good
   */
  read(asks: readonly SeriesAsk[]): Promise<(Float64Array | undefined)[]>;
  /** how many requests the asks take if every period has a datapoint */
  requestsFor(asks: readonly SeriesAsk[]): number;
  spent: Readonly<Spent>;
  /** series that came incomplete */
  problems: readonly SeriesProblem[];
  /** messages of CloudWatch on whole answers, each once */
  messages: readonly string[];
}

export interface MetricReaderOptions {
  /** requests at one time */
  concurrency?: number;
  /** data points a second; CloudWatch's own rate unless a test asks for another */
  pointsPerSecond?: number;
  /** called after every page */
  onPage?: () => void;
  abortSignal?: AbortSignal;
}

/** Data points on one page. API GetMetricData, MaxDatapoints */
const pointsPerPage = 100_800;
/**
 * "Rate of GetMetricData datapoints for metrics older than three hours", per second, not adjustable; 180,000 holds for
 * requests that start within the last three hours, which at 60 s have at most 180 points a metric.
 * AmazonCloudWatch/latest/monitoring/cloudwatch_limits
 */
const documentedPointsPerSecond = 396_000;

/** Reads series of data points by GetMetricData: as few requests as their points fit into, side by side, at the documented rate. */
export function metricReader(client: CloudWatchClient, options: MetricReaderOptions = {}): MetricReader {
  const { concurrency = 8, pointsPerSecond = documentedPointsPerSecond, onPage, abortSignal } = options;
  const atOnce = pLimit(concurrency);
  const pace = datapointPace(pointsPerSecond, abortSignal);
  const spent: Spent = { requests: 0, metrics: 0, datapoints: 0 };
  const problems: SeriesProblem[] = [];
  const messages = new Set<string>();
  const send = readPoints(client);

  async function readRequest(request: Request, into: Map<SeriesAsk, Float64Array>): Promise<void> {
    const queries = request.asks.map(queryOf);
    const last: Statuses = new Map();
    let token: string | undefined;
    do {
      await pace.ready();
      const page: PagePoints = await send(new GetMetricDataCommand(inputOf(request, queries, token)), abortSignal);
      const points = takePage(page, request.asks, into, last);
      for (const message of page.messages) messages.add(message);
      pace.took(points);
      spent.requests += 1;
      spent.metrics += queries.length;
      spent.datapoints += points;
      onPage?.();
      if (page.nextToken !== undefined && page.nextToken === token)
        throw new Error("CloudWatch repeats a page for ever");
      token = page.nextToken;
    } while (token !== undefined);
    problems.push(...problemsOf(last));
  }

  return {
    async read(asks) {
      const into = new Map<SeriesAsk, Float64Array>();
      const requests = requestsOf(asks);
      await Promise.all(requests.map((request) => atOnce(() => readRequest(request, into))));
      return asks.map((ask) => into.get(ask));
    },
    requestsFor: (asks) => requestsOf(asks).length,
    spent,
    problems,
    get messages() {
      return [...messages];
    },
  };
}

interface Request {
  start: number;
  end: number;
  asks: SeriesAsk[];
}

const pointsIn = ({ start, end, period }: SeriesAsk): number => Math.max(0, Math.round((end - start) / period));

const emptySeries = (ask: SeriesAsk): Float64Array => new Float64Array(pointsIn(ask)).fill(Number.NaN);

/**
 * Asks of one span go together, as many as have room on one page when every period has a datapoint. Where more come
 * than expected, pages follow one another.
 */
function requestsOf(asks: readonly SeriesAsk[]): Request[] {
  const spans = Map.groupBy(asks, ({ start, end, period, sparse }) => `${start} ${end} ${period} ${sparse === true}`);
  return [...spans.values()].flatMap((group) => {
    const [first] = group;
    if (!first || pointsIn(first) === 0) return [];
    const { start, end } = first;
    const most = first.sparse
      ? limits.queriesPerGet
      : Math.max(1, Math.min(limits.queriesPerGet, Math.floor(pointsPerPage / pointsIn(first))));
    // Even shares: a last request with few metrics takes as long as a full one.
    const count = Math.ceil(group.length / most);
    const share = Math.ceil(group.length / count);
    return Array.from({ length: count }, (_, index) => ({
      start,
      end,
      asks: group.slice(index * share, (index + 1) * share),
    })).filter((request) => request.asks.length > 0);
  });
}

const queryOf = ({ metric, period }: SeriesAsk, index: number): MetricDataQuery => ({
  Id: `q${index}`,
  MetricStat: {
    Metric: { Namespace: metric.namespace, MetricName: metric.name, Dimensions: dimensionsOf(metric) },
    Period: period,
    Stat: metric.stat,
  },
  ReturnData: true,
});

const inputOf = ({ start, end }: Request, queries: MetricDataQuery[], token: string | undefined) => ({
  MetricDataQueries: queries,
  StartTime: new Date(start * 1000),
  EndTime: new Date(end * 1000),
  ScanBy: "TimestampAscending" as const,
  ...(token === undefined ? {} : { NextToken: token }),
});

/** What the newest page said of each series. */
type Statuses = Map<SeriesAsk, { status: string; messages: string[] }>;

/**
 * Puts a page's points into the series of what was asked.
 * @returns how many there were
 */
function takePage(
  { results }: PagePoints,
  asks: readonly SeriesAsk[],
  into: Map<SeriesAsk, Float64Array>,
  last: Statuses,
): number {
  let points = 0;
  for (const { id, status, messages, times, values } of results) {
    const ask = asks[Number(id.slice(1))];
    if (!ask) continue;
    last.set(ask, { status, messages });
    if (times.length === 0) continue;
    points += times.length;
    // Most metrics of most models are idle: room is made once there is something to put.
    const series = into.get(ask) ?? emptySeries(ask);
    into.set(ask, series);
    place(times, values, ask, series);
  }
  return points;
}

const problemsOf = (last: Statuses): SeriesProblem[] =>
  [...last].flatMap(([{ metric }, { status, messages }]) =>
    status === "Complete" || status === ""
      ? []
      : [{ metric, message: messages.length > 0 ? messages.join("; ") : status }],
  );

function place(times: ArrayLike<number>, values: ArrayLike<number>, ask: SeriesAsk, series: Float64Array): void {
  for (let i = 0; i < times.length; i++) {
    const index = (times[i]! - ask.start) / ask.period;
    // CloudWatch rounds an old start down: what lies before the ask, or off its grid, is not the ask's.
    if (index >= 0 && index < series.length && Number.isInteger(index)) series[index] = values[i]!;
  }
}
