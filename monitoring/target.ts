import { expectedKinds } from "../words/limit-kinds.ts";
import type { RegistryQuota, RegistryScope } from "../words/registry.ts";
import type { LimitKind } from "../words/words.ts";
import { partitionOf } from "./console.ts";
import type { TargetSettings } from "./settings.ts";

/** @throws RangeError when the registry doesn't offer the target; the config's reader has checked that before */
export function scopeOf(target: TargetSettings): RegistryScope {
  const scope = target.model.scopes[target.scope];
  if (!scope) throw new RangeError(`${target.model.modelId} is not offered as ${target.scope}`);
  return scope;
}

export const quotaOf = (target: TargetSettings, kind: LimitKind): RegistryQuota | undefined =>
  scopeOf(target).quotas.find((quota) => quota.kind === kind);

/** Kinds of quota that a target of this scope is expected to have, and this one has not; those left out are not missed. */
export const missingKinds = (target: TargetSettings): LimitKind[] =>
  expectedKinds(target.scope).filter((kind) => !quotaOf(target, kind) && !target.leftOut?.includes(kind));

/** The id that names the target: the dimension of its quotas in the feed. */
export const ownId = (target: TargetSettings): string => scopeOf(target).ids[0];

/**
 * Every ModelId whose traffic draws on the target's quotas: its own ids, for on-demand also the foundation model's
 * ARN (AWS/Bedrock shows calls made by ARN as a series of their own; seen in a live account, us-east-1, 2026-09-25),
 * and its application profiles. What ModelId shows when a *system profile's* ARN is passed is unverified, so it is
 * not guessed here.
 */
export function monitoredIds(target: TargetSettings, region: string): readonly string[] {
  const known = remembered.get(target);
  if (known?.region === region) return known.ids;
  const own = scopeOf(target).ids;
  const byArn =
    target.scope === "on-demand"
      ? own.map((id) => `arn:${partitionOf(region)}:bedrock:${region}::foundation-model/${id}`)
      : [];
  const ids = [...own, ...byArn, ...target.applicationProfiles];
  remembered.set(target, { region, ids });
  return ids;
}

/** Every figure of a target asks for its ids. */
const remembered = new WeakMap<TargetSettings, { region: string; ids: readonly string[] }>();

/** How a person reads the target, e.g. "Claude Sonnet 5 (cross-region)". */
export const targetLabel = (target: TargetSettings): string => `${target.model.name} (${target.scope})`;
