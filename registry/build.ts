import type { LimitKind, QuotaCode, Scope } from "../monitoring/words.ts";
import type { Catalogue, CatalogueModel, CatalogueQuota, RegionFile, RegionOffer, Source } from "./catalogue-types.ts";
import type { EndOfLife } from "./lifecycle.ts";
import type { ListedModel, ListedProfile, ListedQuota, Listing } from "./listing.ts";
import { type Match, matcher } from "./match.ts";
import type { Override } from "./overrides.ts";
import { type QuotaVariant, readQuotaName } from "./quota-name.ts";

/** What one quota's name came to. */
export interface Finding {
  code: string;
  name: string;
  scopes: readonly Scope[];
  kind: LimitKind | "";
  variant: QuotaVariant;
  label: string;
  status: "matched" | "ambiguous" | "unknown" | "not-inference" | "cross-model-daily";
  modelId: string;
  reason: string;
}

/** A registry as its files have it. */
export interface BuiltRegistry {
  catalogue: Catalogue;
  /** by Region name */
  regions: ReadonlyMap<string, RegionFile>;
}

export interface BuildInput {
  /** what was known before; whatever no listing has anew stays, with its own source */
  previous?: BuiltRegistry;
  listings: readonly Listing[];
  overrides: readonly Override[];
  endsOfLife: readonly EndOfLife[];
}

export interface BuildResult extends BuiltRegistry {
  /** one for each quota of the listings and of the previous catalogue, by name */
  findings: readonly Finding[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type KnownQuota = ListedQuota & { from: string };

/** Text order by code unit: the same on every machine, unlike a locale's. */
const byText =
  <T>(textOf: (item: T) => string) =>
  (left: T, right: T): number => {
    const [a, b] = [textOf(left), textOf(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  };

/** Context-length variants for provisioned throughput ("amazon.nova-pro-v1:0:24k") have no calls of their own to count. */
const isCallable = (model: ListedModel): boolean =>
  model.inferenceTypes.some((type) => type === "ON_DEMAND" || type === "INFERENCE_PROFILE");

const prefixOf = (profile: ListedProfile): string => profile.profileId.slice(0, profile.profileId.indexOf("."));

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

function catalogueModel(model: ListedModel, profileName: string | undefined, from: string): CatalogueModel {
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
    from,
  };
}

/** What one listing says its Region offers, by modelId. */
function offersOf(listing: Listing, onMantle: readonly string[]): Map<string, RegionOffer> {
  const offers = new Map<string, Mutable<RegionOffer>>();
  const offer = (modelId: string): Mutable<RegionOffer> => {
    const known = offers.get(modelId) ?? { modelId, from: listing.key };
    offers.set(modelId, known);
    return known;
  };
  for (const { modelId, inferenceTypes } of listing.models) {
    if (inferenceTypes.includes("ON_DEMAND")) offer(modelId).onDemand = true;
  }
  for (const profile of listing.profiles) {
    const found = offer(profile.modelId);
    const prefix = prefixOf(profile);
    if (prefix === "global") found.global = true;
    else found.geographic = [...new Set([...(found.geographic ?? []), prefix])].sort();
  }
  for (const modelId of onMantle) offer(modelId).mantle = true;
  return offers;
}

/** Both offers of a model together, the newer one's source named; its keys in the order that the files have them in. */
function together(older: RegionOffer | undefined, newer: RegionOffer): RegionOffer {
  const geographic = [...new Set([...(older?.geographic ?? []), ...(newer.geographic ?? [])])].sort();
  return {
    modelId: newer.modelId,
    ...((older?.onDemand || newer.onDemand) && { onDemand: true as const }),
    ...(geographic.length > 0 && { geographic }),
    ...((older?.global || newer.global) && { global: true as const }),
    ...((older?.mantle || newer.mantle) && { mantle: true as const }),
    from: newer.from,
  };
}

function reasonOf(match: Match): string {
  if (match.status === "matched") return match.reason;
  if (match.status === "ambiguous") return `could be ${match.candidates.join(" or ")}`;
  return "no known model has this name";
}

/** The models of all listings, the newest word on each. */
function mergeModels(previous: Catalogue | undefined, oldestFirst: readonly Listing[]): Map<string, CatalogueModel> {
  const models = new Map((previous?.models ?? []).map((model) => [model.modelId, model]));
  for (const listing of oldestFirst) {
    const profileNames = new Map(listing.profiles.map((profile) => [profile.modelId, modelNameOf(profile)]));
    for (const model of listing.models.filter(isCallable)) {
      // A listing without names and modalities says less than an older one that has them.
      if (model.name === undefined && models.get(model.modelId)?.nameFrom === undefined && models.has(model.modelId))
        continue;
      models.set(model.modelId, catalogueModel(model, profileNames.get(model.modelId), listing.key));
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
      models.set(modelId, catalogueModel(model, profileName, listing.key));
    }
  }
  return models;
}

/** The quotas of all listings, the newest word on each; one that has a default value counts before one that has none. */
function mergeQuotas(previous: Catalogue | undefined, oldestFirst: readonly Listing[]): KnownQuota[] {
  const quotas = new Map<string, KnownQuota>();
  for (const quota of [...(previous?.quotas ?? []), ...(previous?.crossModelDaily ? [previous.crossModelDaily] : [])]) {
    quotas.set(quota.code, quota);
  }
  for (const listing of oldestFirst) {
    for (const quota of listing.quotas) {
      if (quota.defaultValue === undefined && quotas.get(quota.code)?.defaultValue !== undefined) continue;
      quotas.set(quota.code, { ...quota, from: listing.key });
    }
  }
  return [...quotas.values()].sort(byText(({ name, code }) => `${name} ${code}`));
}

/** Every name that a source gives a model. */
function namesByModel(previous: Catalogue | undefined, listings: readonly Listing[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  const add = (modelId: string, name: string | undefined): void => {
    if (name !== undefined) names.set(modelId, (names.get(modelId) ?? new Set()).add(name));
  };
  for (const model of previous?.models ?? []) add(model.modelId, model.nameFrom === "id" ? undefined : model.name);
  for (const { models, profiles } of listings) {
    for (const model of models) add(model.modelId, model.name);
    for (const profile of profiles) add(profile.modelId, modelNameOf(profile));
  }
  return names;
}

/** What every Region offers, and the models that the newest complete listing of some Region has lost. */
function mergeRegions(
  previous: ReadonlyMap<string, RegionFile> | undefined,
  oldestFirst: readonly Listing[],
  onMantle: (listing: Listing) => readonly string[],
): { regions: Map<string, RegionFile>; lost: Set<string> } {
  const regions = new Map(
    [...(previous ?? [])].map(([region, { models }]) => [
      region,
      new Map(models.map((offer) => [offer.modelId, offer])),
    ]),
  );
  const lost = new Set<string>();
  for (const listing of oldestFirst) {
    if (listing.region === undefined) continue;
    const known = regions.get(listing.region) ?? new Map<string, RegionOffer>();
    const offers = offersOf(listing, onMantle(listing));
    const listed = new Set(listing.models.map(({ modelId }) => modelId));
    for (const modelId of listed) lost.delete(modelId);
    if (listing.complete) {
      for (const modelId of known.keys()) if (!listed.has(modelId)) lost.add(modelId);
      regions.set(listing.region, offers);
    } else {
      for (const [modelId, offer] of offers) known.set(modelId, together(known.get(modelId), offer));
      regions.set(listing.region, known);
    }
  }
  const files = [...regions].sort(byText(([region]) => region)).map(([region, offers]): [string, RegionFile] => {
    const models = [...offers.values()]
      .sort(byText(({ modelId }) => modelId))
      .map((offer) => together(undefined, offer));
    return [region, { schemaVersion: 1, region, models }];
  });
  return { regions: new Map(files), lost };
}

/** The model with its state of life on a day: an announced date counts before what a listing said. */
function withLifecycle(
  model: CatalogueModel,
  announced: EndOfLife | undefined,
  lost: boolean,
  today: string,
): CatalogueModel {
  const ended = lost || (announced !== undefined && announced.date <= today);
  const lifecycle = ended ? "end-of-life" : announced ? "legacy" : model.lifecycle;
  const { from, ...rest } = model;
  return {
    ...rest,
    lifecycle,
    ...(announced && { endOfLife: { date: announced.date, source: announced.source } }),
    from,
  };
}

/**
 * Puts together the registry: which models there are, what each listed Region offers, and which quota limits which model.
 * Of two listings with the same model or quota the newer one counts; the order of the input changes nothing.
 */
export function buildRegistry({ previous, listings, overrides, endsOfLife }: BuildInput): BuildResult {
  const oldestFirst = [...listings].sort(byText(({ readAt, key, region = "" }) => `${readAt} ${key} ${region}`));
  const models = mergeModels(previous?.catalogue, oldestFirst);
  const names = namesByModel(previous?.catalogue, listings);
  const matchLabel = matcher(
    [...models.values()].map(({ modelId, provider }) => ({
      modelId,
      provider,
      names: [...(names.get(modelId) ?? [])],
    })),
    overrides,
  );

  const findings: Finding[] = [];
  const quotas: CatalogueQuota[] = [];
  let crossModelDaily: Catalogue["crossModelDaily"];
  for (const { code, name, defaultValue, adjustable, from } of mergeQuotas(previous?.catalogue, oldestFirst)) {
    const read = readQuotaName(name);
    const blank = { code, name, scopes: [], kind: "", variant: "", label: "", modelId: "" } as const;
    if (read.is === "not-inference") {
      findings.push({ ...blank, status: "not-inference", reason: read.reason });
      continue;
    }
    if (read.is === "cross-model-daily") {
      findings.push({ ...blank, kind: "tpd", status: "cross-model-daily", reason: "counts all models, by price" });
      if (defaultValue !== undefined) crossModelDaily = { code: code as QuotaCode, name, defaultValue, from };
      continue;
    }
    const { scopes, kind, label, variant, doubled } = read;
    const match = matchLabel(label);
    const modelId = match.status === "matched" ? match.modelId : null;
    const reason = reasonOf(match);
    findings.push({ code, name, scopes, kind, variant, label, status: match.status, modelId: modelId ?? "", reason });
    quotas.push({
      code: code as QuotaCode,
      name,
      ...(defaultValue !== undefined && { defaultValue }),
      ...(adjustable !== undefined && { adjustable }),
      scopes,
      kind,
      variant,
      doubled,
      modelId,
      from,
    });
  }

  const modelOf = new Map(quotas.map(({ code, modelId }) => [code as string, modelId]));
  const mantleQuotaOf = new Set(
    quotas.filter(({ scopes }) => scopes.includes("mantle")).map(({ code }) => code as string),
  );
  const { regions, lost } = mergeRegions(previous?.regions, oldestFirst, (listing) => [
    ...listing.mantle,
    ...listing.quotas.flatMap(({ code }) => (mantleQuotaOf.has(code) ? (modelOf.get(code) ?? []) : [])),
  ]);

  const announced = new Map(endsOfLife.map((end) => [end.modelId, end]));
  const today = oldestFirst.at(-1)?.readAt ?? "";
  const sources: Record<string, Source> = { ...previous?.catalogue.sources };
  for (const { key, source, readAt, region, quotas: listed } of oldestFirst) {
    sources[key] = { source, readAt, ...(listed.length > 0 && region !== undefined && { region }) };
  }
  return {
    catalogue: {
      schemaVersion: 1,
      sources: Object.fromEntries(Object.entries(sources).sort(byText(([key]) => key))),
      ...(crossModelDaily && { crossModelDaily }),
      models: [...models.values()]
        .sort(byText(({ modelId }) => modelId))
        .map((model) => withLifecycle(model, announced.get(model.modelId), lost.has(model.modelId), today)),
      quotas,
    },
    regions,
    findings,
  };
}
