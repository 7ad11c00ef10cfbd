import { join } from "node:path";
import type { FleetSettings } from "../../monitoring/fleet/settings.ts";
import { readFleetSettings } from "../../stacks/fleet.ts";
import { findStackConfig } from "../../stacks/stack-config.ts";

const directory = join(import.meta.dirname, "../fixtures/fleet");

/** The sample fleet: three places in two Regions, one of them in another account. */
export async function sampleFleet(): Promise<FleetSettings> {
  const { config } = await findStackConfig("fleet", directory);
  return (await readFleetSettings(config, directory)).fleet;
}
