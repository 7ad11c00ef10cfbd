import type { QuotaReading } from "../../aws/service-quotas.ts";
import type { Alert } from "../../functions/quota-publisher/alert.ts";
import type { Log, LogLevel } from "../../functions/quota-publisher/log.ts";
import type { MetricName, MetricPoint, QuotaPort } from "../../functions/quota-publisher/port.ts";
import type { Feed, FeedQuota } from "../../monitoring/plan-types.ts";
import type { QuotaCode } from "../../words/words.ts";

/** AWS as the publisher's core sees it, written by hand: what the account has, and what arrived. */
export interface FakeAws {
  port: QuotaPort;
  /** applied values by code; change them between runs */
  applied: Map<QuotaCode, number>;
  defaults: Map<QuotaCode, number>;
  unread: Map<QuotaCode, string>;
  /** what was published, newest last */
  published: { minute: Date; points: MetricPoint[] }[];
  alerts: Alert[];
  /** the functions of the port that fail, with how often: Infinity for always */
  broken: Map<keyof QuotaPort, number>;
  calls: (keyof QuotaPort)[];
  /** every metric's value in a minute, the highest where it was published twice, as statistic Maximum gives it */
  at(minute: Date): Map<string, number>;
}

export const nameOf = ({ metric, modelId }: MetricName): string =>
  modelId === undefined ? metric : `${metric} ${modelId}`;

export function fakeAws(applied: Readonly<Record<QuotaCode, number>> = {}): FakeAws {
  const aws: Omit<FakeAws, "port"> = {
    applied: new Map(Object.entries(applied) as [QuotaCode, number][]),
    defaults: new Map(),
    unread: new Map(),
    published: [],
    alerts: [],
    broken: new Map(),
    calls: [],
    at(minute) {
      const values = new Map<string, number>();
      for (const batch of aws.published) {
        if (batch.minute.getTime() !== minute.getTime()) continue;
        for (const point of batch.points) {
          values.set(nameOf(point), Math.max(point.value, values.get(nameOf(point)) ?? point.value));
        }
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

  const port: QuotaPort = {
    async readQuotas(codes): Promise<QuotaReading> {
      called("readQuotas");
      const values: QuotaReading["values"] = new Map(
        codes.flatMap((code) => {
          if (aws.unread.has(code)) return [];
          const own = aws.applied.get(code);
          const value = own ?? aws.defaults.get(code);
          if (value === undefined) return [];
          const origin = own === undefined ? "default" : "applied";
          return [[code, { code, name: code, value, origin, adjustable: true }] as const];
        }),
      );
      const missing = codes.filter((code) => !values.has(code) && !aws.unread.has(code));
      return { values, missing, unread: new Map([...aws.unread].filter(([code]) => codes.includes(code))) };
    },
    async lastPublished(metrics, before) {
      called("lastPublished");
      return metrics.map((metric) => {
        const earlier = aws.published
          .filter(({ minute }) => minute < before && minute.getTime() >= before.getTime() - 3 * 3_600_000)
          .sort((a, b) => b.minute.getTime() - a.minute.getTime());
        for (const { minute } of earlier) {
          const value = aws.at(minute).get(nameOf(metric));
          if (value !== undefined) return value;
        }
        return undefined;
      });
    },
    async publish(points, minute) {
      called("publish");
      aws.published.push({ minute, points: [...points] });
    },
    async alert(alert) {
      called("alert");
      aws.alerts.push(alert);
    },
  };
  return Object.assign(aws, { port });
}

/** A feed of one token quota for each code, named after it. */
export const feedOfCodes = (...codes: QuotaCode[]): Feed => ({
  namespace: "Bedrock/Quotas",
  refreshMinutes: 15,
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

/** The start of the minute with this number, on a day of the tests' own. */
export const minuteOf = (number: number): Date => new Date(Date.UTC(2026, 10, 21) + number * 60_000);
