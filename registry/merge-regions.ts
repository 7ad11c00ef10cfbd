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

/** Days for which another Region's list says that a model lives on. */
const listCounts = 90;

const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);

export interface MergeRegionsInput {
  previous: ReadonlyMap<string, RegionFile> | undefined;
  oldestFirst: readonly Listing[];
  /** what a listing says of the Region's bedrock-mantle endpoint */
  onMantle: (listing: Listing) => readonly string[];
  /** the day that a source was read, by its key */
  readAt: (key: string) => string;
}

/**
 * What every Region offers, and the models that AWS has taken away: a Region's complete listing lacks them, and no other
 * Region has listed them in the days before. (Gone from one Region alone is not gone, but old lists prove nothing.)
 *
 * No listing has the whole of the bedrock-mantle endpoint, so what it was known to serve stays.
 */
export function mergeRegions({ previous, oldestFirst, onMantle, readAt }: MergeRegionsInput): {
  regions: Map<string, RegionFile>;
  lost: Set<string>;
} {
  const regions = new Map(
    [...(previous ?? [])].map(([region, { models }]) => [
      region,
      new Map(models.map((offer) => [offer.modelId, offer])),
    ]),
  );
  /** by model and Region, the day of the last list that has the model */
  const lastListed = new Map<string, Map<string, string>>();
  const listedOn = (modelId: string, region: string, day: string): void => {
    lastListed.set(modelId, (lastListed.get(modelId) ?? new Map()).set(region, day));
  };
  for (const { region, models } of previous?.values() ?? []) {
    for (const { modelId, from } of models) listedOn(modelId, region, readAt(from));
  }
  const lostOn = new Map<string, string>();
  for (const listing of oldestFirst) {
    if (listing.region === undefined) continue;
    const known = regions.get(listing.region) ?? new Map<string, RegionOffer>();
    const offers = offersOf(listing, onMantle(listing));
    const listed = new Set(listing.models.map(({ modelId }) => modelId));
    for (const modelId of listed) listedOn(modelId, listing.region, listing.readAt);
    if (listing.complete) {
      for (const [modelId, { mantle, from, ...offered }] of known) {
        if (mantle && !offers.has(modelId)) offers.set(modelId, { modelId, mantle, from });
        else if (mantle) offers.set(modelId, { ...offers.get(modelId)!, mantle });
        const other = offered.onDemand || offered.geographic || offered.global;
        if (listed.has(modelId)) continue;
        lastListed.get(modelId)?.delete(listing.region);
        if (!mantle && other) lostOn.set(modelId, listing.readAt);
      }
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
  const lost = [...lostOn].filter(([modelId, day]) => {
    const counts = daysBefore(day, listCounts);
    return [...(lastListed.get(modelId)?.values() ?? [])].every((listed) => listed < counts);
  });
  return { regions: new Map(files), lost: new Set(lost.map(([modelId]) => modelId)) };
}
