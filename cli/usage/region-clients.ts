import { regionsNamed } from "../region-names.ts";
import { type UsageClients, usageClients } from "./clients.ts";
import { exitCodes } from "./exit-code.ts";

/**
 * Clients for each Region that a command line names, else for the one of the environment or the profile.
 * @throws UserError for a name that is no Region's, before AWS is asked anything
 */
export async function regionClients({
  region,
  profile,
}: {
  region: readonly string[];
  profile?: string;
}): Promise<UsageClients[]> {
  const own = profile === undefined ? {} : { profile };
  const named = regionsNamed(region, exitCodes.cannotTell);
  if (named.length > 0) return Promise.all(named.map((name) => usageClients({ ...own, region: name })));
  const clients = await usageClients(own);
  // Also a Region of the environment may be misspelt.
  regionsNamed([clients.region], exitCodes.cannotTell);
  return [clients];
}
