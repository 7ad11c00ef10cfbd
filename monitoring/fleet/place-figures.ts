import { isDaily } from "../../words/limit-kinds.ts";
import { kindLabels } from "../../words/words.ts";
import { type Expression, metricOf, sum } from "../expression/expression.ts";
import { inAccount } from "../expression/in-account.ts";
import { publisherMetrics, stackDimensions } from "../feed.ts";
import { quotaNamespace } from "../metrics.ts";
import { targetLabel } from "../target.ts";
import { quotaUses, watchedCountOf } from "../watched.ts";
import type { PlaceSettings } from "./settings.ts";

/** A use of a quota in a place, as the place's own alarms read it. */
export interface PlaceUse {
  /** "Claude Sonnet 5 (cross-region), tokens/min" */
  label: string;
  utilisation: Expression<"percent">;
}

/** Every use of a per-minute quota in a place. Daily quotas have another period and can't stand beside these. */
export const placeUses = ({ settings, accountId }: PlaceSettings): PlaceUse[] =>
  settings.targets.flatMap((target) =>
    quotaUses(target, settings)
      .filter(({ kind }) => !isDaily(kind))
      .map(({ kind, utilisation }) => ({
        label: `${targetLabel(target)}, ${kindLabels[kind]}`,
        utilisation: inAccount(utilisation, accountId),
      })),
  );

/** All throttled requests of a place; undefined where none of its targets has that metric (mantle). */
export function placeThrottles({ settings, accountId }: PlaceSettings): Expression<"count"> | undefined {
  const [first, ...rest] = settings.targets
    .filter(({ scope }) => scope !== "mantle")
    .map((target) => inAccount(watchedCountOf(target, settings, "InvocationThrottles"), accountId));
  return first && sum(first, ...rest);
}

/** How many runs of a place's publisher put every quota: its sign of life. */
export const placeRuns = ({ settings, accountId }: PlaceSettings): Expression<"count"> =>
  inAccount(
    metricOf("count", {
      namespace: quotaNamespace,
      name: publisherMetrics.runs,
      dimensions: stackDimensions(settings.stack),
      stat: "Sum",
    }),
    accountId,
  );
