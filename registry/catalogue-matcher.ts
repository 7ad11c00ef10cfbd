import type { Catalogue } from "./catalogue-types.ts";
import { type Matcher, matcher } from "./match.ts";
import { namesByModel } from "./merge-models.ts";
import { overrides } from "./overrides.ts";

/** Finds the model of a quota's label among the catalogue's, as a rebuild of the registry would. */
export function catalogueMatcher(catalogue: Catalogue): Matcher {
  const names = namesByModel(catalogue, []);
  return matcher(
    catalogue.models.map(({ modelId, provider }) => ({ modelId, provider, names: [...(names.get(modelId) ?? [])] })),
    overrides,
  );
}
