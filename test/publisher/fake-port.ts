import type { QuotaAnswer, QuotaOrigin, QuotaRow } from "../../aws/service-quotas.ts";
import type { Alert } from "../../functions/quota-publisher/alert.ts";
import type { Log, LogLevel } from "../../functions/quota-publisher/log.ts";
import type {
  CountedSeries,
  MetricName,
  MetricPoint,
  QuotaPort,
  UsedId,
} from "../../functions/quota-publisher/port.ts";
import { toldUncountedMetric } from "../../monitoring/feed.ts";
import type { Feed, FeedQuota } from "../../monitoring/plan-types.ts";
import type { QuotaCode } from "../../words/words.ts";

/** AWS as the publisher's core sees it, written by hand: what the account has, and what arrived. */
export interface FakeAws {
  port: QuotaPort;
  /** applied values by code; change them between runs */
  applied: Map<QuotaCode, number>;
  defaults: Map<QuotaCode, number>;
  /** codes whose row in the list of applied values has this reason and no value */
  unread: Map<QuotaCode, string>;
  /** codes that the list of applied values leaves out, though the account has them */
  unlisted: Set<QuotaCode>;
  /** rows that the list of applied values has besides */
  extraRows: QuotaRow[];
  /** what CloudWatch has of Bedrock's series, by \`seriesKey\` and minute; change it between runs */
  series: Map<string, Map<number, number>>;
  /** ids with use in the last three hours */
  used: UsedId[];
  /** every batch of points, newest last */
  published: MetricPoint[][];
  alerts: Alert[];
  /** the functions of the port that fail, with how often: Infinity for always */
  broken: Map<keyof QuotaPort, number>;
  /** codes that are asked for and not answered */
  unanswered: Set<QuotaCode>;
  calls: (keyof QuotaPort)[];
  /** codes that were asked for */
  asked: QuotaCode[];
  /** every metric's value in a minute, the lowest where it was put more than once, as statistic Minimum gives it */
  at(minute: number): Map<string, number>;
}

/** A series of Bedrock's, as the fake knows it. */
export const seriesKey = ({ namespace, name, dimensions, stat }: CountedSeries): string =>
  [namespace, name, ...Object.values(dimensions), ...(stat ? [stat] : [])].join(" ");

const nameOf = ({ metric, modelId }: MetricName): string => (modelId === undefined ? metric : `${metric} ${modelId}`);

export function fakeAws(applied: Readonly<Record<QuotaCode, number>> = {}): FakeAws {
  const aws: Omit<FakeAws, "port"> = {
    applied: new Map(Object.entries(applied) as [QuotaCode, number][]),
    defaults: new Map(),
    unread: new Map(),
    unlisted: new Set(),
    extraRows: [],
    series: new Map(),
    used: [],
    published: [],
    alerts: [],
    broken: new Map(),
    unanswered: new Set(),
    calls: [],
    asked: [],
    at(minute) {
      const values = new Map<string, number>();
      for (const point of aws.published.flat()) {
        if (point.minute !== minute) continue;
        values.set(nameOf(point), Math.min(point.value, values.get(nameOf(point)) ?? point.value));
      }
      return values;
    },
  };

  function called(name: keyof QuotaPort): void {
    aws.calls.push(name);
    const left = aws.broken.get(name) ?? 0;
    if (left <= 0) return;
    aws.broken.set(name, left - 1);
    throw new Error(`${name} is broken`);
  }

  const row = (code: QuotaCode): QuotaRow => ({ code, name: code, adjustable: true });
  const rowsOf = (origin: QuotaOrigin): QuotaRow[] => {
    if (origin === "default") return [...aws.defaults].map(([code, value]) => ({ ...row(code), value }));
    const rows = [...aws.applied]
      .filter(([code]) => !aws.unread.has(code) && !aws.unlisted.has(code))
      .map(([code, value]) => ({ ...row(code), value }));
    return [...rows, ...[...aws.unread].map(([code, errorCode]) => ({ ...row(code), errorCode })), ...aws.extraRows];
  };
  const answerOf = (code: QuotaCode): QuotaAnswer => {
    const reason = aws.unread.get(code);
    if (reason !== undefined) return { kind: "unusable", reason };
    const own = aws.applied.get(code);
    if (own !== undefined) return { kind: "value", value: own, origin: "applied" };
    const standard = aws.defaults.get(code);
    return standard === undefined ? { kind: "none" } : { kind: "value", value: standard, origin: "default" };
  };

  const port: QuotaPort = {
    async listQuotas(origin) {
      called("listQuotas");
      return rowsOf(origin);
    },
    async askQuotas(codes) {
      if (codes.length === 0) return new Map();
      called("askQuotas");
      aws.asked.push(...codes);
      return new Map(codes.filter((code) => !aws.unanswered.has(code)).map((code) => [code, answerOf(code)] as const));
    },
    async published(asks, from, to) {
      called("published");
      return asks.map(({ statistic, ...metric }) => {
        const values = new Map<number, number>();
        const better = statistic === "Minimum" ? Math.min : Math.max;
        for (const point of aws.published.flat()) {
          if (nameOf(point) !== nameOf(metric) || point.minute < from || point.minute >= to) continue;
          values.set(point.minute, better(point.value, values.get(point.minute) ?? point.value));
        }
        return values;
      });
    },
    async counted(series, { from, to, minutes }) {
      called("counted");
      return series.map((one) => {
        const sums = new Map<number, number>();
        for (const [minute, value] of aws.series.get(seriesKey(one)) ?? []) {
          if (minute < from || minute >= to) continue;
          const period = minute - ((minute - from) % minutes);
          sums.set(period, (sums.get(period) ?? 0) + value);
        }
        return sums;
      });
    },
    async usedIds() {
      called("usedIds");
      return [...aws.used];
    },
    async toldIds(ids, from, to) {
      called("toldIds");
      const told = aws.published
        .flat()
        .filter(({ metric, minute }) => metric === toldUncountedMetric && minute >= from && minute < to);
      return new Set(ids.filter((id) => told.some(({ modelId }) => modelId === id)));
    },
    async publish(points) {
      called("publish");
      aws.published.push([...points]);
    },
    async alert(alert) {
      called("alert");
      aws.alerts.push(alert);
      return [];
    },
  };
  return Object.assign(aws, { port });
}

/** A feed of one token quota for each code, named after it. */
export const feedOfCodes = (...codes: QuotaCode[]): Feed => ({
  namespace: "Bedrock/Quotas",
  stack: "test",
  refreshMinutes: 15,
  horizonMinutes: 10,
  quotas: codes.map((code) => feedQuota(code)),
});

export const feedQuota = (code: QuotaCode, changes: Partial<FeedQuota> = {}): FeedQuota => ({
  metric: "TokenQuota",
  modelId: `model-${code}`,
  kind: "tpm",
  code,
  name: `Tokens per minute for ${code}`,
  multiplier: 1,
  ...changes,
});

export interface LoggedEvent {
  level: LogLevel;
  event: string;
  fields: Readonly<Record<string, unknown>>;
}

/** A log that keeps its events. */
export function keptLog(): { log: Log; events: LoggedEvent[]; named(event: string): LoggedEvent[] } {
  const events: LoggedEvent[] = [];
  return {
    events,
    log: (level, event, fields) => events.push({ level, event, fields }),
    named: (name) => events.filter(({ event }) => event === name),
  };
}

const dayOfTests = Date.UTC(2026, 10, 21);

/** The start of the minute with this number, on a day of the tests' own. */
export const minuteOf = (number: number): Date => new Date(dayOfTests + number * 60_000);

/** The same as the publisher counts it, since 1970. */
export const epochMinute = (number: number): number => dayOfTests / 60_000 + number;
