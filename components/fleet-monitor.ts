import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { bundleDigest } from "../functions/fleet-digest/bundle.ts";
import { partitionOf } from "../monitoring/console.ts";
import { type FleetPlan, fleetPlan } from "../monitoring/fleet/fleet-plan.ts";
import { digestSeverity, type FleetSettings } from "../monitoring/fleet/settings.ts";
import { AlertTopics } from "./alert-topics.ts";
import { FleetDigest } from "./fleet-digest.ts";
import { QuotaDashboard } from "./quota-dashboard.ts";

export interface FleetMonitorArgs {
  readonly fleet: FleetSettings;
  /** the account's twelve digits */
  readonly accountId: string;
  /** `fleetPlan(fleet)`, where the program has it already */
  readonly plan?: FleetPlan;
  /** path of the bundled digest function, where the program bundles it itself */
  readonly digestBundle?: string | Promise<string>;
}

/** Shows the stacks of many Regions and accounts side by side, and tells of them in one message. */
export class FleetMonitor extends pulumi.ComponentResource {
  /** the topic of the digest, by its name; none without a digest */
  readonly topicArns: Readonly<Record<string, pulumi.Output<string>>>;
  readonly dashboardArns: readonly pulumi.Output<string>[];
  /** the digest's function; absent without a digest */
  readonly digestFunctionName: pulumi.Output<string> | undefined;

  constructor(name: string, args: FleetMonitorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:FleetMonitor", name, {}, opts);
    const { fleet, accountId } = args;
    const { stack, region, alerts, tags, logRetentionDays } = fleet;
    const plan = args.plan ?? fleetPlan(fleet);
    const place = { partition: partitionOf(region), region, accountId };
    const iam = fleet.iam && { iam: fleet.iam };
    const parent = { parent: this };

    const { dashboards, digest } = plan;
    const made = new QuotaDashboard(`${name}-dashboard`, { region, dashboards }, parent);
    this.dashboardArns = made.dashboards.map(({ dashboardArn }) => dashboardArn);
    this.topicArns = {};
    if (digest) {
      const severities = [digestSeverity];
      const topics = new AlertTopics(`${name}-alerts`, { stack, ...iam, place, severities, alerts, tags }, parent);
      this.topicArns = topics.topicArns;
      this.digestFunctionName = new FleetDigest(
        `${name}-digest`,
        {
          stack,
          ...iam,
          place,
          digest,
          bundle: args.digestBundle ?? bundleDigest(join(import.meta.dirname, "..", ".cache", "fleet-digest")),
          logRetentionDays,
          topicArn: topics.topicArns[digestSeverity]!,
          keyArn: topics.keyArns[digestSeverity]!,
          tags,
        },
        parent,
      ).functionName;
    }
    this.registerOutputs({ topicArns: this.topicArns, dashboardArns: this.dashboardArns });
  }
}
