import { byText } from "./by-text.ts";
import type { RegionFile, RegionOffer } from "./catalogue-types.ts";
import { type Listing, prefixOf } from "./listing.ts";

/** A Region's, by modelId. */
type Offers = ReadonlyMap<string, RegionOffer>;

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

const isOfferedOnRuntime = ({ onDemand, geographic, global }: RegionOffer): boolean =>
  Boolean(onDemand || geographic || global);

/** What a complete listing offers, and what the bedrock-mantle endpoint was known to serve before. */
function withKnownMantle(known: Offers, complete: Offers): Offers {
  const offers = new Map(complete);
  for (const [modelId, { mantle, from }] of known)
    if (mantle) offers.set(modelId, { ...(offers.get(modelId) ?? { modelId, from }), mantle });
  return offers;
}

/** What was known, and what a listing of a part of the Region's offers adds. */
function withNewer(known: Offers, part: Offers): Offers {
  const offers = new Map(known);
  for (const [modelId, offer] of part) offers.set(modelId, together(known.get(modelId), offer));
  return offers;
}

/** In the order that the files have. */
const filesOf = (regions: ReadonlyMap<string, Offers>): Map<string, RegionFile> =>
  new Map(
    [...regions].sort(byText(([region]) => region)).map(([region, offers]) => {
      const models = [...offers.values()]
        .sort(byText(({ modelId }) => modelId))
        .map((offer) => together(undefined, offer));
      return [region, { schemaVersion: 1, region, models }];
    }),
  );

/** Days for which another Region's list says that a model lives on. */
const listCounts = 90;

const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);

/** By model and Region, the day of the last list that has the model. */
type LastListed = Map<string, Map<string, string>>;

function listedOn(lastListed: LastListed, modelId: string, region: string, day: string): void {
  lastListed.set(modelId, (lastListed.get(modelId) ?? new Map()).set(region, day));
}

function listedBefore(files: Iterable<RegionFile>, readAt: MergeRegionsInput["readAt"]): LastListed {
  const lastListed: LastListed = new Map();
  for (const { region, models } of files) {
    for (const { modelId, from } of models) listedOn(lastListed, modelId, region, readAt(from));
  }
  return lastListed;
}

/**
 * Whether no Region has listed a model in the days before.
 * @param day on which a Region's list lacked the model
 * @param lastListed the day of each other Region's last list that has it
 */
function isLost(day: string, lastListed: Iterable<string>): boolean {
  const counts = daysBefore(day, listCounts);
  return [...lastListed].every((listed) => listed < counts);
}

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
  const regions = new Map<string, Offers>(
    [...(previous ?? [])].map(([region, { models }]) => [
      region,
      new Map(models.map((offer) => [offer.modelId, offer])),
    ]),
  );
  const lastListed = listedBefore(previous?.values() ?? [], readAt);
  const lostOn = new Map<string, string>();
  for (const listing of oldestFirst) {
    if (listing.region === undefined) continue;
    const known: Offers = regions.get(listing.region) ?? new Map();
    const offers = offersOf(listing, onMantle(listing));
    const listed = new Set(listing.models.map(({ modelId }) => modelId));
    for (const modelId of listed) listedOn(lastListed, modelId, listing.region, listing.readAt);
    regions.set(listing.region, listing.complete ? withKnownMantle(known, offers) : withNewer(known, offers));
    const missing = listing.complete ? [...known.values()].filter(({ modelId }) => !listed.has(modelId)) : [];
    for (const offer of missing) {
      lastListed.get(offer.modelId)?.delete(listing.region);
      if (!offer.mantle && isOfferedOnRuntime(offer)) lostOn.set(offer.modelId, listing.readAt);
    }
  }
  const lost = [...lostOn].filter(([modelId, day]) => isLost(day, lastListed.get(modelId)?.values() ?? []));
  return { regions: filesOf(regions), lost: new Set(lost.map(([modelId]) => modelId)) };
}
