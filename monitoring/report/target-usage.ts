import { countedBy, isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import { minute } from "../../words/units.ts";

import type { Metric } from "../expression/expression.ts";
import { reservedKind } from "../reservation/kind.ts";
import type { TargetSettings } from "../settings.ts";
import { missingKinds, monitoredIds, scopeOf } from "../target.ts";
import { usageOf } from "../usage.ts";
import { type Buckets, bucketsOf, countsInBuckets, ratesInBuckets } from "./buckets.ts";
import { causesOf } from "./causes.ts";
import { dailySpans, dailyTokens, dailyUse } from "./daily.ts";
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
import { growthOver } from "./growth.ts";
import { latencyAsks, latencyInBuckets, latencyMetrics, latencyOf, latencySpan } from "./latency.ts";
import { countedIn, hasBurndown, type Measure, measuresOf, metricsIn } from "./measures.ts";
import { percentsOver } from "./percents.ts";
import { type IdFacts, profileUsages } from "./profile-usage.ts";
import { quotaNotes } from "./quota-notes.ts";
import { type QuotaReadings, quotaState } from "./quota-reading.ts";
import { type ReservationSeen, reservationUsage, reservationWanted } from "./reservation-usage.ts";
import type { SeriesStore } from "./series-store.ts";
import { noneText, severityOf } from "./severity.ts";
import { standingOf } from "./standing.ts";
import { stepsOf } from "./steps.ts";
import type { Stretch } from "./stretches.ts";
import { lastThrottled, throttledAt, throttledNow } from "./throttled.ts";
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
  /** how a target's reservation is seen; undefined: nobody looks at it */
  reservationOf?: (target: TargetSettings) => ReservationSeen | undefined;
}

/** One metric over one span: what must be read for a target. */
export interface Wanted {
  metric: Metric;
  span: Span;
}

/** Everything that a target's report is computed from. */
export function wantedFor(target: TargetSettings, frame: ReportFrame): Wanted[] {
  const seen = frame.reservationOf?.(target);
  return [...usageWanted(target, frame), ...(seen ? reservationWanted(target, seen, frame.stretches) : [])];
}

function usageWanted(target: TargetSettings, { region, stretches }: ReportFrame): Wanted[] {
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
  const { hours, rest } = dailySpans(stretches);
  const spans = [...(hours.start < hours.end ? [hours] : []), ...(rest ? [rest] : [])];
  const metrics = metricsIn(kinds.map((kind) => countedIn(usageOf(target, kind, region))));
  return spans.flatMap((span) => metrics.map((metric) => ({ metric, span })));
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
  const quotas = quotasOf(target, frame, store, isUncounted, uncounted);
  const throttles = figures.throttles?.total ?? 0;
  const unknown = quotas.find(({ kind, value }) => isMeasurable(kind) && value === null);
  const doubts = [...notes, ...(uncounted.length > 0 ? [uncountedText(uncounted)] : [])];
  const untold = doubts[0] ?? (unknown && untoldText(unknown));
  const isIdle = doubts.length === 0 && Object.values(figures).every(({ datapoints }) => datapoints === 0);
  const [latency, firstToken] = latencies(target, ids, stretches, store, buckets);
  const throttledParts = measured.get("throttles") ?? [];
  const judged = {
    ...(isIdle ? idle(quotas) : severityOf(quotas, throttles, untold, thresholds)),
    throttledNow: throttledNow(throttledParts, frame.now),
    lastThrottled: lastThrottled(throttledParts),
  };
  const seen = frame.reservationOf?.(target);
  const reservation = seen && reservationUsage(target, seen, stretches, store, reservedQuota(target, quotas));
  const told = {
    standing: standingOf(judged),
    quotas,
    figures,
    perProfile: perProfile.map(({ usage }) => usage),
    ...(reservation && { reservation }),
  };
  return {
    modelId: target.model.modelId,
    name: target.model.name,
    provider: target.model.provider,
    scope: target.scope,
    ids,
    ...judged,
    ...told,
    causes: causesOf(target, { ...told, because: judged.because }),
    steps: stepsOf(target, told, region),
    thresholds,
    missingKinds: missingKinds(target),
    absent: absentOf(target, latency?.figure, firstToken?.figure),
    throttleRate: throttleRate(target, figures),
    latency: latency?.figure ?? null,
    timeToFirstToken: firstToken?.figure ?? null,
    charts: {
      start: buckets.start,
      bucketSeconds: buckets.seconds,
      buckets: buckets.count,
      rates,
      latency: latency?.chart ?? null,
      timeToFirstToken: firstToken?.chart ?? null,
      tokensByProfile: tokensByProfile(perProfile, buckets),
      throttledAt: throttledAt(throttledParts),
    },
    notes: [...doubts, ...(isIdle ? [] : quotaNotes(target, quotas, throttles))],
  };
}

/** The quota that requests reserve from, as the account has it. */
const reservedQuota = (target: TargetSettings, quotas: readonly QuotaUsage[]): number | null =>
  quotas.find(({ kind }) => kind === reservedKind(target))?.value ?? null;

/**
 * @param isUncounted whether tokens were used of which AWS's figure has none: they are not "0 % of the quota"
 * @param uncounted ids that used such tokens: what the others used is not all, and no history to go on from
 */
const quotasOf = (
  target: TargetSettings,
  frame: ReportFrame,
  store: SeriesStore,
  isUncounted: boolean,
  uncounted: readonly string[],
): QuotaUsage[] =>
  scopeOf(target).quotas.map((quota) => {
    const state = quotaState(quota, frame.quotas, frame.region);
    const isOfTokens = isMeasurable(state.kind) && countedBy(state.kind) === "tokens";
    if (isUncounted && isOfTokens) return { ...state, utilisation: null };
    const { forecast, ...use } = useOf(target, state, frame, store);
    return { ...state, ...use, ...(forecast && !(isOfTokens && uncounted.length > 0) && { forecast }) };
  });

const tokensByProfile = (used: ReturnType<typeof profileUsages>, buckets: Buckets): Charts["tokensByProfile"] =>
  Object.fromEntries(
    used
      .filter(({ usage }) => usage.tokens > 0)
      .map(({ usage, tokens }) => [usage.id, countsInBuckets(tokens, buckets)]),
  );

/** Percent of what callers sent; throttled requests are no invocations. */
function throttleRate({ scope }: TargetSettings, { throttles, rpm }: TargetUsage["figures"]): number | null {
  const throttled = throttles?.total ?? 0;
  const requests = (rpm?.total ?? 0) + throttled;
  return scope === "mantle" || requests === 0 ? null : (100 * throttled) / requests;
}

const idle = (quotas: readonly QuotaUsage[]): Pick<TargetUsage, "severity" | "because"> => ({
  severity: "ok",
  because: ["not used in this window", noneText(quotas)].filter(Boolean).join("; "),
});

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
): Pick<QuotaUsage, "utilisation" | "daily" | "forecast"> {
  if (!isMeasurable(kind) || stretches.length === 0) return { utilisation: null };
  if (isDaily(kind)) {
    const counted = countedIn(usageOf(target, kind, region));
    const tokens = dailyTokens(stretches, (span) => evaluateOver(counted, span, store.over(span)));
    const { daily, utilisation } = dailyUse(tokens, value);
    const past = now - tokens.window.end >= 3_600;
    const forecast = growthOver(stretches, now, value, true, (stretch) =>
      evaluateOver(counted, stretch, store.over(stretch)),
    );
    return {
      ...(forecast && { forecast }),
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
  // Percents are what the quota's use is read in here: the whole quota is 100. One of 0 is never reached, nor had.
  const forecast = growthOver(stretches, now, value === 0 ? null : 100, false, (_, index) => perPeriod(parts[index]!));
  return { utilisation: utilisationOver(parts, now), ...(forecast && { forecast }) };
}

/** Rates of a minute as what was counted in a period of minutes. */
const perPeriod = ({ stretch, rates }: Measured): Float64Array =>
  stretch.period === minute ? rates : rates.map((rate) => (rate * stretch.period) / minute);

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
