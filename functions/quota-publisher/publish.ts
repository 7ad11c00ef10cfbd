import { publisherMetrics } from "../../monitoring/feed.ts";
import { lowQuota } from "../../monitoring/low-quota.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import type { QuotaCode } from "../../words/words.ts";
import { alertOf, type Place } from "./alert.ts";
import { describe, type Log } from "./log.ts";
import { type Fault, heldOf, type Memory, newMemory } from "./memory.ts";
import { faultsOf, isLowered, type News, newsCount, newsOf, takeAsTold } from "./news.ts";
import type { QuotaPort } from "./port.ts";
import { putAll } from "./put.ts";
import { type Before, readBack } from "./read-back.ts";
import { type Reading, readQuotas } from "./reading.ts";
import { putSums } from "./sums.ts";
import { look, mark } from "./uncounted.ts";

/** One run: publishes the quotas from the minute that starts at `minute` to the horizon. */
export type Run = (minute: Date, place: Place, log: Log) => Promise<void>;

/** A clock that goes back by more than this many minutes had been wrong; a run that is tried again is younger. */
const clockTolerance = 5;
/** Readings that fail in a row, after which the next tries are further apart: the trouble is told, and lasts. */
const patience = 15;
/** Minutes between tries after that. */
const patientInterval = 5;

/**
 * The quota publisher without AWS and clock. The function that is returned is called once a minute; its memory is what
 * makes a steady minute a single PutMetricData.
 *
 * - **Reading.** Service Quotas is read in the first run and again every `refreshMinutes`, each code getting a verdict
 *   (verdict.ts). A reading that leaves a code unread is due again in the next minute. Meanwhile the last known value
 *   goes on being published: from memory, or in a new environment the last that CloudWatch has of three hours. A quota
 *   that was never seen is not published.
 * - **Horizon.** Every quota is there from this minute to `horizonMinutes` ahead (coverage.ts), so that a run that is
 *   missed, or a function that is dead, leaves the alarms their denominator for so long.
 * - **What it says of itself.** monitoring/feed.ts, `publisherMetrics`; the alarms on them tell before anything is blind.
 * - **Sums.** Figures that are of more series than an alarm holds are added up and put each minute (sums.ts).
 * - **Uncounted use.** Every ten minutes it looks which ids have use that no target counts (uncounted.ts).
 * - **News.** Values that differ from those people know, codes that go missing or unread and those that come back, first
 *   values that are 0 or far under AWS's default, ids with use that no target counts: all of a run in one message, the
 *   minute they are seen, and in the log.
 *   UntoldChanges says how much could not be told; it is tried again every minute, and by the next environment
 *   (read-back.ts). Told twice is possible where an environment ends between the message and its note, or where two run
 *   side by side; never told is not.
 * - **Errors.** What can be done is done first; then the run rejects if publishing, alerting or reading back failed.
 *   Running it again for the same minute puts nothing that is there already but PublisherRuns for that same minute,
 *   which no alarm mistakes for a sign of life in a later one. Service Quotas not being readable is no error of the
 *   run: QuotaAgeMinutes says it.
 */
export function createPublisher(feed: Feed, port: QuotaPort): Run {
  const memory = newMemory(feed);
  const codes = [...new Set(feed.quotas.map((quota) => quota.code))];

  return async (date, place, log) => {
    const minute = date.getTime() / 60_000;
    memory.firstMinute ??= minute;
    const failures: unknown[] = [];
    const failed: Failed = (event, error) => {
      log("ERROR", event, { error: describe(error) });
      failures.push(error);
    };

    // Neither waits for Service Quotas, nor Service Quotas for them.
    const sums = putSums(port, feed, memory.sums, minute).catch((error: unknown) => failed("sums-failed", error));
    const looked = lookAt(port, feed, memory, minute, log).catch((error: unknown) => failed("look-failed", error));
    const before = takeBefore(port, feed, memory).catch((error: unknown) => failed("read-back-failed", error));
    if (isDue(memory, minute)) await read(port, feed, memory, codes, minute, before, log);
    await Promise.all([before, looked]);

    const faults = faultsOf(feed, memory, minute);
    learnFirstValues(memory);
    const news = newsOf(feed, memory, faults);
    const count = newsCount(news);
    logNews(memory, news, log);
    const untold = memory.readBack ? count : undefined;
    for (const error of await putAll(port, feed, memory, minute, untold)) failed("publish-failed", error);
    if (count > 0) {
      await tell(port, memory, news, faults, place, log).catch((error: unknown) => failed("alert-failed", error));
      // What was told this minute is no longer untold this minute.
      if (newsCount(newsOf(feed, memory, faults)) === 0 && memory.readBack)
        await port
          .publish([{ metric: publisherMetrics.untold, minute, value: 0 }])
          .catch((error: unknown) => failed("publish-failed", error));
    }

    await mark(port, memory.uncounted, minute).catch((error: unknown) => failed("publish-failed", error));
    await sums;
    if (failures.length > 0) throw new AggregateError(failures, `failed: ${failures.map(describe).join("; ")}`);
  };
}

/** Logs what a run could not do, and keeps it for the run's end. */
type Failed = (event: string, error: unknown) => void;

/** Sends the news and notes it as told. A topic that refuses is logged. @rejects when nobody could be told */
async function tell(
  port: QuotaPort,
  memory: Memory,
  news: News,
  faults: ReadonlyMap<QuotaCode, Fault>,
  place: Place,
  log: Log,
): Promise<void> {
  const refusals = port.alert ? await port.alert(alertOf(news, place)) : [];
  for (const refusal of refusals) log("WARN", "alert-refused", { error: refusal });
  takeAsTold(memory, news, faults);
}

/** Looks which ids have use and no target, where the config wants it, and logs them where they are others than before. */
async function lookAt(port: QuotaPort, feed: Feed, memory: Memory, minute: number, log: Log): Promise<void> {
  if (!feed.uncounted) return;
  const known = memory.uncounted.ids;
  await look(port, feed.uncounted, memory.uncounted, minute);
  const ids = memory.uncounted.ids ?? [];
  if (known?.join("\n") !== ids.join("\n")) log(ids.length > 0 ? "WARN" : "INFO", "ids-uncounted", { ids });
}

/** Whether Service Quotas is read in this run. After a clock that was ahead has been put right it is, too. */
function isDue(memory: Memory, minute: number): boolean {
  if (memory.lastTry !== undefined && minute < memory.lastTry - clockTolerance) {
    for (const held of memory.values.values()) held.read = Math.min(held.read, minute);
    return true;
  }
  return memory.nextReading === undefined || minute >= memory.nextReading;
}

/** Reads back once what was there before this environment. A reading that came first has the say on values. */
async function takeBefore(port: QuotaPort, feed: Feed, memory: Memory): Promise<void> {
  if (memory.readBack || memory.firstMinute === undefined) return;
  const before: Before = await readBack(port, feed, memory.firstMinute);
  memory.readBack = true;
  for (const [code, held] of before.values) {
    if (!memory.values.has(code) && !memory.missing.has(code)) memory.values.set(code, held);
  }
  for (const [code, value] of before.told.values) memory.told.values.set(code, value);
  for (const [code, fault] of before.told.faults) memory.told.faults.set(code, fault);
}

async function read(
  port: QuotaPort,
  feed: Feed,
  memory: Memory,
  codes: readonly QuotaCode[],
  minute: number,
  meanwhile: Promise<unknown>,
  log: Log,
): Promise<void> {
  const isNew = (code: QuotaCode) =>
    memory.readBack && !memory.told.values.has(code) && !memory.told.faults.has(code) && !memory.missing.has(code);
  const reading = await readQuotas(port, {
    codes,
    held: (code) => heldOf(memory, code),
    rows: memory.rows,
    isNew,
    meanwhile,
  });
  const unseen = new Set(codes.filter(isNew));
  takeReading(memory, reading, minute);
  const shown = new Set(feed.quotas.filter(({ shownOnly }) => shownOnly).map(({ code }) => code));
  for (const code of unseen) if (!shown.has(code)) lookAtFirst(memory, code, reading.defaults.get(code));
  memory.lastTry = minute;
  memory.failedReadings = memory.unread.size > 0 ? memory.failedReadings + 1 : 0;
  memory.nextReading = minute + untilNextReading(feed, memory);
  logReading(memory, reading, log);
}

function untilNextReading({ refreshMinutes }: Feed, { failedReadings }: Memory): number {
  if (failedReadings === 0) return refreshMinutes;
  return failedReadings <= patience ? 1 : Math.min(refreshMinutes, patientInterval);
}

function takeReading(memory: Memory, { verdicts, rows }: Reading, minute: number): void {
  Object.assign(memory.rows, rows);
  for (const [code, verdict] of verdicts) {
    memory.unread.delete(code);
    switch (verdict.kind) {
      case "unread":
        memory.unread.set(code, verdict);
        break;
      case "missing":
        memory.values.delete(code);
        memory.missing.add(code);
        break;
      default:
        memory.values.set(code, { value: verdict.value, origin: verdict.kind, read: minute });
        memory.missing.delete(code);
    }
  }
}

/** A code's very first value, anywhere: 0 or far under AWS's default is worth a message. */
function lookAtFirst(memory: Memory, code: QuotaCode, standard: number | undefined): void {
  const held = memory.values.get(code);
  const low = held && lowQuota(held.value, standard);
  if (low) memory.low.set(code, low);
}

/** The first value that is read of a code that was never told is what people know: a deployment is no change. */
function learnFirstValues({ values, told }: Memory): void {
  for (const [code, { value, origin }] of values) {
    if (origin !== undefined && !told.values.has(code) && !told.faults.has(code)) told.values.set(code, value);
  }
}

function logReading({ values, missing, unread }: Memory, reading: Reading, log: Log): void {
  if (reading.failure !== undefined) {
    log("ERROR", "quotas-unreadable", { error: reading.failure });
    return;
  }
  const defaults = [...values].filter(([, { origin }]) => origin === "default").map(([code]) => code);
  log("INFO", "quotas-read", { quotas: values.size, defaults });
  if (missing.size > 0) log("WARN", "quotas-missing", { codes: [...missing] });
  if (unread.size > 0)
    log("ERROR", "quotas-unread", {
      codes: Object.fromEntries([...unread].map(([code, { reason }]) => [code, reason])),
    });
}

/** Logs each piece of news once, however often its message is tried. */
function logNews(memory: Memory, { changes, missing, unread, back, low }: News, log: Log): void {
  const once = (level: "INFO" | "WARN", event: string, fields: { code: QuotaCode } & Record<string, unknown>) => {
    const text = JSON.stringify([event, fields]);
    if (memory.logged.get(fields.code) === text) return;
    memory.logged.set(fields.code, text);
    log(level, event, fields);
  };
  for (const change of changes) once(isLowered(change) ? "WARN" : "INFO", "quota-changed", { ...change });
  for (const quota of missing) once("WARN", "quota-fault", { ...quota, fault: "missing" });
  for (const quota of unread) once("WARN", "quota-fault", { ...quota, fault: "unread" });
  for (const quota of back) once("INFO", "quota-back", { ...quota });
  for (const quota of low) once("WARN", "quota-low", { ...quota });
}
