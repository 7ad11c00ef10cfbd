import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FleetMonitor } from "../components/fleet-monitor.ts";
import { fleetPlan } from "../monitoring/fleet/fleet-plan.ts";
import type { FleetSettings } from "../monitoring/fleet/settings.ts";
import { namePrefix } from "../monitoring/names.ts";

/** Puts a fleet's stack together. */
export async function defineFleet(fleet: FleetSettings, warnings: readonly string[]) {
  for (const warning of warnings) await pulumi.log.warn(warning);
  const { accountId } = await aws.getCallerIdentity();
  const plan = fleetPlan(fleet);
  return { plan, monitor: new FleetMonitor(namePrefix, { fleet, accountId, plan }) };
}
