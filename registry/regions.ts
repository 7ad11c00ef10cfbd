import { type RegionName, regionNames } from "./ids.ts";
import { nearest } from "./nearest.ts";

export { type RegionName, regionNames };

/** A Region that the registry has nothing about; the message says why and what to do. */
export class UnknownRegionError extends Error {
  readonly region: string;
  /** Regions that may have been meant, best first */
  readonly nearest: readonly string[];

  constructor(region: string) {
    const near = nearest(region, regionNames);
    super(messageFor(region, near));
    this.name = "UnknownRegionError";
    this.region = region;
    this.nearest = near;
  }
}

/** Of a name that is no Region's, as much as a message shows. */
const longestRegion = 60;

function messageFor(region: string, near: readonly string[]): string {
  if (region.startsWith("cn-")) return `${region}: AWS offers Amazon Bedrock in no Region of China.`;
  const meant = near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
  const name = region.length > longestRegion ? `${region.slice(0, longestRegion - 1)}…` : region;
  return `"${name}" is not a Region that the registry knows.${meant} It knows ${regionNames.join(", ")}.`;
}

export const isRegion = (region: string): region is RegionName => (regionNames as readonly string[]).includes(region);
