import { evaluateOver, type Span } from "../../monitoring/report/evaluate.ts";
import { measuresOf, metricsIn } from "../../monitoring/report/measures.ts";
import { type IdFacts, profileUsages } from "../../monitoring/report/profile-usage.ts";
import { type SeriesStore, seriesStore } from "../../monitoring/report/series-store.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds, scopeOf } from "../../monitoring/target.ts";
import { minute } from "../../words/units.ts";
import { readQuota, type TargetFrame, type Uncounted, type Window } from "./read-quota.ts";
import { type Drawer, type Throttles, type TopTarget, throttleMinutes } from "./reading.ts";
import type { Rolling } from "./rolling.ts";

const shownMeasures: ReadonlySet<string> = new Set(["tpm", "rpm", "inputTokens", "outputTokens", "throttles"]);

/** Every metric that a target's row is made of. Input and output tokens count on mantle alone. */
export const metricsFor = (target: TargetSettings, region: string) =>
  metricsIn(
    measuresOf(target, region)
      .filter(({ name }) => shownMeasures.has(name) && (target.scope === "mantle" || !/putTokens$/.test(name)))
      .map(({ count }) => count),
  );

/** The window as the report's expressions take it. */
export function windowOf({ end, series, settled }: Rolling): Window {
  const minutes = series.values().next().value?.values.length ?? 0;
  const span: Stretch = { start: end - minutes * minute, end, period: minute as Stretch["period"] };
  const store = seriesStore();
  for (const { metric, values } of series.values()) store.put(span, metric, values);
  return { span, store, settled };
}

/** How a target stands. */
export function readTarget(target: TargetSettings, frame: TargetFrame, window: Window): TopTarget {
  const { region, facts, thresholdsOf } = frame;
  const { span, store } = window;
  const drawers = drawersOf(target, region, span, store, facts);
  const uncounted = uncountedIn(target, drawers);
  return {
    modelId: target.model.modelId,
    name: target.model.name,
    scope: target.scope,
    thresholds: thresholdsOf(target),
    quotas: scopeOf(target).quotas.map((quota) => readQuota(target, quota, frame, window, uncounted)),
    throttles: throttlesOf(target, region, span, store),
    drawers,
  };
}

/** Which ids had requests without any tokens: CloudWatch has no EstimatedTPMQuotaUsage of theirs. */
function uncountedIn({ scope }: TargetSettings, drawers: readonly Drawer[]): Uncounted | undefined {
  if (scope === "mantle") return undefined;
  const without = drawers.filter(({ tokens, requests }) => tokens === 0 && requests > 0);
  if (without.length === 0) return undefined;
  const ids = without.map(({ id }) => id).join(", ");
  return {
    note: `CloudWatch has no EstimatedTPMQuotaUsage of ${ids}, which had requests`,
    isAll: drawers.every(({ tokens }) => tokens === 0),
  };
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
