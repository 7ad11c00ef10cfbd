import { nearest } from "../../registry/nearest.ts";
import { regionNames, UnknownRegionError } from "../../registry/regions.ts";
import { UserError } from "../../stacks/user-error.ts";
import { isGovCloud } from "../../words/words.ts";

/** Every Region that credentials of a commercial account can read. */
const commercialRegions = (): string[] => regionNames.filter((region) => !isGovCloud(region));

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
  const asked = named.length > 0 ? [...new Set(named)] : configured === undefined ? [] : [configured];
  if (asked.length === 0) {
    throw new UserError("no Region: name one with --region (more than once for several), or use --all-regions");
  }
  const known: readonly string[] = regionNames;
  for (const region of asked) {
    if (known.includes(region)) continue;
    if (region.startsWith("cn-")) throw new UserError(new UnknownRegionError(region).message);
    const [guess] = nearest(region, known);
    throw new UserError(`--region ${region}: no such Region${guess ? `; did you mean ${guess}?` : ""}`);
  }
  const gov = asked.filter(isGovCloud);
  if (gov.length > 0 && gov.length < asked.length) {
    throw new UserError(
      `${gov.join(", ")}: GovCloud has accounts and credentials of its own: refresh its Regions in a run of their own`,
    );
  }
  return asked;
}
