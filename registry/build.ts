import type { LimitKind, QuotaCode, Scope } from "../monitoring/words.ts";
import type { Catalogue, CatalogueModel, CatalogueQuota, RegionFile, RegionOffer, Source } from "./catalogue-types.ts";
import { type Match, type MatchableModel, matcher } from "./match.ts";
import type { Override } from "./overrides.ts";
import { type QuotaVariant, readQuotaName } from "./quota-name.ts";

/** A model as ListFoundationModels gives it. */
export interface ListedModel {
  modelId: string;
  name?: string;
  provider: string;
  inputModalities?: readonly string[];
  outputModalities?: readonly string[];
  inferenceTypes: readonly string[];
  lifecycle?: "ACTIVE" | "LEGACY";
}

/** A system-defined profile as ListInferenceProfiles gives it. */
export interface ListedProfile {
  /** e.g. "us.anthropic.claude-opus-5" */
  profileId: string;
  /** e.g. "US Anthropic Claude Opus 5" */
  name?: string;
  modelId: string;
}

/** A quota as ListAWSDefaultServiceQuotas gives it. */
export interface ListedQuota {
  code: string;
  name: string;
  defaultValue: number;
  adjustable?: boolean;
}

/** What was read of Bedrock in one Region at one time. */
export interface Listing {
  /** a short name for the source, unique in the catalogue */
  key: string;
  source: string;
  /** ISO date */
  readAt: string;
  region: string;
  models: readonly ListedModel[];
  profiles: readonly ListedProfile[];
  /** empty where quotas were not read: what earlier listings said of them then stays */
  quotas: readonly ListedQuota[];
}

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

export interface BuildResult {
  catalogue: Catalogue;
  /** by Region name */
  regions: ReadonlyMap<string, RegionFile>;
  /** one for each quota of the listings and of the previous catalogue, by name */
  findings: readonly Finding[];
}

/** Context-length variants for provisioned throughput ("amazon.nova-pro-v1:0:24k") have no on-demand calls to count. */
const isCallable = (model: { inferenceTypes: readonly string[] }): boolean =>
  model.inferenceTypes.some((type) => type === "ON_DEMAND" || type === "INFERENCE_PROFILE");

/** Text order by code unit: the same on every machine, unlike a locale's. */
const byText =
  <T>(textOf: (item: T) => string) =>
  (left: T, right: T): number => {
    const [a, b] = [textOf(left), textOf(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  };

/** "US Anthropic Claude Opus 5" of "us.anthropic.claude-opus-5" without the geography. */
function modelNameOf(profile: ListedProfile): string | undefined {
  const [first = "", ...rest] = (profile.name ?? "").split(" ");
  const isGeography = first.toLowerCase() === profile.profileId.slice(0, profile.profileId.indexOf("."));
  return isGeography && rest.length > 0 ? rest.join(" ") : undefined;
}

/** The name that an id spells: "anthropic.claude-3-7-sonnet-20250219-v1:0" → "claude-3-7-sonnet". */
const nameSpelled = (modelId: string): string =>
  modelId
    .slice(modelId.indexOf(".") + 1)
    .replace(/(?:-v\d+)?(?::\d+)*$/, "")
    .replace(/-\d{8}$/, "");

function catalogueModel(model: ListedModel, profileName: string | undefined, from: string): CatalogueModel {
  return {
    modelId: model.modelId,
    name: model.name ?? profileName ?? nameSpelled(model.modelId),
    ...(model.name === undefined && { nameFrom: profileName === undefined ? ("id" as const) : ("profile" as const) }),
    provider: model.provider,
    ...(model.inputModalities && { inputModalities: model.inputModalities }),
    ...(model.outputModalities && { outputModalities: model.outputModalities }),
    inferenceTypes: [...model.inferenceTypes].sort(),
    lifecycle: model.lifecycle === "LEGACY" ? "legacy" : "active",
    from,
  };
}

/** What the Region of a listing offers. Mantle is only offered where the Region's own quotas name the model. */
function offers(listing: Listing, onMantle: ReadonlySet<string>): RegionOffer[] {
  const result = new Map<string, { -readonly [Key in keyof RegionOffer]: RegionOffer[Key] }>();
  const offer = (modelId: string) => {
    const known = result.get(modelId) ?? { modelId, from: listing.key };
    result.set(modelId, known);
    return known;
  };
  for (const model of listing.models) {
    if (model.inferenceTypes.includes("ON_DEMAND")) offer(model.modelId).onDemand = true;
    if (onMantle.has(model.modelId)) offer(model.modelId).mantle = true;
  }
  for (const { profileId, modelId } of listing.profiles) {
    const prefix = profileId.slice(0, profileId.indexOf("."));
    if (prefix === "global") offer(modelId).global = true;
    else offer(modelId).geographic = [...new Set([...(offer(modelId).geographic ?? []), prefix])].sort();
  }
  return [...result.values()].sort(byText(({ modelId }) => modelId));
}

function reasonOf(match: Match): string {
  if (match.status === "matched") return match.reason;
  if (match.status === "ambiguous") return `could be ${match.candidates.join(" or ")}`;
  return "no known model has this name";
}

export interface BuildInput {
  /** what was known before; entries that no listing has again stay, with their own source */
  previous?: Catalogue;
  listings: readonly Listing[];
  overrides: readonly Override[];
}

/**
 * Puts together the registry: which models there are, what each listed Region offers, and which quota limits which model.
 * Of two listings with the same model or quota the newer one counts. The order of the input changes nothing.
 */
export function buildRegistry({ previous, listings, overrides }: BuildInput): BuildResult {
  const oldestFirst = [...listings].sort(byText(({ readAt, key }) => `${readAt} ${key}`));

  const sources: Record<string, Source> = { ...previous?.sources };
  const models = new Map((previous?.models ?? []).map((model) => [model.modelId, model]));
  const quotas = new Map<string, ListedQuota & { from: string }>(
    (previous?.quotas ?? []).map(({ code, name, defaultValue, adjustable, from }) => [
      code,
      { code, name, defaultValue, ...(adjustable !== undefined && { adjustable }), from },
    ]),
  );
  if (previous?.crossModelDaily) quotas.set(previous.crossModelDaily.code, previous.crossModelDaily);
  const names = new Map<string, Set<string>>();
  const addName = (modelId: string, name: string | undefined) => {
    if (name === undefined) return;
    names.set(modelId, (names.get(modelId) ?? new Set()).add(name));
  };
  for (const model of previous?.models ?? []) if (model.nameFrom !== "id") addName(model.modelId, model.name);

  for (const listing of oldestFirst) {
    sources[listing.key] = { source: listing.source, readAt: listing.readAt, region: listing.region };
    const profileNames = new Map(listing.profiles.map((profile) => [profile.modelId, modelNameOf(profile)]));
    for (const profile of listing.profiles) addName(profile.modelId, modelNameOf(profile));
    for (const model of listing.models) {
      addName(model.modelId, model.name);
      if (!isCallable(model)) continue;
      const known = models.get(model.modelId);
      // A listing without names and modalities says less than an older one that has them.
      if (known && model.name === undefined && known.nameFrom === undefined) continue;
      models.set(model.modelId, catalogueModel(model, profileNames.get(model.modelId), listing.key));
    }
    for (const { modelId } of listing.profiles) {
      if (models.has(modelId)) continue;
      // A profile can outlive its model's own listing; the id is all there is to say who made it.
      const provider = modelId.slice(0, modelId.indexOf("."));
      const model = { modelId, provider, inferenceTypes: ["INFERENCE_PROFILE"] };
      models.set(modelId, catalogueModel(model, profileNames.get(modelId), listing.key));
    }
    for (const quota of listing.quotas) quotas.set(quota.code, { ...quota, from: listing.key });
  }

  const candidates: MatchableModel[] = [...models.values()].map(({ modelId, provider }) => ({
    modelId,
    provider,
    names: [...(names.get(modelId) ?? [])],
  }));
  const matchLabel = matcher(candidates, overrides);

  const findings: Finding[] = [];
  const catalogueQuotas: CatalogueQuota[] = [];
  let crossModelDaily: Catalogue["crossModelDaily"];
  for (const quota of [...quotas.values()].sort(byText(({ name, code }) => `${name} ${code}`))) {
    const { code, name, defaultValue, adjustable, from } = quota;
    const blank = { code, name, scopes: [], kind: "", variant: "", label: "", modelId: "" } as const;
    const read = readQuotaName(name);
    if (read.is === "not-inference") {
      findings.push({ ...blank, status: "not-inference", reason: read.reason });
    } else if (read.is === "cross-model-daily") {
      findings.push({ ...blank, kind: "tpd", status: "cross-model-daily", reason: "counts all models, by price" });
      crossModelDaily = { code: code as QuotaCode, name, defaultValue, from };
    } else {
      const match = matchLabel(read.label);
      const modelId = match.status === "matched" ? match.modelId : null;
      const { scopes, kind, label, variant, doubled } = read;
      const { status } = match;
      findings.push({
        code,
        name,
        scopes,
        kind,
        variant,
        label,
        status,
        modelId: modelId ?? "",
        reason: reasonOf(match),
      });
      catalogueQuotas.push({
        code: code as QuotaCode,
        name,
        defaultValue,
        ...(adjustable !== undefined && { adjustable }),
        scopes,
        kind,
        variant,
        doubled,
        modelId,
        from,
      });
    }
  }

  const mantleOf = (key: string) =>
    new Set(
      catalogueQuotas
        .filter(({ from, scopes, modelId }) => from === key && scopes.includes("mantle") && modelId !== null)
        .map(({ modelId }) => modelId!),
    );
  const regions = new Map<string, RegionFile>();
  for (const listing of oldestFirst) {
    const { region } = listing;
    regions.set(region, { schemaVersion: 1, region, models: offers(listing, mantleOf(listing.key)) });
  }

  const catalogue: Catalogue = {
    schemaVersion: 1,
    sources: Object.fromEntries(Object.entries(sources).sort(byText(([key]) => key))),
    ...(crossModelDaily && { crossModelDaily }),
    models: [...models.values()].sort(byText(({ modelId }) => modelId)),
    quotas: catalogueQuotas,
  };
  return { catalogue, regions, findings };
}
