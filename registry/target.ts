import type { Scope } from "../words/words.ts";
import type { ModelId, ModelScopes } from "./ids.ts";

type Missing<Model extends ModelId> = Model extends unknown ? Exclude<Scope, ModelScopes[Model]> : never;
/** The scopes of a model; of several models, those that all of them have. */
type Offered<Model extends ModelId> = Exclude<Scope, Missing<Model>>;

/**
 * One (model, scope), checked by the compiler: a misspelt model or a scope that no Region offers the model in does not
 * compile. Whether the stack's own Region offers it is checked with the rest of the stack's config.
 * @returns an entry for the config's list of models
 */
export function target<Model extends ModelId, OneScope extends Offered<Model>>(
  model: Model,
  scope: OneScope,
): { model: Model; scopes: [OneScope] } {
  return { model, scopes: [scope] };
}
