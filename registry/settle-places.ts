import type { CatalogueQuota, Source } from "./catalogue-types.ts";
import type { Listing } from "./listing.ts";

/** What one call counts against: a model, a scope, a limit kind and a variant have one quota. */
const placesOf = ({ modelId, scopes, kind, variant }: CatalogueQuota): string[] =>
  modelId === null ? [] : scopes.map((scope) => `${modelId} ${scope} ${kind} ${variant}`);

/** The quotas of each place that has more than one. */
function rivalsOf(quotas: readonly CatalogueQuota[]): CatalogueQuota[][] {
  const byPlace = Map.groupBy(
    quotas.flatMap((quota) => placesOf(quota).map((place) => ({ place, quota }))),
    ({ place }) => place,
  );
  return [...byPlace.values()].filter(({ length }) => length > 1).map((there) => there.map(({ quota }) => quota));
}

/**
 * Two quotas with one place can't both be right. One goes where the list of the Region it was read in no longer has
 * it, or where it is of no certain Region and the other is; otherwise neither can be trusted.
 * @param quotas matched to their models
 * @returns the codes that another quota has taken the place of, and for each that can't be told apart its rivals
 */
export function settlePlaces(
  quotas: readonly CatalogueQuota[],
  listings: readonly Listing[],
  sources: Readonly<Record<string, Source>>,
): { superseded: Set<string>; disputed: Map<string, string[]> } {
  const rivals = rivalsOf(quotas);
  const superseded = new Set<string>();
  const disputed = new Map<string, string[]>();
  if (rivals.length === 0) return { superseded, disputed };

  const listed = listings
    .filter((listing) => listing.region !== undefined && listing.quotas.length > 0)
    .map((listing) => ({ region: listing.region, codes: new Set(listing.quotas.map(({ code }) => code)) }));
  const regionOf = ({ from }: CatalogueQuota): string | undefined => sources[from]?.region;
  const isGone = (quota: CatalogueQuota): boolean =>
    listed.some(({ region, codes }) => region === regionOf(quota) && !codes.has(quota.code)) &&
    !listed.some(({ codes }) => codes.has(quota.code));
  for (const there of rivals) {
    const certain = there.some((quota) => regionOf(quota) !== undefined);
    const left = there.filter((quota) => !isGone(quota) && !(certain && regionOf(quota) === undefined));
    if (left.length === 1) {
      for (const { code } of there) if (code !== left[0]!.code) superseded.add(code);
    } else {
      for (const { code } of there) disputed.set(code, there.map((quota) => quota.code).sort());
    }
  }
  return { superseded, disputed };
}
