import { type MetricReader, metricReader, type SeriesAsk } from "../../aws/metrics.ts";
import { forecastOf } from "../../monitoring/forecast/forecast.ts";
import type { CountedStretch } from "../../monitoring/forecast/history.ts";
import { horizonDays } from "../../monitoring/forecast/reach.ts";
import { statedLevel } from "../../monitoring/forecast/trend.ts";
import { evaluateOver } from "../../monitoring/report/evaluate.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { countedIn, metricsIn } from "../../monitoring/report/measures.ts";
import { type QuotaReadings, quotaState } from "../../monitoring/report/quota-reading.ts";
import { type SeriesStore, seriesStore } from "../../monitoring/report/series-store.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { scopeOf } from "../../monitoring/target.ts";
import { usageOf } from "../../monitoring/usage.ts";
import { countedBy, isDaily, isMeasurable, type MeasurableKind } from "../../words/limit-kinds.ts";
import { chooseTargets } from "../usage/choose-targets.ts";
import type { UsageClients } from "../usage/clients.ts";
import { costOf, metricPrice, reading, seriesProblems } from "../usage/collect.ts";
import { findIds } from "../usage/find-ids.ts";
import { asksFor, keep } from "../usage/metric-asks.ts";
import { quotaReadings } from "../usage/quota-readings.ts";
import { readAccount } from "../usage/read-account.ts";
import { targetBatches } from "../usage/target-batches.ts";
import { type ForecastDocument, type ForecastTarget, soonestFirst, soonestTargetFirst, verdictOf } from "./document.ts";
import { doubtOf, tokensWanted, uncountedIds } from "./uncounted.ts";

export interface ForecastRequest {
  models: readonly string[];
  /** of minutes and five minutes, in order; the last one ends now */
  stretches: readonly Stretch[];
  /** epoch seconds */
  now: number;
  timeZone: string;
  /** days */
  within: number;
}

export interface ForecastOptions {
  progress: (done: number, of: number) => void;
  /** has what reading costs allowed, dollars; throws where it is not */
  agree: (what: string, usd: number) => Promise<void>;
  abortSignal: AbortSignal;
}

/**
 * Reads what each target used of its quotas and says how it goes on. Of the metrics only those that quotas are compared with.
 * @throws UserError when it can't be told at all: no credentials, no access to the metrics
 */
export async function readForecasts(
  clients: UsageClients,
  request: ForecastRequest,
  { progress, agree, abortSignal }: ForecastOptions,
): Promise<ForecastDocument> {
  const { region } = clients;
  const { stretches, now, within, timeZone } = request;
  const account = await readAccount(clients, abortSignal);
  let pages = 0;
  let pagesInAll = 0;
  const reader = metricReader(clients.cloudwatch, {
    abortSignal,
    onPage: () => {
      pages += 1;
      if (pagesInAll > 0) progress(pages, Math.max(pages, pagesInAll));
    },
  });
  const { targets, listed } = await reading(clients, async () => {
    const ids = await findIds(clients, account, reader, stretches, now, abortSignal);
    return { targets: chooseTargets({ models: request.models, all: false }, account, ids).targets, listed: ids.listed };
  });
  const codes = new Set(targets.flatMap((target) => scopeOf(target).quotas.map(({ code }) => code)));
  const quotas = await quotaReadings(clients, account, codes, { abortSignal });
  const batches = targetBatches(targets, (target) => asksFor(wantedFor(target, region, stretches), listed));
  const asks = batches.reduce((sum, batch) => sum + batch.asks.length, 0);
  await agree(`${targets.length} ${targets.length === 1 ? "target" : "targets"} in ${region}`, asks * metricPrice.usd);
  pagesInAll = pages + batches.reduce((sum, batch) => sum + reader.requestsFor(batch.asks), 0);
  const found: ForecastTarget[] = [];
  for (const batch of batches) {
    const store = await reading(clients, () => readBatch(batch.asks, reader));
    found.push(
      ...batch.targets.map((target) => forecastTarget(target, { region, quotas, stretches, store, now, within })),
    );
  }
  const { spent } = reader;
  return {
    schemaVersion: 1,
    generatedAt: isoTime(now),
    region,
    timeZone,
    window: { start: isoTime(stretches[0]!.start), end: isoTime(stretches.at(-1)!.end) },
    level: statedLevel,
    withinDays: within,
    horizonDays,
    targets: found.sort(soonestTargetFirst),
    incomplete: [...account.incomplete, ...seriesProblems(reader)],
    notes: withoutQuotas(found),
    cost: costOf({ ...spent }),
  };
}

function withoutQuotas(targets: readonly ForecastTarget[]): string[] {
  const none = targets.filter(({ quotas }) => quotas.length === 0);
  return none.length === 0
    ? []
    : [
        `No quota with a metric is known of ${none.map(({ modelId, scope }) => `${modelId} (${scope})`).join(", ")}: nothing is forecast.`,
      ];
}

/** What a target's quotas are compared with, and its tokens where they may be uncounted. */
function wantedFor(target: TargetSettings, region: string, stretches: readonly Stretch[]) {
  const metrics = metricsIn(kindsIn(target).map((kind) => countedIn(usageOf(target, kind, region))));
  return [
    ...stretches.flatMap((span) => metrics.map((metric) => ({ metric, span }))),
    ...tokensWanted(target, region, stretches),
  ];
}

const kindsIn = (target: TargetSettings): MeasurableKind[] =>
  scopeOf(target).quotas.flatMap(({ kind }) => (isMeasurable(kind) ? [kind] : []));

async function readBatch(asks: readonly SeriesAsk[], reader: MetricReader): Promise<SeriesStore> {
  const store = seriesStore();
  keep(store, asks, await reader.read(asks));
  return store;
}

interface Frame {
  region: string;
  quotas: QuotaReadings;
  stretches: readonly Stretch[];
  store: SeriesStore;
  now: number;
  within: number;
}

function forecastTarget(target: TargetSettings, frame: Frame): ForecastTarget {
  const { region, quotas, stretches, store, now, within } = frame;
  const uncounted = uncountedIds(target, region, stretches, store);
  const doubt = uncounted.length === 0 ? undefined : doubtOf(uncounted);
  const rows = scopeOf(target).quotas.flatMap((quota) => {
    const { kind, code, name, value, origin } = quotaState(quota, quotas, region);
    // A quota that the account has not limits nothing.
    if (!isMeasurable(kind) || origin === "none") return [];
    const used = countedIn(usageOf(target, kind, region));
    const counted = stretches.map(
      (stretch): CountedStretch => ({ stretch, counts: evaluateOver(used, stretch, store.over(stretch)) }),
    );
    const forecast = forecastOf({
      counted,
      isDaily: isDaily(kind),
      quota: value,
      now,
      ...(countedBy(kind) === "tokens" && { doubt }),
    });
    return [{ kind, code, name, value, origin, verdict: verdictOf(forecast, now, within), forecast }];
  });
  const { modelId, name } = target.model;
  return { modelId, name, scope: target.scope, quotas: rows.sort(soonestFirst) };
}
