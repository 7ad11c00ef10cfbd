import { type ApplicationProfile, discoverTargets, targetOf } from "../../monitoring/report/discover.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { nearest } from "../../registry/nearest.ts";
import { UserError } from "../../stacks/user-error.ts";
import { isSameVersion } from "../../stacks/why-unknown.ts";
import type { Registry } from "../../words/registry.ts";
import { type Scope, scopes } from "../../words/words.ts";
import type { FoundIds } from "./find-ids.ts";
import type { Account } from "./read-account.ts";

export interface Wish {
  /** model ids, or ids of profiles for one way of calling it; none: those in use */
  models: readonly string[];
  /** all that the Region offers, used or not */
  all: boolean;
}

export interface ChosenTargets {
  targets: TargetSettings[];
  unassigned: { id: string; namespace: string; why: string }[];
}

/**
 * The targets that a report is about.
 * @throws UserError for a model that the Region does not have, with a suggestion
 */
export function chooseTargets(wish: Wish, account: Account, { seen }: Pick<FoundIds, "seen">): ChosenTargets {
  const { registry } = account;
  const { targets: used, unassigned } = discoverTargets(
    registry,
    seen,
    account.applicationProfiles as readonly ApplicationProfile[] | undefined,
    account.systemProfiles,
  );
  const wanted = wish.models.map((text) => readWish(text, registry));
  if (wanted.length === 0 && !wish.all) return { targets: used, unassigned };
  const inUse = new Map(used.map((target) => [`${target.model.modelId} ${target.scope}`, target]));
  const targets = registry.models.flatMap((model) =>
    scopes.flatMap((scope) => {
      const offered = model.scopes[scope];
      if (!offered) return [];
      const target = inUse.get(`${model.modelId} ${scope}`);
      if (wanted.length === 0) return offered.quotas.length > 0 || target ? [target ?? targetOf(model, scope, [])] : [];
      const asked = wanted.some((one) => one.modelId === model.modelId && (one.scope ?? scope) === scope);
      return asked ? [target ?? targetOf(model, scope, [])] : [];
    }),
  );
  return { targets, unassigned: wanted.length === 0 ? unassigned : [] };
}

/** What a model argument means: a model, or one way of calling it. */
export function readWish(text: string, registry: Registry): { modelId: string; scope?: Scope } {
  for (const model of registry.models) {
    if (model.modelId === text) return { modelId: text };
    for (const scope of scopes) {
      if (model.scopes[scope]?.ids.includes(text)) return { modelId: model.modelId, scope };
    }
  }
  const ids = registry.models.flatMap(({ modelId, scopes: offered }) => [
    modelId,
    ...Object.values(offered).flatMap((one) => one.ids),
  ]);
  // Names that differ in a version are other models: Haiku 5.5 is no slip of Haiku 4.5.
  const near = nearest(text, new Set(ids)).filter((id) => isSameVersion(text, id));
  const meant = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
  throw new UserError(
    `"${text}" is no model that ${registry.region} offers${meant} (headroom quotas --region ${registry.region} lists them)`,
    3,
  );
}
