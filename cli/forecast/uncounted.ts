import { runtimeMetric } from "../../monitoring/metrics.ts";
import type { SeriesStore } from "../../monitoring/report/series-store.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { Wanted } from "../../monitoring/report/target-usage.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds, scopeOf } from "../../monitoring/target.ts";
import { countedBy, isMeasurable } from "../../words/limit-kinds.ts";
import { hour } from "../../words/units.ts";

/*
 * EstimatedTPMQuotaUsage, which quotas of tokens are compared with, exists since March 2026 and not for every API. An id
 * that used tokens and has none of it is not "not used", and what the others used is not all: docs/usage.md, Utilisation.
 */

const tokensOf = (id: string) => runtimeMetric("InputTokenCount", id, "Sum");

/** The whole window by the hour: whether there were any is all that is asked. */
const spanOf = (stretches: readonly Stretch[]) => ({
  start: Math.floor(stretches[0]!.start / hour) * hour,
  end: Math.ceil(stretches.at(-1)!.end / hour) * hour,
  period: hour,
});

const countsTokens = (target: TargetSettings): boolean =>
  scopeOf(target).quotas.some(({ kind }) => isMeasurable(kind) && countedBy(kind) === "tokens");

/** What must be read to know. @param stretches at least one */
export const tokensWanted = (target: TargetSettings, region: string, stretches: readonly Stretch[]): Wanted[] =>
  countsTokens(target)
    ? monitoredIds(target, region).map((id) => ({ metric: tokensOf(id), span: spanOf(stretches) }))
    : [];

/** Ids that used tokens of which EstimatedTPMQuotaUsage has nothing. */
export function uncountedIds(
  target: TargetSettings,
  region: string,
  stretches: readonly Stretch[],
  store: SeriesStore,
): string[] {
  if (!countsTokens(target)) return [];
  return monitoredIds(target, region).filter((id) => {
    const tokens = store.over(spanOf(stretches))(tokensOf(id));
    if (!tokens?.some((value) => value > 0)) return false;
    const metric = runtimeMetric("EstimatedTPMQuotaUsage", id, "Sum");
    return stretches.every((stretch) => store.over(stretch)(metric) === undefined);
  });
}

export const doubtOf = (ids: readonly string[]): { because: string; needs: string } => ({
  because: `CloudWatch has no EstimatedTPMQuotaUsage of ${ids.join(", ")}, which used tokens`,
  needs: "that metric",
});
