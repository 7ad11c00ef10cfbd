import { isVersionOne, namesInId, normalise } from "./normalise.ts";
import type { Override } from "./overrides.ts";

/** A model that a quota can be of, under every name known for it. */
export interface MatchableModel {
  modelId: string;
  provider: string;
  /** AWS's names for the model and for its inference profiles, without the profile's geography */
  names: readonly string[];
}

/** Which model a quota's label means; never the nearest one. */
export type Match =
  | { status: "matched"; modelId: string; reason: string }
  | { status: "ambiguous"; candidates: readonly string[] }
  | { status: "unknown" };

/** Finds the model of a label; made once for a set of models. */
export type Matcher = (label: string) => Match;

/** How quota names write a provider, where it is neither the provider's name nor the id's first part. */
const otherSpellings: Readonly<Record<string, readonly string[]>> = {
  TwelveLabs: ["Twelve Labs"],
  Writer: ["Writer AI"],
};

/** Every normalised spelling of a model: with and without its provider in front. */
function spellings(model: MatchableModel): Set<string> {
  const providers = [
    model.provider,
    model.modelId.slice(0, model.modelId.indexOf(".")),
    ...(otherSpellings[model.provider] ?? []),
  ].map(normalise);
  const named = model.names.map(normalise);
  const names = [
    ...named,
    ...(isVersionOne(model.modelId) ? named.map((name) => `${name} v 1`) : []),
    ...namesInId(model.modelId),
  ];
  const bare = names.flatMap((name) => [
    name,
    ...providers
      .filter((provider) => name.startsWith(`${provider} `))
      .map((provider) => name.slice(provider.length + 1)),
  ]);
  return new Set(bare.flatMap((name) => [name, ...providers.map((provider) => `${provider} ${name}`)]));
}

/**
 * Prepares to match labels: a label means a model when one of the model's spellings is the same text.
 * @param models the candidates, in any order: the answers don't depend on it
 * @param overrides labels that are settled by hand, each with its reason
 */
export function matcher(models: readonly MatchableModel[], overrides: readonly Override[]): Matcher {
  const idsBySpelling = new Map<string, Set<string>>();
  for (const model of models) {
    for (const spelling of spellings(model)) {
      const ids = idsBySpelling.get(spelling);
      if (ids) ids.add(model.modelId);
      else idsBySpelling.set(spelling, new Set([model.modelId]));
    }
  }
  const settled = new Map(overrides.map((override) => [normalise(override.label), override]));
  const known = new Set(models.map(({ modelId }) => modelId));

  return (label) => {
    const spelling = normalise(label);
    const override = settled.get(spelling);
    if (override) {
      return known.has(override.modelId)
        ? { status: "matched", modelId: override.modelId, reason: override.reason }
        : { status: "unknown" };
    }
    const candidates = [...(idsBySpelling.get(spelling) ?? [])].sort();
    if (candidates.length === 0) return { status: "unknown" };
    if (candidates.length > 1) return { status: "ambiguous", candidates };
    return { status: "matched", modelId: candidates[0]!, reason: "same name" };
  };
}
