import type { QuotaOrigin, QuotaReading } from "../../aws/service-quotas.ts";
import { heartbeatMetric, missingQuotasMetric } from "../../monitoring/feed.ts";
import { limits } from "../../monitoring/limits.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import type { QuotaCode } from "../../words/words.ts";
import { alertOf, type Place } from "./alert.ts";
import { isLowered, type QuotaChange, quotaChanges } from "./changes.ts";
import type { Log } from "./log.ts";
import type { MetricName, MetricPoint, QuotaPort } from "./port.ts";

/** What one execution environment of the function remembers from run to run. */
interface Memory {
  /** Service Quotas' latest known values, without multiplier; 0 is a value */
  values: Map<QuotaCode, number>;
  origins: Map<QuotaCode, QuotaOrigin>;
  /** the values that people know of: those first seen, or those of the last alert */
  announced: Map<QuotaCode, number>;
  /** changes that the log has and people have not been told of, by code */
  logged: Map<QuotaCode, number>;
  /** how many configured codes the account does not have; undefined while not known */
  missing: number | undefined;
  /** the minute (since 1970) of the last complete reading of Service Quotas */
  readMinute: number | undefined;
  /** whether the values from before this environment's start have been read back from CloudWatch */
  readBack: boolean;
  /** the minute that this environment's first run was for */
  firstMinute: Date | undefined;
}

/** One run: publishes the quotas for the minute that starts at `minute`. */
export type Run = (minute: Date, place: Place, log: Log) => Promise<void>;

/**
 * The quota publisher without AWS and clock. The function that is returned is called once a minute; its memory is what
 * makes a steady minute a single PutMetricData.
 *
 * - **Reading.** Service Quotas is read in the first run and again every `refreshMinutes`. A due reading that fails, or
 *   that leaves a code unread, is due again in the next minute. Meanwhile the last known values go on being published:
 *   from memory, or in a new execution environment the latest of the last three hours from CloudWatch. A quota that was
 *   never seen is not published.
 * - **Heartbeat.** QuotaHeartbeat is 1 in every minute in which the values are as fresh as they should be and all of
 *   them were published. It stops in the first minute whose due reading was not complete, or whose PutMetricData failed
 *   for some quotas, and comes back in the first minute in which a repeated reading is complete and everything was
 *   published. Its alarm treats missing data as breaching, so a function that does not run at all looks the same.
 * - **Missing quotas.** MissingQuotas is how many configured codes the account has neither a value nor a default for,
 *   as of the last reading, 0 when none; each is named in the log. Such a quota is not published, also when it once was.
 * - **Changes.** A value that differs from the one people know is logged once and alerted once. An alert that fails is
 *   tried again every minute. Known are the values of this environment's memory and, from before its start, those read
 *   back from CloudWatch; a first deployment has neither and alerts nothing. Two environments that run side by side
 *   each alert a change that both have seen. A change is lost only when the alert failed until the environment ended.
 * - **Errors.** What can be done is done first; then the run rejects if publishing, alerting or reading back failed.
 *   Running it again for the same minute publishes the same values again, which the alarms' statistics do not notice.
 *   Service Quotas not being readable is no error of the run: the heartbeat says it.
 */
export function createPublisher(feed: Feed, port: QuotaPort): Run {
  const codes = [...new Set(feed.quotas.map((quota) => quota.code))];
  const memory: Memory = {
    values: new Map(),
    origins: new Map(),
    announced: new Map(),
    logged: new Map(),
    missing: undefined,
    readMinute: undefined,
    readBack: false,
    firstMinute: undefined,
  };

  return async (minute, place, log) => {
    memory.firstMinute ??= minute;
    const failures: unknown[] = [];
    const failed = (event: string, error: unknown) => {
      log("ERROR", event, { error: describe(error) });
      failures.push(error);
    };

    const thisMinute = minute.getTime() / 60_000;
    // Either way: after a clock that was ahead has been put right, the last reading must not look fresh for ever.
    const due = memory.readMinute === undefined || Math.abs(thisMinute - memory.readMinute) >= feed.refreshMinutes;
    const [before, reading] = await Promise.allSettled([
      memory.readBack ? undefined : port.lastPublished(readBackMetrics(feed), memory.firstMinute),
      due ? port.readQuotas(codes) : undefined,
    ]);
    if (before.status === "rejected") failed("read-back-failed", before.reason);
    else if (before.value !== undefined) takeReadBack(memory, feed, before.value);
    let fresh = !due;
    if (reading.status === "rejected") log("ERROR", "quotas-unreadable", { error: describe(reading.reason) });
    else if (reading.value !== undefined) {
      fresh = takeReading(memory, reading.value, log);
      if (fresh) memory.readMinute = thisMinute;
    }

    for (const error of await publishAll(port, pointsOf(feed, memory), fresh, minute)) failed("publish-failed", error);

    const changes = quotaChanges(feed.quotas, memory.announced, memory.values, memory.origins);
    if (changes.length > 0) {
      logChanges(memory, changes, log);
      try {
        await port.alert?.(alertOf(changes, place));
        for (const { code, newValue } of changes) memory.announced.set(code, newValue);
      } catch (error) {
        failed("alert-failed", error);
      }
    }

    if (failures.length > 0) throw new AggregateError(failures, `failed: ${failures.map(describe).join("; ")}`);
  };
}

/** The metrics to read back: every quota of the feed, then the count of missing ones. */
const readBackMetrics = (feed: Feed): MetricName[] => [
  ...feed.quotas.map(({ metric, modelId }) => ({ metric, modelId })),
  { metric: missingQuotasMetric },
];

/**
 * Values from before this environment: people know them, and they hold until Service Quotas is read. CloudWatch has the
 * model and not the code, so a deployment that gives a model another code is told as a change of that code.
 */
function takeReadBack(memory: Memory, feed: Feed, published: readonly (number | undefined)[]): void {
  memory.readBack = true;
  // A reading that came first has the say, also on quotas that are gone.
  const isFirst = memory.missing === undefined;
  feed.quotas.forEach(({ code, multiplier }, index) => {
    const value = published[index];
    if (value === undefined) return;
    memory.announced.set(code, value / multiplier);
    if (isFirst) memory.values.set(code, value / multiplier);
  });
  memory.missing ??= published[feed.quotas.length];
}

/** @returns whether the reading is complete: nothing was left unread */
function takeReading(memory: Memory, { values, missing, unread }: QuotaReading, log: Log): boolean {
  for (const { code, value, origin } of values.values()) {
    memory.values.set(code, value);
    memory.origins.set(code, origin);
    if (!memory.announced.has(code)) memory.announced.set(code, value);
  }
  for (const code of missing) memory.values.delete(code);
  memory.missing = missing.length;
  const defaults = [...values.values()].filter(({ origin }) => origin === "default").map(({ code }) => code);
  log("INFO", "quotas-read", { quotas: values.size, defaults });
  if (missing.length > 0) log("WARN", "quotas-missing", { codes: missing });
  if (unread.size > 0) log("ERROR", "quotas-unread", { codes: Object.fromEntries(unread) });
  return unread.size === 0;
}

function pointsOf(feed: Feed, memory: Memory): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const { metric, modelId, code, multiplier } of feed.quotas) {
    const value = memory.values.get(code);
    if (value !== undefined) points.push({ metric, modelId, value: value * multiplier });
  }
  if (memory.missing !== undefined) points.push({ metric: missingQuotasMetric, value: memory.missing });
  return points;
}

/**
 * Publishes in as few batches as the API allows. The heartbeat is in the last one, which goes out when the others have
 * arrived, so that it never vouches for quotas that did not.
 * @returns the errors of the batches that failed; the others are published
 */
async function publishAll(
  port: QuotaPort,
  points: readonly MetricPoint[],
  fresh: boolean,
  minute: Date,
): Promise<unknown[]> {
  const batches = chunked(fresh ? [...points, { metric: heartbeatMetric, value: 1 }] : points, limits.metricsPerPut);
  const last = batches.pop();
  const results = await Promise.allSettled(batches.map((batch) => port.publish(batch, minute)));
  const errors: unknown[] = results.filter((result) => result.status === "rejected").map(({ reason }) => reason);
  const lastPoints = errors.length === 0 ? last : last?.filter(({ metric }) => metric !== heartbeatMetric);
  if (lastPoints === undefined || lastPoints.length === 0) return errors;
  try {
    await port.publish(lastPoints, minute);
  } catch (error) {
    errors.push(error);
  }
  return errors;
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** Logs each change once, however often its alert is tried. */
function logChanges(memory: Memory, changes: readonly QuotaChange[], log: Log): void {
  for (const change of changes) {
    if (memory.logged.get(change.code) === change.newValue) continue;
    memory.logged.set(change.code, change.newValue);
    log(isLowered(change) ? "WARN" : "INFO", "quota-changed", { ...change });
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
