import { crossModelKind, feedMetricOf, isMeasurable } from "../words/limit-kinds.ts";
import { limits } from "./limits.ts";
import { quotaNamespace } from "./metrics.ts";
import type { Feed, FeedQuota } from "./plan-types.ts";
import type { MonitoringSettings } from "./settings.ts";
import { ownId, scopeOf } from "./target.ts";

/** Value of dimension ModelId for the quota that covers all models together. */
export const allModels = "all-models";

/** 1 in each minute in which the published quotas are as fresh as they should be. */
export const heartbeatMetric = "QuotaHeartbeat";
/** How many configured quotas the account does not have. */
export const missingQuotasMetric = "MissingQuotas";

/** What the publisher must put into CloudWatch every minute: each quota once, in a fixed order. */
export function feedOf(settings: MonitoringSettings): Feed {
  const quotas = new Map<string, FeedQuota>();
  const add = (quota: FeedQuota) => quotas.set(`${quota.metric} ${quota.modelId}`, quota);
  for (const target of settings.targets) {
    for (const { kind, code, name, multiplier } of scopeOf(target).quotas) {
      if (!isMeasurable(kind)) continue;
      add({ metric: feedMetricOf(kind), modelId: ownId(target), kind, code, name, multiplier });
    }
  }
  if (settings.crossModelDaily) {
    const { code, name } = settings.crossModelDaily;
    const kind = crossModelKind;
    add({ metric: feedMetricOf(kind), modelId: allModels, kind, code, name, multiplier: 1 });
  }
  return {
    namespace: quotaNamespace,
    refreshMinutes: settings.publisher.refreshMinutes,
    quotas: [...quotas.values()],
  };
}

/** How many PutMetricData calls one minute of a feed takes: its quotas, the heartbeat and the count of missing ones. */
export const putsPerMinute = (feed: Feed): number => Math.ceil((feed.quotas.length + 2) / limits.metricsPerPut);
