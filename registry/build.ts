import type { LimitKind, QuotaCode, Scope } from "../monitoring/words.ts";
import { byText } from "./by-text.ts";
import type { Catalogue, CatalogueModel, CatalogueQuota, RegionFile, Source } from "./catalogue-types.ts";
import type { EndOfLife } from "./lifecycle.ts";
import type { Listing } from "./listing.ts";
import { type Match, matcher } from "./match.ts";
import { mergeModels, namesByModel } from "./merge-models.ts";
import { mergeQuotas } from "./merge-quotas.ts";
import { mergeRegions } from "./merge-regions.ts";
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

function reasonOf(match: Match): string {
  if (match.status === "matched") return match.reason;
  if (match.status === "ambiguous") return `could be ${match.candidates.join(" or ")}`;
  return "no known model has this name";
}

/** The model with its state of life on a day: an announced date counts before what a listing said. */
function withLifecycle(
  model: CatalogueModel,
  announced: EndOfLife | undefined,
  lost: boolean,
  today: string,
): CatalogueModel {
  const ended = lost || model.lifecycle === "end-of-life" || (announced !== undefined && announced.date <= today);
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
  const sources: Record<string, Source> = { ...previous?.catalogue.sources };
  for (const { key, source, readAt, region, quotas: listed } of oldestFirst) {
    sources[key] = { source, readAt, ...(listed.length > 0 && region !== undefined && { region }) };
  }
  // The day of the newest source: the registry's own clock, so that the same input always builds the same.
  const today =
    Object.values(sources)
      .map(({ readAt }) => readAt)
      .sort()
      .at(-1) ?? "";
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
