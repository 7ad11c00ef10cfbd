import { byText } from "./by-text.ts";
import type { Catalogue } from "./catalogue-types.ts";
import type { ListedQuota, Listing } from "./listing.ts";

type KnownQuota = ListedQuota & {
  /** key of the source */
  from: string;
};

/** AWS's defaults can differ between Regions. Those of this one, which has most of the quotas, count before others'. */
const defaultsRegion = "us-east-1";

/**
 * The quotas of all listings, the newest word on each; one that has a default value counts before one that has none.
 * A name that a Region's list has under another code than before has changed its code: the old one goes.
 */
export function mergeQuotas(previous: Catalogue | undefined, oldestFirst: readonly Listing[]): KnownQuota[] {
  const regionOf = new Map(Object.entries(previous?.sources ?? {}).map(([key, { region }]) => [key, region]));
  const quotas = new Map<string, KnownQuota>();
  /** Whether what is known of a quota counts before what a newer listing says. */
  const countsBefore = (known: KnownQuota | undefined, newer: ListedQuota, { region }: Listing): boolean => {
    if (known?.defaultValue === undefined) return false;
    if (newer.defaultValue === undefined) return true;
    return regionOf.get(known.from) === defaultsRegion && region !== defaultsRegion;
  };
  for (const quota of [...(previous?.quotas ?? []), ...(previous?.crossModelDaily ? [previous.crossModelDaily] : [])]) {
    quotas.set(quota.code, quota);
  }
  for (const listing of oldestFirst) {
    const listed = new Set(listing.quotas.map(({ code }) => code));
    const codeOf = new Map([...quotas.values()].map(({ name, code }) => [name, code]));
    for (const quota of listing.quotas) {
      const before = codeOf.get(quota.name);
      if (listing.region !== undefined && before !== undefined && !listed.has(before)) quotas.delete(before);
      if (!countsBefore(quotas.get(quota.code), quota, listing))
        quotas.set(quota.code, { ...quota, from: listing.key });
    }
    if (listing.quotas.length > 0) regionOf.set(listing.key, listing.region);
  }
  return [...quotas.values()].sort(byText(({ name, code }) => `${name} ${code}`));
}
