import type { CatalogueQuota, Source } from "./catalogue-types.ts";
import type { Listing } from "./listing.ts";
import { inOneRegion, oneForAll } from "./merge-quotas.ts";

/** What one call counts against: a model, a scope, a limit kind and a variant have one quota. */
const placesOf = ({ modelId, scopes, kind, variant }: CatalogueQuota): string[] =>
  modelId === null ? [] : scopes.map((scope) => `${modelId} ${scope} ${kind} ${variant}`);

const placeOf = (quota: CatalogueQuota): string => placesOf(quota).join("\n") || quota.code;

/** Whether two quotas are both meant to hold in one Region: of two that name their Regions, or neither does. */
const isRival = (one: CatalogueQuota, other: CatalogueQuota): boolean =>
  one.only && other.only ? one.only.some((region) => other.only?.includes(region)) : !one.only && !other.only;

/** The quotas of each place that has more than one. */
function sharersOf(quotas: readonly CatalogueQuota[]): CatalogueQuota[][] {
  const byPlace = Map.groupBy(
    quotas.flatMap((quota) => placesOf(quota).map((place) => ({ place, quota }))),
    ({ place }) => place,
  );
  return [...byPlace.values()].filter(({ length }) => length > 1).map((there) => there.map(({ quota }) => quota));
}

/** Those of them that some Region would have beside another. */
const rivalsOf = (quotas: readonly CatalogueQuota[]): CatalogueQuota[][] =>
  sharersOf(quotas)
    .map((there) => there.filter((one) => there.some((other) => other !== one && isRival(one, other))))
    .filter(({ length }) => length > 0);

export interface SettledPlaces {
  quotas: CatalogueQuota[];
  /** the codes that another quota has taken the place of */
  superseded: Set<string>;
  /** for each code that can't be told apart from others their codes, its own among them */
  disputed: Map<string, string[]>;
}

/**
 * Two quotas with one place can't both be right in one Region. Where a Region's list has the one and not the other, that
 * is this Region's; where one is of no certain Region and another is, that one goes; otherwise none can be trusted.
 * @param quotas matched to their models
 * @param regions all that the registry knows
 */
export function settlePlaces(
  quotas: readonly CatalogueQuota[],
  listings: readonly Listing[],
  sources: Readonly<Record<string, Source>>,
  regions: ReadonlySet<string>,
): SettledPlaces {
  const settled = oneForAll(byRegion(quotas, listings, sources), placeOf, regions);
  const { uncertain, disputed } = doubtsIn(settled, sources);
  const left = settled.filter(({ code }) => !uncertain.has(code));
  const kept = new Set<string>(left.map(({ code }) => code));
  return {
    quotas: left.map((quota) => (disputed.has(quota.code) ? { ...quota, modelId: null } : quota)),
    superseded: new Set(quotas.map(({ code }) => code as string).filter((code) => !kept.has(code))),
    disputed,
  };
}

/** The quotas, each for the Regions whose lists have it and not its rival. */
function byRegion(
  quotas: readonly CatalogueQuota[],
  listings: readonly Listing[],
  sources: Readonly<Record<string, Source>>,
): CatalogueQuota[] {
  const lists = listings.flatMap(({ region, quotas: listed }) =>
    region === undefined || listed.length === 0 ? [] : [{ region, codes: new Set(listed.map(({ code }) => code)) }],
  );
  const now = new Map(quotas.map((quota) => [quota.code, quota]));
  for (const there of sharersOf(quotas)) {
    for (const { region, codes } of lists) {
      const [here, second] = there.filter(({ code }) => codes.has(code));
      if (!here || second) continue;
      const others = there.filter((quota) => quota !== here && isOfARegion(quota, sources));
      const latest = others.map(({ code }) => now.get(code)!);
      for (const changed of inOneRegion(now.get(here.code)!, latest, region)) now.set(changed.code, changed);
    }
  }
  return [...now.values()];
}

/** The rivals that are left: those of no certain Region beside one that is, and those that nothing tells apart. */
function doubtsIn(
  quotas: readonly CatalogueQuota[],
  sources: Readonly<Record<string, Source>>,
): { uncertain: Set<string>; disputed: Map<string, string[]> } {
  const uncertain = new Set<string>();
  const disputed = new Map<string, string[]>();
  for (const there of rivalsOf(quotas)) {
    const [certain, second] = there.filter((quota) => isOfARegion(quota, sources));
    const codes = there.map(({ code }) => code as string).sort();
    for (const code of codes) {
      if (!certain || second) disputed.set(code, codes);
      else if (code !== certain.code) uncertain.add(code);
    }
  }
  return { uncertain, disputed };
}

const isOfARegion = ({ from }: CatalogueQuota, sources: Readonly<Record<string, Source>>): boolean =>
  sources[from]?.region !== undefined;
