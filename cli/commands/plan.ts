import { type Command, Option } from "commander";
import { placeholderAccount } from "../../monitoring/plan.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { UserError } from "../../stacks/user-error.ts";
import { table } from "../table.ts";

const examples = `
Examples:
  $ npm run headroom -- plan --stack us-east-1
  $ npm run --silent headroom -- plan --stack us-east-1 --json > plan.json
  $ npm run --silent headroom -- plan --stack us-east-1 --json | jq '.alarms[0]' > alarm.json   # what PutMetricAlarm takes

The JSON is described in docs/plan.md. Exit codes: 0 done, 1 the stack's config has errors.`;

export function register(command: Command): void {
  command
    .requiredOption("--stack <name>", "the stack, by the name in Pulumi.<name>.yaml")
    .option("--json", "print the MonitoringPlan as JSON")
    .addOption(new Option("--account <id>", "the account in the dashboards' alarm ARNs").default(placeholderAccount))
    .addHelpText("after", examples)
    .action(async ({ stack, json, account }: { stack: string; json?: true; account: string }) => {
      if (!/^\d{12}$/.test(account)) throw new UserError(`--account ${account}: an AWS account id is 12 digits`);
      const { plan, warnings } = await planForStack(stack, process.cwd(), account);
      for (const warning of warnings) console.error(`warning: ${warning}`);
      console.log(json ? JSON.stringify(plan, null, 2) : describe(plan));
    });
}

/** A plan as a person reads it. */
export function describe(plan: MonitoringPlan): string {
  const alarms = (target: MonitoringPlan["targets"][number]) => String(target.alarms.length);
  const cost = new Map(plan.cost.perTarget.map(({ modelId, scope, usd }) => [`${modelId} ${scope}`, usd]));
  const rows = plan.targets.map((target) => [
    target.modelId,
    target.scope,
    target.quotas.map(({ kind, code }) => `${kind} ${code}`).join("\n") || "none",
    [...target.missingKinds, ...(target.leftOutKinds ?? []).map((kind) => `${kind} (left out)`)].join(", ") || "-",
    alarms(target),
    dollarsText(cost.get(`${target.modelId} ${target.scope}`) ?? 0),
  ]);
  const { monthlyUsd, freeTierUsd, lines } = plan.cost;
  const unverified = lines.filter(({ verified }) => !verified).length;
  return [
    `Stack ${plan.stack}, ${plan.region}`,
    "",
    table(["model", "scope", "quotas", "no quota of", "alarms", "$ a month"], rows, [
      "left",
      "left",
      "left",
      "left",
      "right",
      "right",
    ]),
    "",
    `Alarms: ${plan.alarms.length}, and ${plan.compositeAlarms.length} composite`,
    `Dashboards: ${plan.dashboards.map(({ name }) => name).join(", ")}`,
    `Quota feed: ${plan.feed.quotas.length} quotas every minute into ${plan.feed.namespace}, read again every ${plan.feed.refreshMinutes} minutes`,
    `Cost: ${dollarsText(monthlyUsd)} a month before the free tier, which takes off up to ${dollarsText(freeTierUsd)}` +
      (unverified > 0 ? ` (${unverified} of ${lines.length} prices not confirmed on an AWS page)` : ""),
    ...lines.map(
      ({ what, quantity, usd }) => `  ${dollarsText(usd).padStart(9)}  ${what}: ${quantity.toLocaleString("en-US")}`,
    ),
  ].join("\n");
}

const dollarsText = (usd: number): string => `$${usd.toFixed(2)}`;
