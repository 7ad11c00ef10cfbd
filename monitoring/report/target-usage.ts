import { countedBy, isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import { minute, seconds } from "../../words/units.ts";

import type { Metric } from "../expression/expression.ts";
import type { TargetSettings } from "../settings.ts";
import { missingKinds, monitoredIds, scopeOf } from "../target.ts";
import { usageOf } from "../usage.ts";
import { type Buckets, bucketsOf, countsInBuckets, ratesInBuckets } from "./buckets.ts";
import { dailyPeriod, dailySpan, dailyUse } from "./daily.ts";
import type {
  Charts,
  Figure,
  FigureName,
  ProfileUsage,
  QuotaUsage,
  TargetThresholds,
  TargetUsage,
} from "./document.ts";
import { evaluateOver, type Span } from "./evaluate.ts";
import { figureOf, type Measured } from "./figure.ts";
import { latencyAsks, latencyInBuckets, latencyMetrics, latencyOf, latencySpan } from "./latency.ts";
import { countedIn, hasBurndown, type Measure, measuresOf, metricsIn } from "./measures.ts";
import { percentsOver } from "./percents.ts";
import { type IdFacts, profileUsages } from "./profile-usage.ts";
import { quotaNotes } from "./quota-notes.ts";
import { type QuotaReadings, quotaState } from "./quota-reading.ts";
import type { SeriesStore } from "./series-store.ts";
import { noneText, severityOf } from "./severity.ts";
import type { Stretch } from "./stretches.ts";
import { utilisationOver } from "./utilisation.ts";

/** What a report is about, beside its targets. */
export interface ReportFrame {
  region: string;
  stretches: readonly Stretch[];
  /** epoch seconds */
  now: number;
  /** what a target is judged by */
  thresholdsOf: (target: TargetSettings) => TargetThresholds;
  quotas: QuotaReadings;
}

/** One metric over one span: what must be read for a target. */
export interface Wanted {
  metric: Metric;
  span: Span;
}

/** Everything that a target's report is computed from. */
export function wantedFor(target: TargetSettings, { region, stretches }: ReportFrame): Wanted[] {
  const metrics = metricsIn(measuresOf(target, region).map(({ count }) => count));
  const fine = stretches.flatMap((span) => metrics.map((metric) => ({ metric, span })));
  if (target.scope === "mantle" || stretches.length === 0) return fine;
  const latency = latencySpan(stretches);
  const ids = monitoredIds(target, region);
  const slow = ids.flatMap((id) =>
    latencyMetrics.flatMap((name) => latencyAsks(name, id).map((metric) => ({ metric, span: latency }))),
  );
  return [...fine, ...slow, ...dailyWanted(target, region, stretches)];
}

function dailyWanted(target: TargetSettings, region: string, stretches: readonly Stretch[]): Wanted[] {
  const kinds = scopeOf(target).quotas.flatMap(({ kind }) => (isMeasurable(kind) && isDaily(kind) ? [kind] : []));
  if (kinds.length === 0) return [];
  const span = daySpan(stretches);
  return metricsIn(kinds.map((kind) => countedIn(usageOf(target, kind, region)))).map((metric) => ({ metric, span }));
}

function daySpan(stretches: readonly Stretch[]): Span {
  return {
    ...dailySpan({ start: stretches[0]!.start, end: stretches.at(-1)!.end }),
    period: seconds(dailyPeriod),
  };
}

/**
 * A target's part of the usage document.
 * @param store what was read of `wantedFor`; a metric that is not there has no data
 * @param facts by id
 * @param notes what is wrong with the target's data, for the reader
 */
export function targetUsage(
  target: TargetSettings,
  frame: ReportFrame,
  store: SeriesStore,
  facts: ReadonlyMap<string, IdFacts>,
  notes: readonly string[] = [],
): Omit<TargetUsage, "groups" | "inStack" | "alarms"> {
  const { region, stretches } = frame;
  const thresholds = frame.thresholdsOf(target);
  const measures = measuresOf(target, region);
  const buckets = bucketsOf(stretches);
  const measured = new Map(measures.map((measure) => [measure.name, measureOver(measure, stretches, store)]));
  const figures: Partial<Record<FigureName, Figure>> = {};
  const rates: Charts["rates"] = {};
  for (const [name, parts] of measured) {
    const figure = figureOf(parts);
    figures[name] = figure;
    if (figure.datapoints > 0) rates[name] = ratesInBuckets(parts, buckets);
  }

  const ids = monitoredIds(target, region);
  const perProfile = profileUsages(target, ids, stretches, store, facts);
  const uncounted = target.scope === "mantle" ? [] : uncountedIds(perProfile.map(({ usage }) => usage));
  const isUncounted = uncounted.length > 0 && figures.tpm?.datapoints === 0;
  const quotas = scopeOf(target).quotas.map((quota): QuotaUsage => {
    const state = quotaState(quota, frame.quotas, region);
    // Tokens that AWS's figure leaves out are not "0 % of the quota".
    if (isUncounted && isMeasurable(state.kind) && countedBy(state.kind) === "tokens")
      return { ...state, utilisation: null };
    return { ...state, ...useOf(target, state, frame, store) };
  });
  const throttles = figures.throttles?.total ?? 0;
  const requests = (figures.rpm?.total ?? 0) + throttles;
  const unknown = quotas.find(({ kind, value }) => isMeasurable(kind) && value === null);
  const doubts = [...notes, ...(uncounted.length > 0 ? [uncountedText(uncounted)] : [])];
  const untold = doubts[0] ?? (unknown && untoldText(unknown));
  const isIdle = doubts.length === 0 && Object.values(figures).every(({ datapoints }) => datapoints === 0);
  const [latency, firstToken] = latencies(target, ids, stretches, store, buckets);
  return {
    modelId: target.model.modelId,
    name: target.model.name,
    provider: target.model.provider,
    scope: target.scope,
    ids,
    ...(isIdle
      ? { severity: "ok", because: ["not used in this window", noneText(quotas)].filter(Boolean).join("; ") }
      : severityOf(quotas, throttles, untold, thresholds)),
    thresholds,
    quotas,
    missingKinds: missingKinds(target),
    figures,
    absent: absentOf(target, latency?.figure, firstToken?.figure),
    throttleRate: target.scope === "mantle" || requests === 0 ? null : (100 * throttles) / requests,
    latency: latency?.figure ?? null,
    timeToFirstToken: firstToken?.figure ?? null,
    perProfile: perProfile.map(({ usage }) => usage),
    charts: {
      start: buckets.start,
      bucketSeconds: buckets.seconds,
      buckets: buckets.count,
      rates,
      latency: latency?.chart ?? null,
      timeToFirstToken: firstToken?.chart ?? null,
      tokensByProfile: Object.fromEntries(
        perProfile
          .filter(({ usage }) => usage.tokens > 0)
          .map(({ usage, tokens }) => [usage.id, countsInBuckets(tokens, buckets)]),
      ),
      throttledAt: throttledAt(measured.get("throttles") ?? []),
    },
    notes: [...doubts, ...(isIdle ? [] : quotaNotes(target, quotas, throttles))],
  };
}

function measureOver(measure: Measure, stretches: readonly Stretch[], store: SeriesStore): Measured[] {
  return stretches.map((stretch) => {
    const seriesOf = store.over(stretch);
    const rates = evaluateOver(measure.rate, stretch, seriesOf);
    // Over a minute an amount per minute is what was counted.
    const counts = stretch.period === minute ? rates : evaluateOver(measure.count, stretch, seriesOf);
    return { stretch, rates, counts };
  });
}

/** How full one quota was; the quota has today's value in the whole window. */
function useOf(
  target: TargetSettings,
  { kind, value }: Omit<QuotaUsage, "utilisation">,
  { region, stretches, now }: ReportFrame,
  store: SeriesStore,
): Pick<QuotaUsage, "utilisation" | "daily"> {
  if (!isMeasurable(kind) || stretches.length === 0) return { utilisation: null };
  if (isDaily(kind)) {
    const span = daySpan(stretches);
    const hours = evaluateOver(countedIn(usageOf(target, kind, region)), span, store.over(span));
    const end = stretches.at(-1)!.end;
    const { daily, utilisation } = dailyUse(span.start, hours, end, value);
    const past = now - end >= 3_600;
    return {
      daily: past ? { ...daily, exhaustedAt: null } : daily,
      utilisation: utilisation && past ? { ...utilisation, now: null } : utilisation,
    };
  }
  if (value === null) return { utilisation: null };
  const parts: Measured[] = [];
  for (const stretch of stretches) {
    const percents = percentsOver(target, kind, value, region, stretch, store.over(stretch));
    if (!percents) return { utilisation: null };
    parts.push({ stretch, rates: percents, counts: percents });
  }
  return { utilisation: utilisationOver(parts, now) };
}

function latencies(
  target: TargetSettings,
  ids: readonly string[],
  stretches: readonly Stretch[],
  store: SeriesStore,
  buckets: Buckets,
) {
  if (target.scope === "mantle" || stretches.length === 0) return [];
  const span = latencySpan(stretches);
  const seriesOf = store.over(span);
  return latencyMetrics.map((name) => {
    const figure = latencyOf(name, ids, span, seriesOf);
    return figure ? { figure, chart: latencyInBuckets(name, ids, span, seriesOf, buckets) } : undefined;
  });
}

function absentOf(target: TargetSettings, latency: unknown, firstToken: unknown): TargetUsage["absent"] {
  if (target.scope === "mantle") {
    const none = "bedrock-mantle has no such metric";
    return {
      tpm: "mantle has a quota for input and one for output",
      throttles: `${none}: throttling there can't be seen in CloudWatch`,
      cacheReadTokens: none,
      cacheWriteTokens: none,
      serverErrors: none,
      latency: none,
      timeToFirstToken: none,
    };
  }
  const { burndown } = target.model;
  return {
    ...(!hasBurndown(target) &&
      burndown.rate === "unknown" && { tpmByFormula: `the burndown rate is not documented: ${burndown.reason}` }),
    ...(!latency && { latency: "no data" }),
    ...(!firstToken && { timeToFirstToken: "no data: only streaming calls have it" }),
  };
}

/** Ids that used tokens of which EstimatedTPMQuotaUsage has nothing: it exists since March 2026, and not for every API. */
const uncountedIds = (profiles: readonly ProfileUsage[]): string[] =>
  profiles
    .filter(({ tokens, inputTokens, outputTokens }) => tokens === 0 && inputTokens + outputTokens > 0)
    .map(({ id }) => id);

const uncountedText = (ids: readonly string[]): string =>
  `CloudWatch has no EstimatedTPMQuotaUsage of ${ids.join(", ")}, which used tokens: how much of the quota that took can't be told`;

const untoldText = ({ kind, origin }: QuotaUsage): string =>
  origin === "none"
    ? `the account has no ${kind} quota of the expected code`
    : `the ${kind} quota could not be read, so its use can't be compared`;

/** The largest throttled periods, in order of time. */
function throttledAt(parts: readonly Measured[]): Charts["throttledAt"] {
  const found: Charts["throttledAt"] = [];
  for (const { stretch, counts } of parts) {
    for (let i = 0; i < counts.length; i++) {
      if (counts[i]! > 0) found.push([stretch.start + i * stretch.period, counts[i]!, stretch.period]);
    }
  }
  const most = 2_000;
  if (found.length <= most) return found;
  return found
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, most)
    .toSorted((a, b) => a[0] - b[0]);
}
