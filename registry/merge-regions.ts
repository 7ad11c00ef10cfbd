import { byText } from "./by-text.ts";
import type { RegionFile, RegionOffer } from "./catalogue-types.ts";
import { type Listing, prefixOf } from "./listing.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

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

/** What every Region offers, and the models that the newest complete listing of some Region has lost. */
export function mergeRegions(
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
