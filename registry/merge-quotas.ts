import { isGovCloud } from "../words/words.ts";
import { byText } from "./by-text.ts";
import type { Catalogue } from "./catalogue-types.ts";
import type { ListedQuota, Listing } from "./listing.ts";

export type KnownQuota = ListedQuota & {
  /** the Regions whose lists have this code, where others have another for the same name */
  only?: readonly string[];
  /** a list of AWS GovCloud (US) has it */
  inGovCloud?: true;
  /** key of the source */
  from: string;
};

/** AWS's defaults can differ between Regions. Those of this one, which has most of the quotas, count before others'. */
const defaultsRegion = "us-east-1";

/**
 * The quotas of all listings, the newest word on each; one that has a default value counts before one that has none.
 * A name that a Region's list has under another code than before has changed its code in that Region alone; once every
 * Region's list has the new one, the old one goes.
 * @param regions all that the registry knows
 */
export function mergeQuotas(
  previous: Catalogue | undefined,
  oldestFirst: readonly Listing[],
  regions: ReadonlySet<string>,
): KnownQuota[] {
  const regionOf = new Map(Object.entries(previous?.sources ?? {}).map(([key, { region }]) => [key, region]));
  const daily = previous?.crossModelDaily;
  const before: KnownQuota[] = [...(previous?.quotas ?? []), ...(daily ? [daily, ...(daily.elsewhere ?? [])] : [])];
  const quotas = new Map(before.map((quota) => [quota.code, quota]));
  for (const listing of oldestFirst) {
    takeValues(quotas, listing, regionOf);
    if (listing.region !== undefined) takeCodes(quotas, listing, listing.region, regionOf);
    if (listing.quotas.length > 0) regionOf.set(listing.key, listing.region);
  }
  return oneForAll([...quotas.values()], ({ name }) => name, regions).sort(
    byText(({ name, code }) => `${name} ${code}`),
  );
}

/** The Region of each source that is of one. */
type RegionOf = ReadonlyMap<string, string | undefined>;

function takeValues(quotas: Map<string, KnownQuota>, listing: Listing, regionOf: RegionOf): void {
  /** Whether what is known of a quota counts before what the listing says. */
  const countsBefore = (known: KnownQuota | undefined, newer: ListedQuota): boolean => {
    if (known?.defaultValue === undefined) return false;
    if (newer.defaultValue === undefined) return true;
    return regionOf.get(known.from) === defaultsRegion && listing.region !== defaultsRegion;
  };
  for (const quota of listing.quotas) {
    const known = quotas.get(quota.code);
    const newest = countsBefore(known, quota) ? known! : { ...quota, from: listing.key };
    const inGovCloud = known?.inGovCloud || (listing.region !== undefined && isGovCloud(listing.region));
    quotas.set(quota.code, {
      ...newest,
      ...(known?.only && { only: known.only }),
      ...(inGovCloud && { inGovCloud }),
    });
  }
}

/** A name's codes that the Region's list doesn't have are other Regions'; one from a list of no Region gives way. */
function takeCodes(quotas: Map<string, KnownQuota>, listing: Listing, region: string, regionOf: RegionOf): void {
  const listed = new Set(listing.quotas.map(({ code }) => code));
  const byName = Map.groupBy(quotas.values(), ({ name }) => name);
  const isOfARegion = ({ from }: KnownQuota): boolean => from === listing.key || regionOf.get(from) !== undefined;
  for (const { code, name } of listing.quotas) {
    const others = (byName.get(name) ?? []).filter((other) => !listed.has(other.code));
    for (const other of others) if (!isOfARegion(other)) quotas.delete(other.code);
    const changed = inOneRegion(quotas.get(code)!, others.filter(isOfARegion), region);
    for (const quota of changed) quotas.set(quota.code, quota);
  }
}

/** A quota's codes, where they are not the same in every Region. */
interface Coded {
  code: string;
  only?: readonly string[];
}

/**
 * What a Region's list says of a quota that has other codes elsewhere.
 * @param here the quota as the Region lists it
 * @param others the same quota by codes that the Region doesn't list
 * @returns those of them that are different now
 */
export function inOneRegion<Quota extends Coded>(here: Quota, others: readonly Quota[], region: string): Quota[] {
  const left = others
    .filter(({ only }) => only?.includes(region))
    .map((other) => ({ ...other, only: other.only!.filter((name) => name !== region) }));
  // The code that holds everywhere else holds here, too.
  if (here.only === undefined && others.every(({ only }) => only !== undefined)) return left;
  return [...left, { ...here, only: [...new Set([...(here.only ?? []), region])].sort() }];
}

/** Where every Region has a code of its own for a quota, the one that held elsewhere goes; likewise one of no Region. */
export function oneForAll<Quota extends Coded>(
  quotas: readonly Quota[],
  identity: (quota: Quota) => string,
  regions: ReadonlySet<string>,
): Quota[] {
  const result = quotas.filter(({ only }) => only?.length !== 0);
  for (const same of Map.groupBy(result, identity).values()) {
    const special = same.filter(({ only }) => only !== undefined);
    const covered = new Set(special.flatMap(({ only }) => only ?? []));
    if (special.length === 0 || special.length === same.length || ![...regions].every((region) => covered.has(region)))
      continue;
    const [most] = special.sort(
      (one, other) => other.only!.length - one.only!.length || (one.code < other.code ? -1 : 1),
    );
    for (const quota of same) {
      const index = result.indexOf(quota);
      if (quota.only === undefined) result.splice(index, 1);
      else if (quota === most) {
        const { only: _, ...general } = quota;
        result[index] = general as Quota;
      }
    }
  }
  return result;
}
