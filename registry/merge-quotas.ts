import { byText } from "./by-text.ts";
import type { Catalogue } from "./catalogue-types.ts";
import type { ListedQuota, Listing } from "./listing.ts";

type KnownQuota = ListedQuota & {
  /** key of the source */
  from: string;
};

/** The quotas of all listings, the newest word on each; one that has a default value counts before one that has none. */
export function mergeQuotas(previous: Catalogue | undefined, oldestFirst: readonly Listing[]): KnownQuota[] {
  const quotas = new Map<string, KnownQuota>();
  for (const quota of [...(previous?.quotas ?? []), ...(previous?.crossModelDaily ? [previous.crossModelDaily] : [])]) {
    quotas.set(quota.code, quota);
  }
  for (const listing of oldestFirst) {
    for (const quota of listing.quotas) {
      if (quota.defaultValue === undefined && quotas.get(quota.code)?.defaultValue !== undefined) continue;
      quotas.set(quota.code, { ...quota, from: listing.key });
    }
  }
  return [...quotas.values()].sort(byText(({ name, code }) => `${name} ${code}`));
}
