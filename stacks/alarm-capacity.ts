import { limits } from "../monitoring/limits.ts";
import type { Consumption } from "../monitoring/settings.ts";
import type { Scope } from "../words/words.ts";

/** What decides how many metrics a target's largest alarm reads. */
export interface AlarmLoad {
  scope: Scope;
  /** how many ids the scope has of its own: the model's, or one per geographic profile */
  ownIds: number;
  consumption: Consumption;
  /** whether the target has an alarm on its share of server errors */
  serverErrors: boolean;
}

/**
 * How many application profiles a target can have, so that each of its alarms stays within AWS's limit of
 * `limits.metricsPerAlarm` metrics.
 *
 * A usage alarm reads the quota (1 metric) and for each id 1 (estimated: EstimatedTPMQuotaUsage) or 3 (formula:
 * InputTokenCount, CacheWriteInputTokenCount, OutputTokenCount). A server-error alarm reads 2 for each id
 * (InvocationServerErrors, Invocations) and no quota. An on-demand model counts twice: calls made by the foundation
 * model's ARN are a series of their own (see `monitoredIds` in monitoring/target.ts).
 * @returns below 0 when the target does not fit even without any application profile
 */
export function mostApplicationProfiles({ scope, ownIds, consumption, serverErrors }: AlarmLoad): number {
  const quotaMetrics = 1;
  const perId = consumption === "formula" ? 3 : 1;
  const ids = Math.min(
    Math.floor((limits.metricsPerAlarm - quotaMetrics) / perId),
    serverErrors ? Math.floor(limits.metricsPerAlarm / 2) : Number.POSITIVE_INFINITY,
  );
  return ids - (scope === "on-demand" ? ownIds * 2 : ownIds);
}
