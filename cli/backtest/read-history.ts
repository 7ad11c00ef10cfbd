import { type MetricReader, metricReader, type SeriesAsk } from "../../aws/metrics.ts";
import { listQuotas } from "../../aws/service-quotas.ts";
import { type BacktestHistory, isOnTarget, wantedSeries } from "../../monitoring/backtest/history.ts";
import type { Metric } from "../../monitoring/expression/expression.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import { quotaValue } from "../../monitoring/report/quota-reading.ts";
import { finestPeriod } from "../../monitoring/report/stretches.ts";
import { identityKey, type SeriesStore, type Statistics } from "../../monitoring/simulation/series.ts";
import { UserError } from "../../stacks/user-error.ts";
import { day, minute } from "../../words/units.ts";
import { agreeToCost, type Spending } from "../agree-to-cost.ts";
import { attempt } from "../usage/attempt.ts";
import { cacheKey } from "../usage/cache.ts";
import type { UsageClients } from "../usage/clients.ts";
import { metricPrice, reading, seriesProblems } from "../usage/collect.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { quotaReadings } from "../usage/quota-readings.ts";
import { joined, keepHistory, keptHistory, readAgainFrom } from "./kept-history.ts";

export interface HistoryRequest {
  /** epoch seconds */
  window: { start: number; end: number };
  now: number;
  spending: Spending;
  /** take minutes that an earlier run read */
  cache: boolean;
}

export interface ReadHistory {
  history: BacktestHistory;
  incomplete: Incomplete[];
  spent: MetricReader["spent"];
}

/** Seconds before the window that are read where CloudWatch still has them: what daily alarms look back over. */
const lookBack = day;

/**
 * Reads an account's minutes for some plans.
 * @throws UserError where the metrics can't be read, or it costs more than allowed
 */
export async function readHistory(
  clients: UsageClients,
  plans: readonly MonitoringPlan[],
  { window, now, spending, cache }: HistoryRequest,
  { progress, abortSignal }: { progress?: (done: number, of: number) => void; abortSignal?: AbortSignal } = {},
): Promise<ReadHistory> {
  const span = spanOf(window, now);
  const incomplete: Incomplete[] = [];
  const wanted = new Map(
    plans.flatMap((plan) => wantedSeries(plan)).map((one) => [`${identityKey(one.metric)} ${one.stat}`, one]),
  );
  const key = await keyFor(clients, [...wanted.keys()].sort());
  const metrics = Array.from(wanted.values(), ({ metric }) => metric);
  const kept = cache && key !== undefined ? keptHistory(key, metrics, span) : undefined;
  const readFrom = kept ? readAgainFrom(kept) : span.readFrom;
  const asks = [...wanted.values()].map(({ metric, stat }): SeriesAsk => {
    const dimensions = Object.fromEntries(metric.Dimensions.map(({ Name, Value }) => [Name, Value]));
    const one: Metric = { namespace: metric.Namespace, name: metric.MetricName, dimensions, stat };
    return { metric: one, start: readFrom, end: span.end, period: minute };
  });
  let pages = 0;
  const reader = metricReader(clients.cloudwatch, {
    ...(abortSignal && { abortSignal }),
    onPage: () => progress?.(++pages, Math.max(pages, reader.requestsFor(asks))),
  });
  await agreeToCost(
    `${asks.length} series over ${Math.ceil((span.end - readFrom) / day)} days`,
    asks.length * metricPrice.usd * Math.max(1, Math.round((span.end - readFrom) / minute / 100_800)),
    spending,
  );
  const quotas = await quotasNow(clients, plans, incomplete, abortSignal);
  const values = await reading(clients, () => reader.read(asks));
  const store: SeriesStore = new Map();
  for (const [index, { metric, stat }] of [...wanted.values()].entries()) {
    const key = identityKey(metric);
    const series = values[index];
    const known: Statistics = store.get(key) ?? {};
    store.set(key, series ? { ...known, [stat]: { start: readFrom, period: minute, values: series } } : known);
  }
  const fresh: BacktestHistory = { region: clients.region, ...span, readFrom, store, quotas };
  const history = kept ? joined(kept, fresh, span) : fresh;
  const problems = seriesProblems(reader);
  if (key !== undefined && problems.length === 0) keepHistory(key, history);
  return {
    history,
    incomplete: [...incomplete, ...problems],
    spent: reader.spent,
  };
}

/** Without credentials there is no key; reading will say why. */
async function keyFor(clients: UsageClients, wanted: readonly string[]): Promise<string | undefined> {
  try {
    return await cacheKey(clients, wanted, 1);
  } catch {
    return undefined;
  }
}

/** The window in whole minutes that CloudWatch still has, and from where on it is read. @throws UserError where it has none */
function spanOf(
  { start, end }: HistoryRequest["window"],
  now: number,
): Pick<BacktestHistory, "readFrom" | "start" | "end"> {
  const kept = (time: number): number => {
    let at = Math.floor(time / minute) * minute;
    while (at < end && finestPeriod(at, now) > minute) at = Math.floor(at / 3_600) * 3_600 + 3_600;
    return at;
  };
  const span = { start: kept(start), end: Math.floor(end / minute) * minute };
  if (span.start >= span.end)
    throw new UserError(
      "CloudWatch keeps minutes for 15 days, and alarms are replayed from minutes; choose a later window",
      exitCodes.cannotTell,
    );
  return { readFrom: kept(span.start - lookBack), ...span };
}

/** What the account has of the plans' quotas now; a quota that can't be read is left out. */
async function quotasNow(
  clients: UsageClients,
  plans: readonly MonitoringPlan[],
  incomplete: Incomplete[],
  abortSignal: AbortSignal | undefined,
): Promise<Record<string, number | null>> {
  const ending = abortSignal ? { abortSignal } : {};
  const list = (origin: "applied" | "default") =>
    attempt(
      clients,
      origin === "applied" ? "the account's quotas" : "AWS's default quotas",
      origin === "applied" ? "servicequotas:ListServiceQuotas" : "servicequotas:ListAWSDefaultServiceQuotas",
      "what a quota was before a stack published it can't be told",
      incomplete,
      () => listQuotas(clients.quotas, origin, ending),
    );
  const [applied, defaults] = await Promise.all([list("applied"), list("default")]);
  const codes = plans.flatMap(({ feed }) => feed.quotas.filter(({ shownOnly }) => !shownOnly).map(({ code }) => code));
  const readings = await quotaReadings(
    clients,
    { quotaLists: { applied, defaults }, incomplete },
    new Set(codes),
    ending,
  );
  return Object.fromEntries(
    [...readings].flatMap(([code, of]) => {
      const { awsValue } = quotaValue(of, 1);
      return awsValue === null && of.origin !== "none" ? [] : [[code, awsValue]];
    }),
  );
}

export const hasAlarms = ({ alarms }: Pick<MonitoringPlan, "alarms">): boolean => alarms.some(isOnTarget);
