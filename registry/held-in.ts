import { isGovCloud } from "../words/words.ts";
import type { CatalogueQuota } from "./catalogue-types.ts";

/**
 * Whether a code can hold in a Region at all. Codes are those of AWS's commercial partition: that GovCloud has the same is
 * known only where its own lists have been read.
 */
export const isHeldIn = (region: string, { only, inGovCloud }: Pick<CatalogueQuota, "only" | "inGovCloud">): boolean =>
  only ? only.includes(region) : !isGovCloud(region) || inGovCloud === true;

/** Of the codes of one quota those that hold in a Region: its own where it has one, else that of every other Region. */
export function heldIn<Quota extends Pick<CatalogueQuota, "only" | "inGovCloud">>(
  region: string,
  codes: readonly Quota[],
): Quota[] {
  const held = codes.filter((quota) => isHeldIn(region, quota));
  const own = held.filter(({ only }) => only !== undefined);
  return own.length > 0 ? own : held;
}
