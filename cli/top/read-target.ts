import type { TargetThresholds } from "../../monitoring/report/document.ts";
import { evaluateOver, type Span } from "../../monitoring/report/evaluate.ts";
import { measuresOf, metricsIn } from "../../monitoring/report/measures.ts";
import { percentsOver } from "../../monitoring/report/percents.ts";
import { type IdFacts, profileUsages } from "../../monitoring/report/profile-usage.ts";
import { type QuotaReadings, quotaState } from "../../monitoring/report/quota-reading.ts";
import { type SeriesStore, seriesStore } from "../../monitoring/report/series-store.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds, scopeOf } from "../../monitoring/target.ts";
import { countedBy, isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import type { RegistryQuota } from "../../words/registry.ts";
import { minute } from "../../words/units.ts";
import type { DayUse } from "./day-use.ts";
import { type Drawer, type Now, type Throttles, type TopQuota, type TopTarget, throttleMinutes } from "./reading.ts";
import type { Rolling } from "./rolling.ts";

/** What a place's targets are read with, beside their series. */
export interface TargetFrame {
  region: string;
  quotas: QuotaReadings;
  facts: ReadonlyMap<string, IdFacts>;
  thresholdsOf: (target: TargetSettings) => TargetThresholds;
  /** of daily quotas, by "<modelId> <scope> <kind>" */
  days: ReadonlyMap<string, DayUse>;
}

const shownMeasures: ReadonlySet<string> = new Set(["tpm", "rpm", "inputTokens", "outputTokens", "throttles"]);

/** Every metric that a target's row is made of. Input and output tokens count on mantle alone. */
export const metricsFor = (target: TargetSettings, region: string) =>
  metricsIn(
    measuresOf(target, region)
      .filter(({ name }) => shownMeasures.has(name) && (target.scope === "mantle" || !/putTokens$/.test(name)))
      .map(({ count }) => count),
  );

/** The window as the report's expressions take it. */
export function windowOf({ end, series }: Rolling): { span: Stretch; store: SeriesStore } {
  const minutes = series.values().next().value?.values.length ?? 0;
  const span: Stretch = { start: end - minutes * minute, end, period: minute as Stretch["period"] };
  const store = seriesStore();
  for (const { metric, values } of series.values()) store.put(span, metric, values);
  return { span, store };
}

/** How a target stands. */
export function readTarget(
  target: TargetSettings,
  { region, quotas, facts, thresholdsOf, days }: TargetFrame,
  { span, store }: { span: Stretch; store: SeriesStore },
  settled: number,
): TopTarget {
  const drawers = drawersOf(target, region, span, store, facts);
  const uncounted =
    target.scope === "mantle" ? [] : drawers.filter(({ tokens, requests }) => tokens === 0 && requests > 0);
  const untoldTokens =
    uncounted.length === 0
      ? undefined
      : `CloudWatch has no EstimatedTPMQuotaUsage of ${uncounted.map(({ id }) => id).join(", ")}, which had requests`;
  const isUntold = untoldTokens !== undefined && drawers.every(({ tokens }) => tokens === 0);
  const read = (quota: RegistryQuota): TopQuota => {
    const { kind, code, name, awsValue, multiplier, value, origin, adjustable, url } = quotaState(
      quota,
      quotas,
      region,
    );
    const state = { kind, code, name, awsValue, multiplier, value, origin, adjustable, url };
    const untold = (note: string): TopQuota => ({ ...state, percents: null, now: null, peak: null, note });
    if (!isMeasurable(kind)) return untold("no metric tells its use");
    if (value === null) return untold(origin === "none" ? "not in this account" : "its value could not be read");
    if (isDaily(kind)) {
      const day = days.get(`${target.model.modelId} ${target.scope} ${kind}`);
      if (!day) return untold("today's use could not be read");
      return { ...state, percents: null, now: { ...day, complete: true }, peak: null, note: "since midnight UTC" };
    }
    const isTokens = countedBy(kind) === "tokens";
    if (isUntold && isTokens) return untold(untoldTokens);
    const percents = percentsOver(target, kind, value, region, span, store.over(span));
    if (!percents) return untold("no metric tells its use");
    return {
      ...state,
      percents: Array.from(percents, (one) => (Number.isNaN(one) ? null : one)),
      now: nowOf(percents, span, settled),
      peak: highestIn(percents, span),
      note: noteOf(value, isTokens ? untoldTokens : undefined),
    };
  };
  return {
    modelId: target.model.modelId,
    name: target.model.name,
    scope: target.scope,
    thresholds: thresholdsOf(target),
    quotas: scopeOf(target).quotas.map(read),
    throttles: throttlesOf(target, region, span, store),
    drawers,
  };
}

const noteOf = (value: number, untold: string | undefined): string | null =>
  value === 0 ? "the account's quota is 0: ask for it" : (untold ?? null);

/** The newest whole minute, an idle one as 0; a newer one in its place where what is there of it is already more. */
function nowOf(percents: Float64Array, span: Span, settled: number): Now {
  const index = Math.max(0, (settled - span.start) / span.period);
  const whole = percents[index] ?? Number.NaN;
  let now: Now = { percent: Number.isNaN(whole) ? 0 : whole, at: settled, complete: true };
  for (let i = index + 1; i < percents.length; i++) {
    if (percents[i]! > now.percent) now = { percent: percents[i]!, at: span.start + i * span.period, complete: false };
  }
  return now;
}

function highestIn(percents: Float64Array, span: Span): TopQuota["peak"] {
  let peak: TopQuota["peak"] = null;
  for (const [index, percent] of percents.entries()) {
    if (percent > (peak?.percent ?? -1)) peak = { percent, at: span.start + index * span.period };
  }
  return peak;
}

function throttlesOf(target: TargetSettings, region: string, span: Span, store: SeriesStore): Throttles | null {
  const measure = measuresOf(target, region).find(({ name }) => name === "throttles");
  if (!measure) return null;
  const counts = evaluateOver(measure.rate, span, store.over(span));
  const found: Throttles = { recent: 0, hour: 0, lastAt: null };
  for (const [index, count] of counts.entries()) {
    if (!(count > 0)) continue;
    found.hour += count;
    if (index >= counts.length - throttleMinutes) found.recent += count;
    found.lastAt = span.start + index * span.period;
  }
  return found;
}

const drawersOf = (
  target: TargetSettings,
  region: string,
  span: Stretch,
  store: SeriesStore,
  facts: ReadonlyMap<string, IdFacts>,
): Drawer[] =>
  profileUsages(target, monitoredIds(target, region), [span], store, facts)
    .map(({ usage }) => ({
      id: usage.id,
      name: usage.name,
      isApplicationProfile: usage.kind === "application-profile",
      share: usage.share,
      tokens: usage.tokens,
      requests: usage.invocations,
      throttles: usage.throttles,
    }))
    .filter(({ tokens, requests, throttles }) => tokens + requests + throttles > 0);
