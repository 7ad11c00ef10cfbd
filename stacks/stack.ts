import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PlannedMonitor } from "../components/planned-monitor.ts";
import { dashboardUrl } from "../monitoring/console.ts";
import { namePrefix } from "../monitoring/names.ts";
import { plan } from "../monitoring/plan.ts";
import type { MonitoringPlan } from "../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { programAccount } from "./account.ts";
import { checkProfilesAccount } from "./application-profiles.ts";
import { readSettings, type StackConfig } from "./config.ts";
import { isFleet, readFleetSettings } from "./fleet.ts";
import { checkBoundaryAccount } from "./iam.ts";
import { asRunError } from "./run-error.ts";

/** What `pulumi stack output` shows. */
export interface StackOutputs {
  /** the overview first */
  dashboards: { name: string; url: string }[];
  /** by severity */
  topicArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** metric alarms and composite alarms together */
  alarms: number;
  /** what the stack costs a month before the free tier, an estimate: `headroom plan` has its lines and their sources */
  monthlyCostUsd: number;
  /** the Lambda function that publishes the quotas; of a fleet's stack the one that sends its digest, or "none" */
  publisher: pulumi.Output<string>;
  /** targets that lack a quota one would expect, with its kinds: nothing can be told of their use of it */
  withoutQuota: string[];
}

/**
 * One stack: everything that monitors Bedrock in one Region.
 * @param read gives the stack's config
 * @throws RunError, which Pulumi shows without a stack trace, when the config can't be used; nothing is registered then
 */
export async function defineStack(read: () => StackConfig): Promise<StackOutputs> {
  const given = await readable(read);
  if (isFleet(given)) return defineFleetStack(given);
  const { settings, warnings, profilesOf } = await readable(async () => {
    const { region, profile } = given;
    const account = region === undefined ? undefined : programAccount({ region, profile });
    return readSettings({ ...given, ...(account && { account }) });
  });
  for (const warning of warnings) await pulumi.log.warn(warning);
  const { accountId } = await aws.getCallerIdentity();
  const planned = await readable(() => {
    checkBoundaryAccount(settings.stack, settings.iam, accountId);
    checkProfilesAccount(settings.stack, profilesOf, accountId);
    return plan(settings, accountId);
  });
  const monitor = new PlannedMonitor(namePrefix, { settings, accountId, plan: planned });
  // From here on only Pulumi's own code runs, which formats a stack trace for each of its promises and never shows it.
  if (!process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) Error.stackTraceLimit = 0;
  return outputsOf(settings, planned, monitor);
}

/** A stack that shows others. Its parts are loaded for it alone. */
async function defineFleetStack(config: StackConfig): Promise<StackOutputs> {
  const { fleet, warnings } = await readable(() => readFleetSettings(config, pulumi.getRootDirectory()));
  const { plan, monitor } = await readable(async () => (await import("./fleet-stack.ts")).defineFleet(fleet, warnings));
  return {
    dashboards: plan.dashboards.map(({ name }) => ({ name, url: dashboardUrl(fleet.region, name) })),
    topicArns: monitor.topicArns,
    alarms: 0,
    monthlyCostUsd: plan.monthlyUsd,
    publisher: monitor.digestFunctionName ?? pulumi.output("none"),
    withoutQuota: [],
  };
}

/** Runs a step that can fail because of the config, and has Pulumi show such a failure as a message alone. */
async function readable<T>(step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw asRunError(error);
  }
}

const outputsOf = (settings: MonitoringSettings, planned: MonitoringPlan, monitor: PlannedMonitor): StackOutputs => ({
  dashboards: planned.dashboards.map(({ name }) => ({ name, url: dashboardUrl(settings.region, name) })),
  topicArns: monitor.topicArns,
  alarms: planned.alarms.length + planned.compositeAlarms.length,
  monthlyCostUsd: planned.cost.monthlyUsd,
  publisher: monitor.publisherFunctionName,
  withoutQuota: planned.targets
    .filter(({ missingKinds }) => missingKinds.length > 0)
    .map(({ modelId, scope, missingKinds }) => `${modelId} (${scope}): ${missingKinds.join(", ")}`),
});
