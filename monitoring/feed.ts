import { crossModelKind, feedMetricOf, isMeasurable } from "../words/limit-kinds.ts";
import { limits } from "./limits.ts";
import { mantleNamespace, quotaNamespace, runtimeNamespace } from "./metrics.ts";
import type { Feed, FeedQuota, FeedUncounted } from "./plan-types.ts";
import type { MonitoringSettings } from "./settings.ts";
import { monitoredIds, ownId, scopeOf } from "./target.ts";

/** Value of dimension ModelId for the quota that covers all models together. */
export const allModels = "all-models";

/** What the publisher says of itself, a metric each; none has another dimension than Stack. One metric says one thing. */
export const publisherMetrics = {
  /** 1 for each run that put every quota it has, in the minute that the run was for */
  runs: "PublisherRuns",
  /** minutes since the last good reading of the configured quota that was read longest ago */
  age: "QuotaAgeMinutes",
  /** how many configured quotas have no value: the account lacks them, or they could never be read */
  withoutValue: "QuotasWithoutValue",
  /** how many changes and faults people could not be told of */
  untold: "UntoldChanges",
  /** how many ids have use that no target of the stack counts */
  uncounted: "UncountedModelIds",
} as const;

/** Put once for an id that people were told is used and not counted: what a new environment knows it by. Dimension ModelId. */
export const toldUncountedMetric = "ToldUncounted";

/** Minutes between two looks at which ids have use. CloudWatch lists a new metric up to 15 minutes late (API ListMetrics): together under half an hour. */
export const lookMinutes = 10;
/** ListMetrics of one look: calls and throttles of bedrock-runtime, calls of mantle; each a page of up to 500 ids. */
export const listsPerLook = 3;

/**
 * Minutes after the due time of a reading from which a quota counts as stale. A due reading that fails is tried again
 * every minute: one or two failures are no news, and people are told within five minutes.
 */
export const staleMargin = 3;

/** Dimensions of the publisher's own metrics. */
export const stackDimensions = (stack: string) => ({ Stack: stack });
/** Dimensions of a published quota. */
export const quotaDimensions = (stack: string, modelId: string) => ({ Stack: stack, ModelId: modelId });

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
    add({ metric: feedMetricOf(kind), modelId: allModels, kind, code, name, multiplier: 1, shownOnly: true });
  }
  return {
    namespace: quotaNamespace,
    stack: settings.stack,
    refreshMinutes: settings.publisher.refreshMinutes,
    horizonMinutes: settings.publisher.horizonMinutes,
    quotas: [...quotas.values()],
    ...(settings.publisher.uncounted && { uncounted: uncountedOf(settings, settings.publisher.uncounted.ignore) }),
  };
}

/** The ids that the stack's targets count, whether or not they have alarms. */
function uncountedOf({ targets, region }: MonitoringSettings, ignore: readonly string[]): FeedUncounted {
  const ids = (namespace: string) =>
    targets
      .filter(({ scope }) => (scope === "mantle" ? mantleNamespace : runtimeNamespace) === namespace)
      .flatMap((target) => monitoredIds(target, region));
  const counted = Object.fromEntries(
    [runtimeNamespace, mantleNamespace].map((namespace) => [namespace, [...new Set(ids(namespace))]]),
  );
  return { counted, ignore: [...ignore] };
}

/** How many metrics a feed is: its quotas, the sums, and the publisher's own. */
export const feedMetricCount = (feed: Feed): number => steadyMetrics(feed) + (feed.sums?.length ?? 0);

const steadyMetrics = ({ quotas, uncounted }: Feed): number =>
  quotas.length + Object.keys(publisherMetrics).length - (uncounted ? 0 : 1);

/** How many PutMetricData calls a steady minute of a feed takes. The sums have one of their own, so that neither waits for the other. */
export const putsPerMinute = (feed: Feed): number =>
  Math.ceil(steadyMetrics(feed) / limits.metricsPerPut) + Math.ceil((feed.sums?.length ?? 0) / limits.metricsPerPut);
