import type { CatalogueModel } from "../../registry/catalogue-types.ts";
import { normalise } from "../../registry/normalise.ts";

/**
 * The models that a search finds by any part of their id, name or provider: letters in any case, and words as quota
 * names write them ("opus 4.5" finds anthropic.claude-opus-4-5-20251101-v1:0).
 */
export function searchModels(models: readonly CatalogueModel[], search: string): CatalogueModel[] {
  const text = search.trim().toLowerCase();
  const words = normalise(search);
  return models.filter(({ modelId, name, alsoNamed = [], provider }) => {
    const names = [modelId, name, ...alsoNamed, provider, `${provider} ${name}`];
    return names.some((one) => one.toLowerCase().includes(text) || (words !== "" && normalise(one).includes(words)));
  });
}
