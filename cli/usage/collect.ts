import pLimit from "p-limit";
import { type MetricReader, metricReader } from "../../aws/metrics.ts";
import { hasMaxTokens } from "../../monitoring/alarms/use-text.ts";
import { mantleNamespace, runtimeNamespace } from "../../monitoring/metrics.ts";
import { prices } from "../../monitoring/prices.ts";
import { countedPeriods } from "../../monitoring/report/counted-periods.ts";
import type { Incomplete, TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { usageSchemaVersion } from "../../monitoring/report/document.ts";
import { type Grouping, groupsOf, profileGrouping } from "../../monitoring/report/groups.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import type { IdFacts } from "../../monitoring/report/profile-usage.ts";
import { notRead, type QuotaReadings, quotaValue } from "../../monitoring/report/quota-reading.ts";
import { seriesStore } from "../../monitoring/report/series-store.ts";
import { worstFirst } from "../../monitoring/report/standing.ts";
import { minutesIn, type Stretch } from "../../monitoring/report/stretches.ts";
import { type ReportFrame, targetUsage, wantedFor } from "../../monitoring/report/target-usage.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds, scopeOf } from "../../monitoring/target.ts";
import { parseArn } from "../../stacks/arn.ts";
import { isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { Registry } from "../../words/registry.ts";
import { alarmCoverage, coverageNote } from "./alarm-coverage.ts";
import { addSpent, callersOf, type LogsToRead } from "./callers/callers-of.ts";
import type { CountedTarget } from "./callers/with-callers.ts";
import { type ChosenTargets, chooseTargets, type Wish } from "./choose-targets.ts";
import type { UsageClients } from "./clients.ts";
import { endNotes } from "./end-notes.ts";
import { findIds, invocationsOf } from "./find-ids.ts";
import { factsOf } from "./id-facts.ts";
import { asksFor, keep } from "./metric-asks.ts";
import { reportNotes } from "./notes.ts";
import { quotaReadings } from "./quota-readings.ts";
import { type Account, readAccount } from "./read-account.ts";
import { stackCover } from "./stack-cover.ts";
import { lacksOf, stackLines } from "./stack-lines.ts";
import { type TargetBatch, targetBatches } from "./target-batches.ts";
import { thresholdsFor } from "./target-thresholds.ts";

export interface UsageRequest extends Wish {
  stretches: readonly Stretch[];
  /** epoch seconds */
  now: number;
  /** percent, of --fail-on; without it each target is judged by its stack's thresholds */
  failOn: number | undefined;
  by: Grouping | undefined;
  timeZone: string;
  /** where stack files are looked for */
  directory: string;
}

export interface CollectOptions {
  progress?: (done: number, of: number) => void;
  /** says which targets to report on, given those that could be */
  pick?: (chosen: ChosenTargets) => Promise<TargetSettings[]>;
  abortSignal?: AbortSignal;
  /** requests at one time, and data points a second: a test's own */
  reading?: { concurrency?: number; pointsPerSecond?: number };
  /** milliseconds between two questions for one quota: a test's own */
  asking?: { interval: number };
  /** where the grouping needs them */
  logs?: LogsToRead;
}

/**
 * Reads an account's usage and makes the document of it.
 * @throws UserError when it can't be told at all: no credentials, no access to the metrics
 */
export async function collectUsage(
  clients: UsageClients,
  request: UsageRequest,
  options: CollectOptions = {},
): Promise<UsageDocument> {
  const { region } = clients;
  const { stretches, now, abortSignal } = { ...request, abortSignal: options.abortSignal };
  const account = await readAccount(clients, abortSignal);
  let pages = 0;
  let pagesInAll = 0;
  const reader = metricReader(clients.cloudwatch, {
    ...options.reading,
    ...(abortSignal && { abortSignal }),
    onPage: () => {
      pages += 1;
      // How many there are in all is known once the targets are.
      if (pagesInAll > 0) options.progress?.(pages, Math.max(pages, pagesInAll));
    },
  });
  const cover = await stackCover(request.directory, region);
  const { chosen, targets, listed } = await reading(clients, async () => {
    const ids = await findIds(clients, account, reader, stretches, now, abortSignal);
    const found = chooseTargets(request, account, ids);
    return { chosen: found, targets: options.pick ? await options.pick(found) : found.targets, listed: ids.listed };
  });
  const accountPart = accountOf(account);
  const codes = new Set(targets.flatMap((target) => scopeOf(target).quotas.map(({ code }) => code)));
  if (account.registry.crossModelDaily) codes.add(account.registry.crossModelDaily.code);
  const [facts, quotas] = await Promise.all([
    factsOf(clients, account, { targets, asked: chosen.asked }, abortSignal),
    quotaReadings(clients, account, codes, { ...options.asking, abortSignal }),
  ]);
  const frame: ReportFrame = {
    region,
    stretches,
    now,
    thresholdsOf: ({ model, scope }) => thresholdsFor(cover.targets.get(`${model.modelId} ${scope}`), request.failOn),
    quotas,
    reservationOf: ({ model, scope }) => {
      const seen = cover.targets.get(`${model.modelId} ${scope}`)?.reservation;
      return seen && { ...seen, place: { ...seen.place, ...accountPart } };
    },
  };

  const batches = targetBatches(targets, (target) => asksFor(wantedFor(target, frame), listed));
  pagesInAll = pages + batches.reduce((sum, { asks }) => sum + reader.requestsFor(asks), 0);
  const two = pLimit(2);
  const countedTargets: CountedTarget[] | undefined = options.logs?.plan && [];
  const usages = await reading(clients, () =>
    Promise.all(batches.map((batch) => two(() => readBatch(batch, frame, reader, facts, countedTargets)))),
  );
  const callers =
    countedTargets && (await callersOf(clients, request, usages.flat(), countedTargets, account, options));
  const unassigned = await reading(clients, () => invocationsOf(reader, chosen.unassigned, stretches));
  const uncovered = thresholdsFor(undefined, request.failOn);
  const reported = usages.flat().map((usage): TargetUsage => {
    const covered = cover.targets.get(`${usage.modelId} ${usage.scope}`);
    const alarms = alarmCoverage(usage, covered) ?? null;
    const note = coverageNote({ quotas: usage.quotas, alarms });
    const grouping = profileGrouping(request.by);
    const own = callers?.of(usage);
    return {
      ...usage,
      ...(grouping && { groups: groupsOf(usage.perProfile, grouping) }),
      ...(own && { callers: own }),
      inStack: cover.stacks.length === 0 ? null : (covered?.stack ?? false),
      alarms,
      notes: note === undefined ? usage.notes : [...usage.notes, note],
    };
  });
  const spent = addSpent(reader.spent, options.logs?.plan?.spent);
  const document: UsageDocument = {
    schemaVersion: usageSchemaVersion,
    generatedAt: isoTime(now),
    region,
    timeZone: request.timeZone,
    window: {
      start: isoTime(stretches[0]?.start ?? now),
      end: isoTime(stretches.at(-1)?.end ?? now),
      ...minutesIn(stretches),
    },
    resolution: stretches.map(({ start, end, period }) => ({
      start: isoTime(start),
      end: isoTime(end),
      periodSeconds: period as 60 | 300 | 3600,
      hidesMinutePeaks: period > 60,
    })),
    thresholds: { warning: uncovered.warning, critical: uncovered.critical },
    targets: reported,
    unassigned,
    crossModelDaily: crossModelDailyOf(account.registry, quotas),
    stacks: cover.stacks,
    lacking: stackLines(lacksOf(reported, cover.stacks)),
    ...(callers && { callers: callers.source }),
    incomplete: [...account.incomplete, ...(options.logs?.missing ?? []), ...seriesProblems(reader)],
    notes: [],
    cost: costOf(spent),
  };
  document.targets.sort(worstFirst);
  document.notes.push(
    ...endNotes(targets, now),
    ...reportNotes(document, now, someReserve(targets, document)),
    ...cover.unreadable,
  );
  return document;
}

/** The account's id, as the ARNs of its profiles tell it: records of invocation logs name profiles by ARN. */
function accountOf({ systemProfiles, applicationProfiles = [] }: Account): { accountId?: string } {
  const ids = [...systemProfiles, ...applicationProfiles].map(({ arn }) => parseArn(arn)?.account ?? "");
  const accountId = ids.find((id) => /^\d{12}$/.test(id));
  return accountId === undefined ? {} : { accountId };
}

/** GetMetricData, one metric. */
export const metricPrice = {
  usd: 0.01 / 1_000,
  source: prices.apiRequest.source,
  verified: false,
};

/** What reading so many metrics cost. */
export const costOf = <Spent extends { metrics: number }>(spent: Spent) => ({
  ...spent,
  usd: Math.round(spent.metrics * metricPrice.usd * 10_000) / 10_000,
  source: metricPrice.source,
  verified: metricPrice.verified,
});

/** Metrics that can't be read leave nothing to report: the command ends with what to do. */
export async function reading<T>(clients: UsageClients, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const { why, fix } = troubleOf(error, "cloudwatch:GetMetricData", clients);
    throw new UserError(`cannot tell how much is used: ${why}; ${fix}`, 3);
  }
}

async function readBatch(
  { targets, asks }: TargetBatch,
  frame: ReportFrame,
  reader: MetricReader,
  facts: ReadonlyMap<string, IdFacts>,
  counted?: CountedTarget[],
) {
  const store = seriesStore();
  keep(store, asks, await reader.read(asks));
  for (const target of counted ? targets : []) {
    counted?.push({ target, counted: countedPeriods(target, frame.region, frame.stretches, store) });
  }
  return targets.map((target) => targetUsage(target, frame, store, facts, problemsOf(target, frame.region, reader)));
}

/** What of a target's own series could not be read whole, so that it never reads as "not used". */
export function problemsOf(target: TargetSettings, region: string, { problems }: MetricReader): string[] {
  const ids = new Set(monitoredIds(target, region));
  const namespace = target.scope === "mantle" ? mantleNamespace : runtimeNamespace;
  const own = problems.filter(
    ({ metric }) => metric.namespace === namespace && Object.values(metric.dimensions).some((id) => ids.has(id)),
  );
  const [first] = own;
  if (!first) return [];
  return [
    `${own.length} of its series came incomplete (${first.metric.name}: ${first.message}), so figures may be too low`,
  ];
}

function crossModelDailyOf({ crossModelDaily }: Registry, quotas: QuotaReadings): UsageDocument["crossModelDaily"] {
  if (!crossModelDaily) return null;
  const { code, name } = crossModelDaily;
  const { applied, default: standard, origin } = quotas.get(code) ?? notRead;
  const { awsValue, value } = quotaValue({ applied, default: standard, origin }, 1);
  return { code, name, applied, default: standard, awsValue, value, origin };
}

/** Whether max_tokens is what may throttle a target: it has some, and a quota of tokens that is not 0. */
const someReserve = (targets: readonly TargetSettings[], { targets: usages }: UsageDocument): boolean =>
  targets.some((target) => {
    if (target.scope === "mantle" || !hasMaxTokens(target)) return false;
    const usage = usages.find(({ modelId, scope }) => modelId === target.model.modelId && scope === target.scope);
    return usage?.quotas.every(({ value }) => value !== 0) ?? false;
  });

export function seriesProblems(reader: MetricReader): Incomplete[] {
  const effect = "figures may be too low; run it again";
  const series = reader.problems.map(({ metric, message }) => ({
    what: `${metric.name} (${metric.stat}) of ${Object.values(metric.dimensions).join(", ")}`,
    why: `CloudWatch answered ${message}`,
    effect,
  }));
  const whole = reader.messages.map((message) => ({ what: "the metrics", why: `CloudWatch says: ${message}`, effect }));
  return [...whole, ...series.slice(0, 20), ...more(series.length - 20, effect)];
}

const more = (count: number, effect: string): Incomplete[] =>
  count > 0 ? [{ what: `${count} more series`, why: "CloudWatch answered them only in part", effect }] : [];
