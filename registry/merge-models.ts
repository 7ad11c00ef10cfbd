import type { Catalogue, CatalogueModel } from "./catalogue-types.ts";
import { type ListedModel, type ListedProfile, type Listing, prefixOf } from "./listing.ts";
import { besideOthers, type LifeDays } from "./merge-life.ts";
import { normalise } from "./normalise.ts";

/** Context-length variants for provisioned throughput ("amazon.nova-pro-v1:0:24k") have no calls of their own to count. */
const isCallable = (model: ListedModel): boolean =>
  model.inferenceTypes.some((type) => type === "ON_DEMAND" || type === "INFERENCE_PROFILE");

/** "US Anthropic Claude Opus 5" of "us.anthropic.claude-opus-5", without the geography. */
function modelNameOf(profile: ListedProfile): string | undefined {
  const [first = "", ...rest] = (profile.name ?? "").split(" ");
  return first.toLowerCase() === prefixOf(profile) && rest.length > 0 ? rest.join(" ") : undefined;
}

/** "anthropic.claude-3-7-sonnet-20250219-v1:0" → "claude-3-7-sonnet" */
const nameSpelled = (modelId: string): string =>
  modelId
    .slice(modelId.indexOf(".") + 1)
    .replace(/-v1(?::0)?$/, "")
    .replace(/-\d{8}(?=$|-v)/, "");

/** Profiles' names begin with the provider ("Meta Llama 3.2 1B Instruct"), models' names do not. */
const withoutProvider = (name: string | undefined, provider: string): string | undefined =>
  name?.startsWith(`${provider} `) ? name.slice(provider.length + 1) : name;

function catalogueModel(
  model: ListedModel,
  profileName: string | undefined,
  { key, source }: Pick<Listing, "key" | "source">,
  known?: CatalogueModel,
): CatalogueModel {
  const name = model.name ?? withoutProvider(profileName, model.provider);
  return {
    modelId: model.modelId,
    name: name ?? nameSpelled(model.modelId),
    ...(model.name === undefined && { nameFrom: name === undefined ? ("id" as const) : ("profile" as const) }),
    provider: model.provider,
    ...(model.inputModalities && { inputModalities: model.inputModalities }),
    ...(model.outputModalities && { outputModalities: model.outputModalities }),
    inferenceTypes: [...model.inferenceTypes].sort(),
    lifecycle: model.lifecycle === "LEGACY" ? "legacy" : "active",
    ...besideOthers(daysOf(model, source), source, known),
    from: key,
  };
}

/** The days of its life that a list has with a model. */
const daysOf = ({ legacy, extendedAccess, endOfLife }: ListedModel, source: string): LifeDays => ({
  ...(legacy !== undefined && { legacy: { date: legacy, source } }),
  ...(extendedAccess !== undefined && { extendedAccess: { date: extendedAccess, source } }),
  ...(endOfLife !== undefined && { endOfLife: { date: endOfLife, source } }),
});

/** The models of all listings, the newest word on each. */
export function mergeModels(
  previous: Catalogue | undefined,
  oldestFirst: readonly Listing[],
): Map<string, CatalogueModel> {
  const models = new Map((previous?.models ?? []).map((model) => [model.modelId, model]));
  for (const listing of oldestFirst) {
    const profileNames = new Map(listing.profiles.map((profile) => [profile.modelId, modelNameOf(profile)]));
    for (const model of listing.models.filter(isCallable)) {
      const known = models.get(model.modelId);
      // A listing without names and modalities says less than an older one that has them.
      if (model.name === undefined && known && known.nameFrom === undefined) continue;
      models.set(model.modelId, catalogueModel(model, profileNames.get(model.modelId), listing, known));
    }
    for (const modelId of [...listing.profiles.map((profile) => profile.modelId), ...listing.mantle]) {
      const known = models.get(modelId);
      const profileName = profileNames.get(modelId);
      if (known?.nameFrom === "id" && profileName !== undefined) {
        const name = withoutProvider(profileName, known.provider) ?? profileName;
        models.set(modelId, { ...known, name, nameFrom: "profile", from: listing.key });
      }
      if (known) continue;
      // A profile can outlive its model's own listing; then the id is all there is to say who made it.
      const model = {
        modelId,
        provider: modelId.slice(0, modelId.indexOf(".")),
        inferenceTypes: ["INFERENCE_PROFILE"],
      };
      models.set(modelId, catalogueModel(model, profileName, listing));
    }
  }
  return models;
}

/** Every name that a source gives a model. */
export function namesByModel(previous: Catalogue | undefined, listings: readonly Listing[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  const add = (modelId: string, name: string | undefined): void => {
    if (name !== undefined) names.set(modelId, (names.get(modelId) ?? new Set()).add(name));
  };
  for (const { modelId, name, nameFrom, alsoNamed = [] } of previous?.models ?? []) {
    for (const one of nameFrom === "id" ? alsoNamed : [name, ...alsoNamed]) add(modelId, one);
  }
  for (const { models, profiles } of listings) {
    for (const model of models) add(model.modelId, model.name);
    for (const profile of profiles) add(profile.modelId, modelNameOf(profile));
  }
  return names;
}

/** What else a model is called, where it is more than another way to write its name. */
export function otherNames({ name, provider }: CatalogueModel, names: Iterable<string>): string[] {
  const said = new Set([normalise(name), normalise(`${provider} ${name}`)]);
  return [...names].filter((other) => !said.has(normalise(other))).sort();
}
