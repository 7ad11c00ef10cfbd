import type { Registry, RegistryModel } from "../words/registry.ts";
import { globalPrefix, type KnownIds } from "./model-id.ts";

/** What the shipped registries say beyond the stack's own Region. */
export interface Elsewhere extends KnownIds {
  /** Regions that offer a model, by its id or a profile's id */
  offered: ReadonlyMap<string, readonly string[]>;
  /** models by id, of whatever Region has them */
  models: ReadonlyMap<string, RegistryModel>;
}

/** Looks in every Region's registry, for names that the stack's own does not know. */
export function readElsewhere(
  registry: Registry,
  regions: readonly string[],
  registryFor: (region: string) => Registry,
): Elsewhere {
  const offered = new Map<string, string[]>();
  const models = new Map(registry.models.map((model) => [model.modelId, model]));
  const prefixes = new Set(registry.geographicPrefixes);
  for (const region of regions.filter((candidate) => candidate !== registry.region)) {
    const other = registryFor(region);
    for (const prefix of other.geographicPrefixes) prefixes.add(prefix);
    for (const model of other.models) {
      if (!models.has(model.modelId)) models.set(model.modelId, model);
      const ids = new Set([model.modelId, ...Object.values(model.scopes).flatMap((scope) => scope.ids)]);
      for (const id of ids) {
        const found = offered.get(id);
        if (found) found.push(region);
        else offered.set(id, [region]);
      }
    }
  }
  const vendors = new Set([...models.keys()].map((id) => id.slice(0, id.indexOf("."))));
  vendors.delete(globalPrefix);
  return { offered, models, vendors, prefixes };
}
