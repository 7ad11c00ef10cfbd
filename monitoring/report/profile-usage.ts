import { type Expression, named, sum } from "../expression/expression.ts";
import { mantleCount, runtimeCount } from "../metrics.ts";
import type { TargetSettings } from "../settings.ts";
import type { ProfileUsage } from "./document.ts";
import { evaluateOver } from "./evaluate.ts";
import type { Measured } from "./figure.ts";
import type { SeriesStore } from "./series-store.ts";
import type { Stretch } from "./stretches.ts";

/** What is known of an id that draws on a quota. */
export interface IdFacts {
  name: string;
  kind: ProfileUsage["kind"];
  tags: Readonly<Record<string, string>>;
  /** the report was asked for by its name */
  asked?: true;
}

/** What an id used, with its tokens in each period: they make the shares and the charts. */
interface IdUse {
  usage: ProfileUsage;
  tokens: Measured[];
}

/** What each id used, most first. Ids without any traffic are left out, but for a target's only one and one that was asked for. */
export function profileUsages(
  target: TargetSettings,
  ids: readonly string[],
  stretches: readonly Stretch[],
  store: SeriesStore,
  facts: ReadonlyMap<string, IdFacts>,
): IdUse[] {
  const counted = (count: Expression<"count">): Measured[] =>
    stretches.map((stretch) => {
      const counts = evaluateOver(named("counted", "counted", count), stretch, store.over(stretch));
      return { stretch, counts, rates: counts };
    });
  const all = ids.map((id): IdUse => {
    const { tokens: tokenCount, ...counts } = target.scope === "mantle" ? mantleCounts(id) : runtimeCounts(id);
    const tokens = counted(tokenCount);
    const total = (count: Expression<"count"> | undefined) => (count ? totalOf(counted(count)) : 0);
    const known = facts.get(id);
    const usage: ProfileUsage = {
      id,
      name: known?.name ?? id,
      kind: known?.kind ?? "model",
      tags: { ...known?.tags },
      tokens: totalOf(tokens),
      invocations: total(counts.invocations),
      throttles: total(counts.throttles),
      inputTokens: total(counts.inputTokens),
      outputTokens: total(counts.outputTokens),
      cacheReadTokens: total(counts.cacheReadTokens),
      cacheWriteTokens: total(counts.cacheWriteTokens),
      share: 0,
      shareAtPeak: null,
      ...(known?.asked && { asked: true }),
    };
    return { usage, tokens };
  });
  const used = all.filter(
    ({ usage }) =>
      usage.asked || usage.tokens + usage.invocations + usage.throttles + usage.inputTokens + usage.outputTokens > 0,
  );
  return withShares(used.length > 0 ? used : all.slice(0, 1));
}

interface Counts extends Partial<Record<keyof ProfileUsage, Expression<"count">>> {
  tokens: Expression<"count">;
}

const runtimeCounts = (id: string): Counts => ({
  tokens: runtimeCount("EstimatedTPMQuotaUsage", id),
  invocations: runtimeCount("Invocations", id),
  throttles: runtimeCount("InvocationThrottles", id),
  inputTokens: runtimeCount("InputTokenCount", id),
  outputTokens: runtimeCount("OutputTokenCount", id),
  cacheReadTokens: runtimeCount("CacheReadInputTokenCount", id),
  cacheWriteTokens: runtimeCount("CacheWriteInputTokenCount", id),
});

const mantleCounts = (id: string): Counts => ({
  tokens: sum(mantleCount("TotalInputTokens", id), mantleCount("TotalOutputTokens", id)),
  invocations: mantleCount("Inferences", id),
  inputTokens: mantleCount("TotalInputTokens", id),
  outputTokens: mantleCount("TotalOutputTokens", id),
});

function totalOf(parts: readonly Measured[]): number {
  let total = 0;
  for (const { counts } of parts) for (const value of counts) if (!Number.isNaN(value)) total += value;
  return total;
}

/** Each id's share of all, and of the period in which all together were highest. */
function withShares(all: readonly IdUse[]): IdUse[] {
  const byTokens = all.some(({ usage }) => usage.tokens > 0);
  const amount = ({ usage }: IdUse) => (byTokens ? usage.tokens : usage.invocations);
  const whole = all.reduce((total, one) => total + amount(one), 0);
  const peak = peakOf(all.map(({ tokens }) => tokens));
  return all
    .map(({ usage, tokens }): IdUse => {
      const share = whole > 0 ? (100 * amount({ usage, tokens })) / whole : 0;
      if (!peak) return { usage: { ...usage, share }, tokens };
      const value = tokens[peak.part]!.counts[peak.index]!;
      const shareAtPeak = Number.isNaN(value) ? 0 : (100 * value) / peak.value;
      return { usage: { ...usage, share, shareAtPeak }, tokens };
    })
    .toSorted((a, b) => amount(b) - amount(a));
}

/** The period in which several series together are highest, per minute. */
function peakOf(all: readonly Measured[][]): { part: number; index: number; value: number } | undefined {
  let found: { part: number; index: number; value: number } | undefined;
  let highest = 0;
  for (const [part, { stretch, counts: first }] of (all[0] ?? []).entries()) {
    for (let index = 0; index < first.length; index++) {
      let value = 0;
      for (const parts of all) {
        const own = parts[part]!.counts[index]!;
        if (!Number.isNaN(own)) value += own;
      }
      const perMinute = value / (stretch.period / 60);
      if (perMinute > highest) {
        highest = perMinute;
        found = { part, index, value };
      }
    }
  }
  return found;
}
