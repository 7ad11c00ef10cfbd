import { effectOfIgnoring } from "./effect.ts";
import { type Change, changeOf, changesOfKept, inOrder, keyedDiff, withEffect } from "./keyed-diff.ts";
import type { Feed, FeedQuota, FeedSum } from "./plan-types.ts";

interface QuotaEntry {
  metric: string;
  modelId: string;
  code: string;
  name: string;
}

/** Quotas that the publisher puts into CloudWatch, and how it does. */
export interface FeedDiff {
  added: QuotaEntry[];
  removed: QuotaEntry[];
  changed: { metric: string; modelId: string; changes: Change[] }[];
  settings: Change[];
}

export function diffFeed(before: Feed | undefined, after: Feed | undefined): FeedDiff {
  const key = ({ metric, modelId }: FeedQuota) => `${modelId} ${metric}`;
  const { added, removed, kept } = keyedDiff(before?.quotas ?? [], after?.quotas ?? [], key);
  const entry = ({ metric, modelId, code, name }: FeedQuota): QuotaEntry => ({ metric, modelId, code, name });
  return {
    added: added.map(entry),
    removed: removed.map(entry),
    changed: changesOfKept(kept, (one, other) => ({
      metric: one.metric,
      modelId: one.modelId,
      changes: [
        ...changeOf("code", one.code, other.code),
        ...changeOf("multiplier", one.multiplier, other.multiplier),
        ...changeOf("name", one.name, other.name),
      ],
    })),
    settings: before && after ? settingsOf(before, after) : [],
  };
}

function settingsOf(before: Feed, after: Feed): Change[] {
  const ignored = [before.uncounted?.ignore ?? [], after.uncounted?.ignore ?? []] as const;
  const bothLook = before.uncounted !== undefined && after.uncounted !== undefined;
  const sumText = ({ metric, modelId, over, terms }: FeedSum) => `${metric} ${modelId} of ${terms.length} by ${over}`;
  return [
    ...changeOf("namespace", before.namespace, after.namespace),
    ...changeOf("refresh, minutes", before.refreshMinutes, after.refreshMinutes),
    // Once the publisher is dead, every alarm on use is silent when the horizon has passed.
    ...changeOf("horizon, minutes", before.horizonMinutes, after.horizonMinutes).map((change) =>
      withEffect(change, after.horizonMinutes < before.horizonMinutes ? "less sensitive" : "more sensitive"),
    ),
    ...changeOf("added up", before.sums ?? [], after.sums ?? [], (sums) => inOrder(sums.map(sumText))),
    ...changeOf("look at use that no target counts", before.uncounted, after.uncounted, (look) =>
      look ? "on" : "off",
    ).map((change) => withEffect(change, after.uncounted ? "no longer silent" : "silent")),
    ...(bothLook
      ? changeOf("use that is left out of the look", ...ignored, inOrder).map((change) =>
          withEffect(change, effectOfIgnoring(...ignored)),
        )
      : []),
  ];
}
