import { readdirSync } from "node:fs";
import { multiplierOf } from "../words/multiplier.ts";
import { packagedFile } from "../words/packaged.ts";
import type { Provenance, Registry, RegistryModel, RegistryQuota, RegistryScope } from "../words/registry.ts";
import { limitKinds, type Scope } from "../words/words.ts";
import type { BuiltRegistry } from "./build.ts";
import { burndownOf } from "./burndown.ts";
import type { Catalogue, CatalogueModel, CatalogueQuota, RegionFile, RegionOffer } from "./catalogue-types.ts";
import { heldIn } from "./held-in.ts";
import { maxOutputOf } from "./max-output.ts";
import { lifeIn } from "./merge-life.ts";
import { RegistryFileError, readCatalogue, readRegionFile } from "./read-files.ts";
import { isRegion, regionNames, UnknownRegionError } from "./regions.ts";

export type * from "../words/registry.ts";
export { UnknownRegionError } from "./regions.ts";
export { RegistryFileError };

/** The Regions that the registry knows, in alphabetical order. */
export const regions: readonly string[] = regionNames;

const folder = packagedFile("registry/") ?? new URL("./", import.meta.url);

let catalogue: Catalogue | undefined;
/** Every model and quota known in any Region; read once. */
export function catalogueNow(): Catalogue {
  catalogue ??= readCatalogue(folder);
  return catalogue;
}

/** `catalogueNow`, where whoever asks waits anyway. */
export const loadCatalogue = async (): Promise<Catalogue> => catalogueNow();

/**
 * All the registry's files: what a refresh starts from.
 * @param from the folder that they are in
 * @throws RegistryFileError where one of them can't be right
 */
export async function loadBuiltRegistry(from = folder): Promise<BuiltRegistry> {
  const names = regionFilesIn(from);
  const catalogue = readCatalogue(from);
  const files = names.map((name) => readRegionFile(from, name.replace(/\.json$/, ""), catalogue));
  return { catalogue, regions: new Map(files.map((file) => [file.region, file])) };
}

function regionFilesIn(from: URL): string[] {
  try {
    return readdirSync(new URL("regions/", from))
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (error) {
    throw new RegistryFileError("regions/", `can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/**
 * A Region's quotas of one model and scope, in the order of limitKinds. Codes are the same in every Region but where the
 * catalogue has one for this Region alone.
 */
function quotasOf(
  region: string,
  scope: Scope,
  ofModel: readonly CatalogueQuota[],
  { sources }: Catalogue,
): RegistryQuota[] {
  const here = ofModel.filter(({ scopes, variant }) => variant === "" && scopes.includes(scope));
  return [...Map.groupBy(here, ({ kind }) => kind).values()]
    .flatMap((codes) => heldIn(region, codes))
    .sort((one, other) => limitKinds.indexOf(one.kind) - limitKinds.indexOf(other.kind))
    .map(({ kind, code, name, defaultValue, adjustable, doubled, from }) => {
      const defaultRegion = defaultValue === undefined ? undefined : sources[from]?.region;
      return {
        kind,
        code,
        name,
        ...(defaultValue !== undefined && { defaultValue }),
        ...(adjustable !== undefined && { adjustable }),
        multiplier: multiplierOf(doubled, scope),
        ...(defaultRegion !== undefined && { defaultRegion }),
      };
    });
}

function idsOf(offer: RegionOffer): Partial<Record<Scope, readonly string[]>> {
  const { modelId, onDemand, geographic = [], global, mantle } = offer;
  return {
    ...(onDemand && { "on-demand": [modelId] }),
    ...(geographic.length > 0 && { "cross-region": geographic.map((prefix) => `${prefix}.${modelId}`) }),
    ...(global && { global: [`global.${modelId}`] }),
    ...(mantle && { mantle: [modelId] }),
  };
}

function provenanceOf(from: string, { sources }: Catalogue): Provenance {
  const { source, readAt } = sources[from]!;
  return { source, readAt };
}

function registryModel(
  region: string,
  offer: RegionOffer,
  model: CatalogueModel,
  quotas: readonly CatalogueQuota[],
  catalogue: Catalogue,
): RegistryModel {
  const scopes = Object.fromEntries(
    Object.entries(idsOf(offer)).map(([scope, ids]): [string, RegistryScope] => [
      scope,
      { ids: ids as [string, ...string[]], quotas: quotasOf(region, scope as Scope, quotas, catalogue) },
    ]),
  );
  const maxOutputTokens = maxOutputOf(model.modelId);
  return {
    modelId: model.modelId,
    name: model.name,
    provider: model.provider,
    ...lifeIn(region, model),
    outputModalities: model.outputModalities ?? [],
    burndown: burndownOf(model.modelId),
    ...(maxOutputTokens && { maxOutputTokens }),
    scopes,
    provenance: provenanceOf(offer.from, catalogue),
  };
}

/**
 * Cuts the catalogue down to what a Region offers. All of a model's geographic profiles make one target: the quota's
 * name has no geography in it, so two that are usable in one Region are taken to share it (AWS doesn't say).
 */
export function registryOf(catalogue: Catalogue, regionFile: RegionFile): Registry {
  const quotasByModel = Map.groupBy(catalogue.quotas, ({ modelId }) => modelId);
  const modelsById = new Map(catalogue.models.map((model) => [model.modelId, model]));
  const daily = catalogue.crossModelDaily;
  const [crossModelDaily] = daily ? heldIn(regionFile.region, [daily, ...(daily.elsewhere ?? [])]) : [];
  return {
    region: regionFile.region,
    geographicPrefixes: [...new Set(regionFile.models.flatMap(({ geographic = [] }) => geographic))].sort(),
    models: regionFile.models.map((offer) =>
      registryModel(
        regionFile.region,
        offer,
        modelsById.get(offer.modelId)!,
        quotasByModel.get(offer.modelId) ?? [],
        catalogue,
      ),
    ),
    ...(crossModelDaily && {
      crossModelDaily: {
        code: crossModelDaily.code,
        name: crossModelDaily.name,
        defaultValue: crossModelDaily.defaultValue,
      },
    }),
  };
}

/**
 * One Region's models, each with its scopes, their ids and their quotas.
 * @param region e.g. "us-east-1"
 * @throws UnknownRegionError where the registry has nothing about the Region
 * @throws RegistryFileError where its files can't be right
 */
export function registryNow(region: string): Registry {
  if (!isRegion(region)) throw new UnknownRegionError(region);
  const all = catalogueNow();
  return registryOf(all, readRegionFile(folder, region, all));
}

/** `registryNow`, where whoever asks waits anyway. */
export const loadRegistry = async (region: string): Promise<Registry> => registryNow(region);
