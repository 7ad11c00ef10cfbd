import { type Expression, named } from "../expression/expression.ts";
import { mantleCount, runtimeCount } from "../metrics.ts";
import { evaluateOver, type Span } from "../report/evaluate.ts";
import type { IdFacts } from "../report/profile-usage.ts";
import type { SeriesStore } from "../report/series-store.ts";
import type { TargetSettings } from "../settings.ts";
import { monitoredIds } from "../target.ts";
import type { Burst } from "./bursts.ts";
import type { Cause } from "./causes.ts";

/** What an id that draws on the target's quotas had in the minutes of a burst. */
export interface Drawer {
  /** value of dimension ModelId (Model on mantle) */
  id: string;
  name: string;
  tags: Readonly<Record<string, string>>;
  /** percent of what all ids drew: of requests where the quota of requests is the cause, else of tokens */
  share: number;
  tokens: number;
  requests: number;
  throttled: number;
}

/** Who drew most in a burst's minutes, most first; ids that drew and were refused nothing are left out. */
export function drawersOf(
  target: TargetSettings,
  region: string,
  burst: Burst,
  cause: Cause | null,
  { span, store, facts }: { span: Span; store: SeriesStore; facts: ReadonlyMap<string, IdFacts> },
): Drawer[] {
  const total = (count: Expression<"count"> | undefined): number => {
    if (!count) return 0;
    const values = evaluateOver(named("counted", "counted", count), span, store.over(span));
    let sum = 0;
    for (let index = burst.from; index < burst.to; index++) sum += values[index] || 0;
    return sum;
  };
  const all = monitoredIds(target, region).map((id) => {
    const counts = target.scope === "mantle" ? ofMantle(id) : ofRuntime(id);
    const known = facts.get(id);
    return {
      id,
      name: known?.name ?? id,
      tags: { ...known?.tags },
      tokens: counts.tokens.reduce((sum, count) => sum + total(count), 0),
      requests: total(counts.requests),
      throttled: total(counts.throttled),
    };
  });
  const used = all.filter(({ tokens, requests, throttled }) => tokens + requests + throttled > 0);
  const amounts = [
    ...(cause === "requests" ? [] : [(one: (typeof all)[number]) => one.tokens]),
    (one: (typeof all)[number]) => one.requests,
    (one: (typeof all)[number]) => one.throttled,
  ];
  const of = amounts.find((amount) => used.some((one) => amount(one) > 0));
  const whole = used.reduce((sum, one) => sum + (of?.(one) ?? 0), 0);
  return used
    .map((one) => ({ ...one, share: whole > 0 ? (100 * (of?.(one) ?? 0)) / whole : 0 }))
    .toSorted((a, b) => b.share - a.share || b.throttled - a.throttled);
}

const ofRuntime = (id: string) => ({
  tokens: [runtimeCount("EstimatedTPMQuotaUsage", id)],
  requests: runtimeCount("Invocations", id),
  throttled: runtimeCount("InvocationThrottles", id),
});

const ofMantle = (id: string) => ({
  tokens: [mantleCount("TotalInputTokens", id), mantleCount("TotalOutputTokens", id)],
  requests: mantleCount("Inferences", id),
  throttled: undefined,
});
