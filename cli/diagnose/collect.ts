import { type MetricReader, metricReader, type SeriesAsk } from "../../aws/metrics.ts";
import { diagnose, type TargetDiagnosis } from "../../monitoring/diagnosis/diagnosis.ts";
import { type DiagnosisFrame, minutesOf, type TargetKnowledge } from "../../monitoring/diagnosis/frame.ts";
import { throttledCount, wantedMinutes } from "../../monitoring/diagnosis/read-minutes.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { metricsIn } from "../../monitoring/report/measures.ts";
import { seriesStore } from "../../monitoring/report/series-store.ts";
import { finestPeriod, type Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds, scopeOf } from "../../monitoring/target.ts";
import { UserError } from "../../stacks/user-error.ts";
import { readOutputs } from "../advise/read-outputs.ts";
import { agreeToCost, type Spending } from "../agree-to-cost.ts";
import { chooseTargets } from "../usage/choose-targets.ts";
import type { UsageClients } from "../usage/clients.ts";
import { costOf, metricPrice, problemsOf, reading, seriesProblems } from "../usage/collect.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { findIds } from "../usage/find-ids.ts";
import { factsOf } from "../usage/id-facts.ts";
import { asksFor, keep } from "../usage/metric-asks.ts";
import { quotaReadings } from "../usage/quota-readings.ts";
import { readAccount } from "../usage/read-account.ts";
import { stackCover } from "../usage/stack-cover.ts";
import type { DiagnosisDocument } from "./document-shape.ts";
import { errorMinutes, errorsOf } from "./errors-of.ts";
import type { ReadErrors } from "./read-errors.ts";

export interface DiagnosisRequest {
  models: readonly string[];
  /** epoch seconds */
  window: { start: number; end: number };
  now: number;
  maxTokens?: number;
  /** where stack files are looked for */
  directory: string;
  spending: Spending;
  /** the errors that callers got */
  errors?: ReadErrors;
}

export interface DiagnosisOptions {
  progress?: (done: number, of: number) => void;
  abortSignal?: AbortSignal;
}

/**
 * Reads when requests were throttled and, of the targets that were, everything that tells why.
 * @throws UserError when nothing can be told: no credentials, no access to the metrics, a window without minutes
 */
export async function collectDiagnosis(
  clients: UsageClients,
  request: DiagnosisRequest,
  { progress, abortSignal }: DiagnosisOptions = {},
): Promise<DiagnosisDocument> {
  const { region } = clients;
  const { now, models } = request;
  const span = minutesKept(request.window, now);
  const stretches: Stretch[] = [span];
  const ending = abortSignal ? { abortSignal } : {};
  const account = await readAccount(clients, abortSignal);
  let pages = 0;
  let pagesInAll = 0;
  const reader = metricReader(clients.cloudwatch, {
    ...ending,
    onPage: () => {
      pages += 1;
      if (pagesInAll > 0) progress?.(pages, Math.max(pages, pagesInAll));
    },
  });
  const cover = await stackCover(request.directory, region);
  const { chosen, listed } = await reading(clients, async () => {
    const ids = await findIds(clients, account, reader, stretches, now, abortSignal);
    return { chosen: chooseTargets({ models, all: false }, account, ids), listed: ids.listed };
  });
  const { errors } = request;
  const throttled = await reading(clients, () => throttledTargets(chosen.targets, region, span, listed, reader));
  const targets = chosen.targets.filter(
    (target) =>
      throttled.has(target) ||
      (errors && target.scope === "mantle" && errorMinutes(errors, monitoredIds(target, region)).size > 0),
  );
  const codes = targets.flatMap((target) => scopeOf(target).quotas.map(({ code }) => code));
  const [facts, quotas, outputs] = await Promise.all([
    factsOf(clients, account, { targets, asked: chosen.asked }, abortSignal),
    quotaReadings(clients, account, codes, ending),
    reading(clients, () => readOutputs(reader, region, targets, stretches)),
  ]);
  const frame: DiagnosisFrame = { region, span, now, quotas };
  const knownOf = (target: TargetSettings, index: number): TargetKnowledge => {
    const covered = cover.targets.get(`${target.model.modelId} ${target.scope}`);
    const outputP99 = outputs[index];
    return {
      ...(covered && { stack: covered.stack }),
      ...(covered?.reservation && { seen: covered.reservation }),
      ...(request.maxTokens !== undefined && { maxTokens: request.maxTokens }),
      ...(outputP99 !== undefined && { outputP99 }),
      ...(errors && target.scope === "mantle" && { errors: errorMinutes(errors, monitoredIds(target, region)) }),
    };
  };
  const known = targets.map(knownOf);
  const asks = targets.map((target, index) => asksOf(target, frame, known[index]!, listed));
  pagesInAll = pages + reader.requestsFor(asks.flat());
  await agreeToCost(`${targets.length} throttled targets`, asks.flat().length * metricPrice.usd, request.spending);
  const found: TargetDiagnosis[] = [];
  for (const [index, target] of targets.entries()) {
    const store = seriesStore();
    for (const part of [throttled.get(target) ?? [], asks[index]!])
      keep(store, part, await reading(clients, () => reader.read(part)));
    const own = monitoredIds(target, region);
    const told = diagnose(
      target,
      frame,
      { store, facts, known: known[index]!, ...(errors && { errorsIn: errorsOf(errors, own, targets.length === 1) }) },
      own,
    );
    if (told.bursts.length > 0) found.push({ ...told, notes: problemsOf(target, region, reader) });
  }
  return {
    schemaVersion: 1,
    generatedAt: isoTime(now),
    region,
    window: { start: isoTime(span.start), end: isoTime(span.end) },
    inUse: chosen.targets.length,
    targets: found.toSorted((a, b) => b.throttled - a.throttled),
    errors: errors ? { lines: errors.lines, errors: errors.errors } : null,
    incomplete: [...account.incomplete, ...seriesProblems(reader)],
    notes: notesOf(chosen.targets, request, span, errors),
    cost: costOf(reader.spent),
  };
}

/** The part of a window that CloudWatch still has minute by minute. @throws UserError where there is none */
function minutesKept(window: { start: number; end: number }, now: number): Stretch {
  let { start } = window;
  while (start < window.end && finestPeriod(start, now) > 60) start = Math.floor(start / 3_600) * 3_600 + 3_600;
  const span = minutesOf({ start, end: window.end });
  if (span.start >= span.end || finestPeriod(span.start, now) > 60)
    throw new UserError(
      "CloudWatch keeps minutes for 15 days, and which limit throttled is told from minutes; choose a later time",
      exitCodes.cannotTell,
    );
  return span as Stretch;
}

/** The targets of which requests were throttled, each with what was read of that. */
async function throttledTargets(
  targets: readonly TargetSettings[],
  region: string,
  span: Stretch,
  listed: ReadonlySet<string> | undefined,
  reader: MetricReader,
): Promise<Map<TargetSettings, SeriesAsk[]>> {
  const asks = targets.map((target) => {
    const count = throttledCount(target, region);
    return count
      ? asksFor(
          metricsIn([count]).map((metric) => ({ metric, span })),
          listed,
        )
      : [];
  });
  const values = await reader.read(asks.flat().map((ask) => ({ ...ask, sparse: true })));
  const found = new Map<TargetSettings, SeriesAsk[]>();
  let at = 0;
  for (const [index, own] of asks.entries()) {
    const some = own.filter(() => values[at++]?.some((value) => value > 0));
    if (some.length > 0) found.set(targets[index]!, some);
  }
  return found;
}

/** What is read of a target; the stack's own metrics are in no list of Bedrock's. */
function asksOf(
  target: TargetSettings,
  frame: DiagnosisFrame,
  known: TargetKnowledge,
  listed: ReadonlySet<string> | undefined,
): SeriesAsk[] {
  const wanted = wantedMinutes(target, frame, known);
  const own = wanted.filter(({ metric }) => metric.namespace.startsWith("AWS/"));
  const published = wanted.filter(({ metric }) => !metric.namespace.startsWith("AWS/"));
  return [...asksFor(own, listed), ...asksFor(published, undefined)];
}

function notesOf(
  targets: readonly TargetSettings[],
  { window }: DiagnosisRequest,
  span: Stretch,
  errors: ReadErrors | undefined,
): string[] {
  const mantle = targets.filter(({ scope }) => scope === "mantle").map(({ model }) => model.modelId);
  return [
    ...(span.start > window.start + 300
      ? [`before ${isoTime(span.start)} CloudWatch has no minutes any more, so nothing is told of it`]
      : []),
    ...(mantle.length > 0 && !errors
      ? [
          `bedrock-mantle publishes no throttled requests (${mantle.join(", ")}): --errors with what callers got tells of them`,
        ]
      : []),
    ...(errors && errors.errors === 0 ? ["the files of --errors hold no error of Bedrock's that is known"] : []),
  ];
}
