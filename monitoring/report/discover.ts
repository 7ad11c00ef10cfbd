import type { Registry, RegistryModel } from "../../words/registry.ts";
import type { Scope } from "../../words/words.ts";
import { scopes } from "../../words/words.ts";
import { mantleNamespace, runtimeNamespace } from "../metrics.ts";
import type { TargetSettings } from "../settings.ts";
import { monitoredIds } from "../target.ts";
import { foundationModelOf, madeFrom, type ProfileModels } from "./made-from.ts";

/** An application profile of the account. */
export interface ApplicationProfile extends ProfileModels {
  arn: string;
  name: string;
}

/** An id that has metrics. */
export interface SeenId {
  namespace: string;
  /** value of dimension ModelId, or Model on mantle */
  id: string;
}

export interface Discovered {
  targets: TargetSettings[];
  unassigned: { id: string; namespace: string; why: string }[];
}

/**
 * The targets that have traffic: each seen id is given to the (model, scope) whose quotas its traffic draws on.
 * @param seen ids with metrics in CloudWatch
 * @param profiles application profiles of the account; undefined: they could not be read, so an opaque id stays unassigned
 */
export function discoverTargets(
  registry: Registry,
  seen: readonly SeenId[],
  profiles: readonly ApplicationProfile[] | undefined,
  systemProfiles: readonly ProfileModels[],
): Discovered {
  const owners = ownersOf(registry);
  const places = new Map<string, { model: RegistryModel; scope: Scope; extra: Set<string> }>();
  const unassigned: Discovered["unassigned"] = [];

  for (const { namespace, id } of seen) {
    const place = placeOf(id, namespace, registry, owners, profiles, systemProfiles);
    if ("why" in place) {
      unassigned.push({ id, namespace, why: place.why });
      continue;
    }
    const key = `${place.model.modelId} ${place.scope}`;
    const known = places.get(key) ?? { ...place, extra: new Set<string>() };
    places.set(key, known);
    known.extra.add(id);
  }
  const targets = [...places.values()].map(({ model, scope, extra }) => {
    const own = new Set(monitoredIds(targetOf(model, scope, []), registry.region));
    return targetOf(model, scope, [...extra].filter((id) => !own.has(id)).sort());
  });
  const modelOrder = new Map(registry.models.map(({ modelId }, index) => [modelId, index]));
  targets.sort(
    (a, b) =>
      modelOrder.get(a.model.modelId)! - modelOrder.get(b.model.modelId)! ||
      scopes.indexOf(a.scope) - scopes.indexOf(b.scope),
  );
  return { targets, unassigned };
}

/** A target as the report looks at it: it raises no alarms. */
export const targetOf = (
  model: RegistryModel,
  scope: Scope,
  applicationProfiles: readonly string[],
): TargetSettings => ({
  model,
  scope,
  applicationProfiles,
  thresholds: [],
  evaluation: {},
  consumption: "estimated",
  alarms: false,
});

type Owner = { model: RegistryModel; scope: Scope };

/** Which target each own id belongs to, by namespace: mantle shows the same model ids in a namespace of its own. */
function ownersOf(registry: Registry): Map<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const model of registry.models) {
    for (const scope of scopes) {
      const namespace = scope === "mantle" ? mantleNamespace : runtimeNamespace;
      for (const id of model.scopes[scope]?.ids ?? []) owners.set(`${namespace} ${id}`, { model, scope });
    }
  }
  return owners;
}

function placeOf(
  id: string,
  namespace: string,
  registry: Registry,
  owners: ReadonlyMap<string, Owner>,
  profiles: readonly ApplicationProfile[] | undefined,
  systemProfiles: readonly ProfileModels[],
): Owner | { why: string } {
  const owner = owners.get(`${namespace} ${id}`);
  if (owner) return owner;
  if (namespace === mantleNamespace) return { why: "a model on bedrock-mantle that the registry does not know" };

  const byArn = foundationModelOf(id);
  if (byArn) {
    return (
      owners.get(`${namespace} ${byArn.modelId}`) ?? { why: "a foundation model that the registry does not know here" }
    );
  }
  const [, type, name] = /^arn:aws[\w-]*:bedrock:[\w-]*:\d*:([\w-]+)\/(.+)$/.exec(id) ?? [];
  if (type === "inference-profile") {
    return owners.get(`${namespace} ${name}`) ?? { why: "a system profile that the registry does not know" };
  }
  if (type === "provisioned-model") {
    return { why: "Provisioned Throughput: it has capacity of its own and draws on no on-demand quota" };
  }
  if (type === "imported-model") {
    return { why: "an imported model: it runs on copies of its own and draws on no on-demand quota" };
  }
  if (type === "custom-model-deployment") {
    return {
      why: "an on-demand deployment of a custom model: AWS gives those of Nova limits of their own (nova/latest/userguide/custom-fine-tune-odi), and says of no other whose quota it draws on",
    };
  }
  if (type !== undefined && type !== "application-inference-profile") {
    return { why: `a ${type}: which quota it draws on is not documented` };
  }
  const known = registry.models.find(({ modelId }) => modelId === id);
  if (known) {
    const ways = Object.keys(known.scopes).join(", ");
    return { why: `a model that is known here only as ${ways}: which quota these calls draw on is not known` };
  }
  if (profiles === undefined) return { why: "may be an application inference profile: those could not be read" };
  const profile = profiles.find(({ profileId }) => profileId === (name ?? id));
  if (!profile) {
    return { why: "neither a model's id nor a profile of the account now: a deleted profile, or a model taken away" };
  }
  return placeOfProfile(profile, registry, systemProfiles);
}

/** Where an application profile's traffic counts; else why nobody can tell. */
export function placeOfProfile(
  profile: ApplicationProfile,
  registry: Registry,
  systemProfiles: readonly ProfileModels[],
): Owner | { why: string } {
  const origin = madeFrom(profile, systemProfiles, registry.region);
  if (!origin) return { why: `the application profile "${profile.name}", whose models are not of one model` };
  const model = registry.models.find(({ modelId }) => modelId === origin.modelId);
  if (!model?.scopes[origin.scope]) {
    return {
      why: `the application profile "${profile.name}" of ${origin.modelId} (${origin.scope}), not offered here`,
    };
  }
  return { model, scope: origin.scope };
}
