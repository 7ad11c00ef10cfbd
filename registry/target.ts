import type { ModelId, ModelScopes } from "./ids.ts";

/**
 * One (model, scope), checked by the compiler: a misspelt model or a scope that no Region offers the model in does not
 * compile. Whether the stack's own Region offers it is checked with the rest of the stack's config.
 * @returns an entry for the config's list of models
 */
export function target<Model extends ModelId, Offered extends ModelScopes[Model]>(
  model: Model,
  scope: Offered,
): { model: Model; scopes: [Offered] } {
  return { model, scopes: [scope] };
}
