import { partitionOfRegion } from "../../registry/aws-regions.ts";
import { regionNames } from "../../registry/regions.ts";
import { UserError } from "../../stacks/user-error.ts";
import { regionsNamed } from "../region-names.ts";

/** Every Region that credentials of a commercial account can read. GovCloud is a partition of its own. */
const commercialRegions = (): string[] => regionNames.filter((region) => partitionOfRegion(region) === "aws");

/**
 * @param named what the command line names
 * @param configured the Region that the environment or the profile names
 */
export function whichRegions(
  { region: named, allRegions }: { region: readonly string[]; allRegions?: true },
  configured: string | undefined,
): string[] {
  if (allRegions && named.length > 0) throw new UserError("--region and --all-regions: give one of the two");
  if (allRegions) return commercialRegions();
  const asked = named.length > 0 ? named : configured === undefined ? [] : [configured];
  if (asked.length === 0) {
    throw new UserError("no Region: name one with --region (more than once for several), or use --all-regions");
  }
  return regionsNamed(asked);
}
