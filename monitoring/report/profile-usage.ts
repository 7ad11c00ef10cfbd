import { type Metric, named, sum } from "../expression/expression.ts";
import { mantleCount, mantleNamespace, runtimeCount, runtimeNamespace } from "../metrics.ts";
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
}

/** What each id used. Ids without any traffic are left out, but for a target's only one. */
export function profileUsages(
  target: TargetSettings,
  ids: readonly string[],
  stretches: readonly Stretch[],
  store: SeriesStore,
  facts: ReadonlyMap<string, IdFacts>,
): { usage: ProfileUsage; tokens: Measured[] }[] {
  const onMantle = target.scope === "mantle";
  const countOf = (metric: Metric): Measured[] =>
    stretches.map((stretch) => {
      const counts = store.over(stretch)(metric) ?? new Float64Array(0);
      return { stretch, counts, rates: counts };
    });
  const total = (parts: readonly Measured[]): number => {
    let sum = 0;
    for (const { counts } of parts) for (const value of counts) if (!Number.isNaN(value)) sum += value;
    return sum;
  };
  const runtime = (name: string, id: string): Metric => ({
    namespace: runtimeNamespace,
    name,
    dimensions: { ModelId: id },
    stat: "Sum",
  });
  const mantle = (name: string, id: string): Metric => ({
    namespace: mantleNamespace,
    name,
    dimensions: { Model: id },
    stat: "Sum",
  });
  const tokensOf = (id: string): Measured[] => {
    const used = onMantle
      ? sum(mantleCount("TotalInputTokens", id), mantleCount("TotalOutputTokens", id))
      : runtimeCount("EstimatedTPMQuotaUsage", id);
    return stretches.map((stretch) => {
      const counts = evaluateOver(named("counted", "counted", used), stretch, store.over(stretch));
      return { stretch, counts, rates: counts };
    });
  };

  const all = ids.map((id) => {
    const tokens = tokensOf(id);
    const of = (name: string) => total(countOf(onMantle ? mantle(name, id) : runtime(name, id)));
    const known = facts.get(id);
    return {
      tokens,
      usage: {
        id,
        name: known?.name ?? id,
        kind: known?.kind ?? "model",
        tags: { ...known?.tags },
        tokens: total(tokens),
        invocations: of(onMantle ? "Inferences" : "Invocations"),
        throttles: onMantle ? 0 : of("InvocationThrottles"),
        inputTokens: of(onMantle ? "TotalInputTokens" : "InputTokenCount"),
        outputTokens: of(onMantle ? "TotalOutputTokens" : "OutputTokenCount"),
        cacheReadTokens: onMantle ? 0 : of("CacheReadInputTokenCount"),
        cacheWriteTokens: onMantle ? 0 : of("CacheWriteInputTokenCount"),
        share: 0,
        shareAtPeak: null as number | null,
      } satisfies ProfileUsage,
    };
  });
  const used = all.filter(({ usage }) => usage.tokens + usage.invocations + usage.throttles + usage.inputTokens > 0);
  const shown = used.length > 0 ? used : all.slice(0, 1);
  const byTokens = shown.some(({ usage }) => usage.tokens > 0);
  const amount = ({ usage }: (typeof all)[number]) => (byTokens ? usage.tokens : usage.invocations);
  const whole = shown.reduce((sum, one) => sum + amount(one), 0);
  const peak = peakOf(shown.map(({ tokens }) => tokens));
  for (const one of shown) {
    one.usage.share = whole > 0 ? (100 * amount(one)) / whole : 0;
    if (peak) {
      const value = one.tokens[peak.part]!.counts[peak.index]!;
      one.usage.shareAtPeak = Number.isNaN(value) ? 0 : (100 * value) / peak.value;
    }
  }
  return shown.toSorted((a, b) => amount(b) - amount(a));
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
