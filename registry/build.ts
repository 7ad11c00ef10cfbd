import { crossModelKind } from "../words/limit-kinds.ts";
import type { LimitKind, QuotaCode, Scope } from "../words/words.ts";
import { byText } from "./by-text.ts";
import type { Catalogue, CatalogueModel, CatalogueQuota, RegionFile, Source } from "./catalogue-types.ts";
import type { EndOfLife } from "./lifecycle.ts";
import type { Listing } from "./listing.ts";
import { type Match, matcher } from "./match.ts";
import { lifecycleOn, mergeLife } from "./merge-life.ts";
import { mergeModels, namesByModel, otherNames } from "./merge-models.ts";
import { type KnownQuota, mergeQuotas } from "./merge-quotas.ts";
import { mergeRegions } from "./merge-regions.ts";
import type { Override } from "./overrides.ts";
import { type QuotaVariant, readQuotaName } from "./quota-name.ts";
import { settlePlaces } from "./settle-places.ts";

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

function reasonOf(match: Match): string {
  if (match.status === "matched") return match.reason;
  if (match.status === "ambiguous") return `could be ${match.candidates.join(" or ")}`;
  return "no known model has this name";
}

/** The model with its state of life on a day. */
function withLife(
  model: CatalogueModel,
  pages: readonly EndOfLife[],
  { lost, today, readAt }: { lost: boolean; today: string; readAt: ReadonlyMap<string, string> },
): CatalogueModel {
  const { from, lifecycle, legacy, extendedAccess, endOfLife, ...rest } = model;
  const listed = {
    ...(legacy && { legacy }),
    ...(extendedAccess && { extendedAccess }),
    ...(endOfLife && { endOfLife }),
  };
  const days = mergeLife(listed, pages, readAt);
  return { ...rest, lifecycle: lost ? "end-of-life" : lifecycleOn(today, { lifecycle, ...days }), ...days, from };
}

/** The daily quota across all models: of those that hold in every Region the last, and the Regions' own. */
function dailyOf(quotas: readonly KnownQuota[]): Catalogue["crossModelDaily"] {
  const valued = quotas.flatMap(({ code, name, defaultValue, only, inGovCloud, from }) => {
    if (defaultValue === undefined) return [];
    const marks = { ...(only && { only }), ...(inGovCloud && { inGovCloud }) };
    return [{ code: code as QuotaCode, name, defaultValue, ...marks, from }];
  });
  const general = valued.findLast(({ only }) => only === undefined);
  if (!general) return undefined;
  const elsewhere = valued.flatMap(({ only, ...one }) => (only ? [{ ...one, only }] : []));
  return { ...general, ...(elsewhere.length > 0 && { elsewhere }) };
}

function withOtherNames(model: CatalogueModel, names: Iterable<string>): CatalogueModel {
  const alsoNamed = otherNames(model, names);
  const { modelId, name, nameFrom, alsoNamed: _, ...rest } = model;
  return { modelId, name, ...(nameFrom && { nameFrom }), ...(alsoNamed.length > 0 && { alsoNamed }), ...rest };
}

/** The sources that some fact still rests on. */
function inUse(
  sources: Readonly<Record<string, Source>>,
  {
    catalogue,
    regions,
  }: { catalogue: Omit<Catalogue, "sources" | "schemaVersion">; regions: BuiltRegistry["regions"] },
): Record<string, Source> {
  const offers = [...regions.values()].flatMap(({ models }) => models);
  const daily = catalogue.crossModelDaily ? [catalogue.crossModelDaily] : [];
  const used = new Set([...catalogue.models, ...catalogue.quotas, ...offers, ...daily].map(({ from }) => from));
  return Object.fromEntries(
    Object.entries(sources)
      .filter(([key]) => used.has(key))
      .sort(byText(([key]) => key)),
  );
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

  const sources: Record<string, Source> = { ...previous?.catalogue.sources };
  for (const { key, source, readAt, region, quotas: listed } of oldestFirst) {
    sources[key] = { source, readAt, ...(listed.length > 0 && region !== undefined && { region }) };
  }

  const read: Finding[] = [];
  const matched: CatalogueQuota[] = [];
  const daily: KnownQuota[] = [];
  const known = new Set([...(previous?.regions.keys() ?? []), ...listings.flatMap(({ region }) => region ?? [])]);
  for (const quota of mergeQuotas(previous?.catalogue, oldestFirst, known)) {
    const { code, name, defaultValue, adjustable, only, inGovCloud, from } = quota;
    const quotaName = readQuotaName(name);
    const blank = { code, name, scopes: [], kind: "", variant: "", label: "", modelId: "" } as const;
    if (quotaName.is === "not-inference") {
      read.push({ ...blank, status: "not-inference", reason: quotaName.reason });
      continue;
    }
    if (quotaName.is === "cross-model-daily") {
      read.push({ ...blank, kind: crossModelKind, status: "cross-model-daily", reason: "counts all models, by price" });
      daily.push(quota);
      continue;
    }
    const { scopes, kind, label, variant, doubled } = quotaName;
    const match = matchLabel(label);
    const modelId = match.status === "matched" ? match.modelId : null;
    const reason = reasonOf(match);
    read.push({ code, name, scopes, kind, variant, label, status: match.status, modelId: modelId ?? "", reason });
    matched.push({
      code: code as QuotaCode,
      name,
      ...(defaultValue !== undefined && { defaultValue }),
      ...(adjustable !== undefined && { adjustable }),
      scopes,
      kind,
      variant,
      doubled,
      modelId,
      ...(only && { only }),
      ...(inGovCloud && { inGovCloud }),
      from,
    });
  }

  const { quotas, superseded, disputed } = settlePlaces(matched, oldestFirst, sources, known);
  const findings = read
    .filter(({ code }) => !superseded.has(code))
    .map((finding): Finding => {
      const codes = disputed.get(finding.code);
      if (!codes) return finding;
      const reason = `${codes.join(" and ")} would both be this quota of ${finding.modelId}`;
      return { ...finding, status: "ambiguous", modelId: "", reason };
    });
  const modelOf = new Map(quotas.map(({ code, modelId }) => [code as string, modelId]));
  const mantleQuotaOf = new Set(
    quotas.filter(({ scopes }) => scopes.includes("mantle")).map(({ code }) => code as string),
  );
  const { regions, lost } = mergeRegions({
    previous: previous?.regions,
    oldestFirst,
    onMantle: (listing) => [
      ...listing.mantle,
      ...listing.quotas.flatMap(({ code }) => (mantleQuotaOf.has(code) ? (modelOf.get(code) ?? []) : [])),
    ],
    readAt: (key) => sources[key]?.readAt ?? "",
  });

  const announced = Map.groupBy(endsOfLife, ({ modelId }) => modelId);
  const readAt = new Map(Object.values(sources).map(({ source, readAt }) => [source, readAt]));
  // The day of the newest source: the registry's own clock, so that the same input always builds the same.
  const today =
    Object.values(sources)
      .map(({ readAt }) => readAt)
      .sort()
      .at(-1) ?? "";
  const crossModelDaily = dailyOf(daily);
  const facts = {
    ...(crossModelDaily && { crossModelDaily }),
    models: [...models.values()]
      .sort(byText(({ modelId }) => modelId))
      .map((model) => {
        const pages = announced.get(model.modelId) ?? [];
        return withLife(model, pages, { lost: lost.has(model.modelId), today, readAt });
      })
      .map((model) => withOtherNames(model, names.get(model.modelId) ?? [])),
    quotas,
  };
  return {
    catalogue: { schemaVersion: 1, sources: inUse(sources, { catalogue: facts, regions }), ...facts },
    regions,
    findings,
  };
}
