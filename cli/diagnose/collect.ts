import { metricReader, type SeriesAsk } from "../../aws/metrics.ts";
import { diagnose, type TargetDiagnosis } from "../../monitoring/diagnosis/diagnosis.ts";
import {
  type DiagnosisFrame,
  minutesAbout,
  minutesOf,
  type TargetKnowledge,
} from "../../monitoring/diagnosis/frame.ts";
import { wantedMinutes } from "../../monitoring/diagnosis/read-minutes.ts";
import { quotaNamespace } from "../../monitoring/metrics.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { seriesStore } from "../../monitoring/report/series-store.ts";
import { finestPeriod, type Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds, ownId, scopeOf } from "../../monitoring/target.ts";
import { UserError } from "../../stacks/user-error.ts";
import { readOutputs } from "../advise/read-outputs.ts";
import { agreeToCost, type Spending } from "../agree-to-cost.ts";
import { attempt } from "../usage/attempt.ts";
import { chooseTargets } from "../usage/choose-targets.ts";
import type { UsageClients } from "../usage/clients.ts";
import { costOf, metricPrice, problemsOf, reading, seriesProblems } from "../usage/collect.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { findIds } from "../usage/find-ids.ts";
import { factsOf } from "../usage/id-facts.ts";
import { asksFor, keep } from "../usage/metric-asks.ts";
import { counted } from "../usage/numbers.ts";
import { quotaReadings } from "../usage/quota-readings.ts";
import { readAccount } from "../usage/read-account.ts";
import { stackCover } from "../usage/stack-cover.ts";
import type { DiagnosisDocument } from "./document-shape.ts";
import { errorMinutes, errorsOf } from "./errors-of.ts";
import { notesOf } from "./notes.ts";
import { publishedBy } from "./published-by.ts";
import type { ReadErrors } from "./read-errors.ts";
import { throttledTargets } from "./throttled.ts";
import { ownerOf } from "./whose-errors.ts";

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
  /** whether no other Region is looked at in the same run */
  isOnlyRegion: boolean;
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
  const window = minutesKept(request.window, now);
  // Where minutes are no longer kept before it, the window begins at the first that is.
  const isKept = (start: number) => finestPeriod(start, now) === 60;
  const keptFrom = [window.start - 900, window.start - 600, window.start - 300].find(isKept) ?? window.start;
  const span = minutesAbout(window, { keptFrom, now }) as Stretch;
  const stretches: Stretch[] = [window];
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
  const { errors } = request;
  const { chosen, inUse, listed } = await reading(clients, async () => {
    const ids = await findIds(clients, account, reader, stretches, now, abortSignal);
    const chosen = chooseTargets({ models, all: false }, account, ids);
    const all = models.length === 0 ? chosen : chooseTargets({ models: [], all: false }, account, ids);
    return { chosen, inUse: all.targets.map((one) => sameIn(chosen.targets, one)), listed: ids.listed };
  });
  // Whether an error that names no model is of what was asked for depends on what else was throttled.
  const looked = errors ? [...new Set([...chosen.targets, ...inUse])] : chosen.targets;
  const throttled = await reading(clients, () => throttledTargets(looked, region, span, listed, reader));
  const beside = { region, isOnlyRegion: request.isOnlyRegion, inUse, throttled: new Set(throttled.keys()) };
  const errorsAt = (target: TargetSettings) =>
    errors && target.scope === "mantle" ? errorMinutes(errors, ownerOf(target, beside)) : undefined;
  const targets = chosen.targets.filter((target) => throttled.has(target) || (errorsAt(target)?.size ?? 0) > 0);
  const codes = targets.flatMap((target) => scopeOf(target).quotas.map(({ code }) => code));
  const [facts, quotas, outputs, published] = await Promise.all([
    factsOf(clients, account, { targets, asked: chosen.asked }, abortSignal),
    quotaReadings(clients, account, codes, ending),
    reading(clients, () => readOutputs(reader, region, targets, stretches)),
    attempt(
      clients,
      `the list of metrics in ${quotaNamespace}`,
      "cloudwatch:ListMetrics",
      "quotas of then are looked for among the stacks of this folder only",
      account.incomplete,
      () => publishedBy(clients.cloudwatch, ending),
    ),
  ]);
  const frame: DiagnosisFrame = { region, window, span, now, quotas };
  const knownOf = (target: TargetSettings, index: number): TargetKnowledge => {
    const covered = cover.targets.get(`${target.model.modelId} ${target.scope}`);
    const outputP99 = outputs[index];
    const errorsThen = errorsAt(target);
    return {
      stacks: [...new Set([...(covered ? [covered.stack] : []), ...(published?.get(ownId(target)) ?? [])])],
      ...(covered?.reservation && { seen: covered.reservation }),
      ...(request.maxTokens !== undefined && { maxTokens: request.maxTokens }),
      ...(outputP99 !== undefined && { outputP99 }),
      ...(errorsThen && { errors: errorsThen }),
    };
  };
  const known = targets.map(knownOf);
  const asks = targets.map((target, index) => asksOf(target, frame, known[index]!, listed));
  pagesInAll = pages + reader.requestsFor(asks.flat());
  await agreeToCost(
    counted(targets.length, "throttled target"),
    asks.flat().length * metricPrice.usd,
    request.spending,
  );
  const found: TargetDiagnosis[] = [];
  for (const [index, target] of targets.entries()) {
    const store = seriesStore();
    for (const part of [throttled.get(target) ?? [], asks[index]!])
      keep(store, part, await reading(clients, () => reader.read(part)));
    const own = monitoredIds(target, region);
    const told = diagnose(
      target,
      frame,
      {
        ...{ store, facts, known: known[index]! },
        ...(errors && { errorsIn: errorsOf(errors, ownerOf(target, beside)) }),
      },
      own,
    );
    if (told.bursts.length > 0) found.push({ ...told, notes: problemsOf(target, region, reader) });
  }
  return {
    schemaVersion: 1,
    generatedAt: isoTime(now),
    region,
    window: { start: isoTime(window.start), end: isoTime(window.end) },
    inUse: chosen.targets.length,
    targets: found.toSorted((a, b) => b.throttled - a.throttled),
    errors: errors ? { lines: errors.lines, errors: errors.errors } : null,
    incomplete: [...account.incomplete, ...keptNoMore(request.window, window), ...seriesProblems(reader)],
    notes: notesOf({ targets: chosen.targets, told: window, now, errors, found, cover }),
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

/** What was asked for and CloudWatch has no minutes of any more: that nothing was throttled there can't be said. */
const keptNoMore = (asked: { start: number }, told: { start: number }): DiagnosisDocument["incomplete"] =>
  told.start > asked.start + 300
    ? [
        {
          what: `what was before ${isoTime(told.start)}`,
          why: "CloudWatch keeps minutes for 15 days",
          effect: "nothing is told of it; --since at most 14d",
        },
      ]
    : [];

/** A target as it was chosen, with what was asked for by name: there is one of each model and scope. */
const sameIn = (chosen: readonly TargetSettings[], target: TargetSettings): TargetSettings =>
  chosen.find(({ model, scope }) => model.modelId === target.model.modelId && scope === target.scope) ?? target;
