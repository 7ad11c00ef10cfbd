import { type Command, Option } from "commander";
import { lookMinutes } from "../../monitoring/feed.ts";
import { limits } from "../../monitoring/limits.ts";
import { placeholderAccount } from "../../monitoring/plan.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { openAccount } from "../../stacks/account.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { UserError } from "../../stacks/user-error.ts";
import { warningsOn } from "../../stacks/warnings.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { fittedTable } from "../fitted-table.ts";
import { recipientText } from "../plan-diff-recipients.ts";
import { terminalWidth } from "../terminal-width.ts";
import { fitLines } from "../wrapped.ts";

const examples = `
Examples:
  $ ${headroomCommand} plan --stack us-east-1
  $ ${quietHeadroom} plan --stack us-east-1 --json > plan.json
  $ ${quietHeadroom} plan --stack us-east-1 --json | jq '.alarms[0]' > alarm.json   # what PutMetricAlarm takes
  $ ${headroomCommand} plan --stack us-east-1 --live   # and what the account has: a quota of 0, a low one, one that is missing

--live reads Service Quotas (headroom iam-policy plan prints the policy), and for a model that the registry doesn't know
the account's lists of models and profiles (headroom iam-policy usage); without it no account is needed.
The JSON is described in docs/plan.md. Exit codes: 0 done, with or without warnings; 1 the stack's config has errors;
3 with --live: what the account has could not be told, or not of every quota.`;

interface Options {
  stack: string;
  json?: true;
  account: string;
  live?: true;
  profile?: string;
}

export function register(command: Command): void {
  command
    .requiredOption("--stack <name>", "the stack, by the name in Pulumi.<name>.yaml")
    .option("--json", "print the MonitoringPlan as JSON")
    .addOption(new Option("--account <id>", "the account in the dashboards' alarm ARNs").default(placeholderAccount))
    .option("--live", "compare with the account's quotas: one of 0, one far under AWS's default, one it has not")
    .option("--profile <name>", "with --live: AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .addHelpText("after", examples)
    .action(run);
}

async function run({ stack, json, account, live, profile }: Options): Promise<void> {
  if (!/^\d{12}$/.test(account)) throw new UserError(`--account ${account}: an AWS account id is 12 digits`);
  if (profile !== undefined && !live)
    throw new UserError("--profile is for --live: without it no AWS account is asked anything");
  const { plan, settings, warnings, notes } = await planForStack(stack, process.cwd(), {
    accountId: account,
    ...(live && { open: (given) => openAccount({ ...given, profile: profile ?? given.profile }) }),
  });
  const today = new Date().toISOString().slice(0, 10);
  for (const warning of [...warnings, ...warningsOn(today, settings)]) console.error(`warning: ${warning}`);
  for (const note of notes) console.error(`note: ${note}`);
  if (!live) {
    console.log(json ? JSON.stringify(plan, null, 2) : describe(plan, terminalWidth()));
    return;
  }
  // Loaded only when asked for: without it the command needs no SDK.
  const [{ readLive }, { liveSummary }] = await Promise.all([
    import("../plan-live/read-live.ts"),
    import("../plan-live/live-part.ts"),
  ]);
  const found = await readLive(settings, profile);
  for (const warning of found.warnings) console.error(`warning: ${warning}`);
  console.log(
    json
      ? JSON.stringify({ ...plan, live: found }, null, 2)
      : fitLines(`${describe(plan, terminalWidth())}\n\n${liveSummary(found)}`, terminalWidth()),
  );
  if (found.quotas.some(({ origin }) => origin === "unread")) process.exitCode = 3;
}

/** A plan as a person reads it. */
export function describe(plan: MonitoringPlan, width = Number.POSITIVE_INFINITY): string {
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
  const { monthlyUsd, freeTierUsd, lines: costs } = plan.cost;
  const unverified = costs.filter(({ verified }) => !verified).length;
  const head = ["model", "scope", "quotas", "no quota of", "alarms", "$ a month"];
  const align = ["left", "left", "left", "left", "right", "right"] as const;
  const lines = [
    `Stack ${plan.stack}, ${plan.region}`,
    "",
    fittedTable({ head, rows, align, names: 2, optional: [3] }, width),
    "",
    `Alarms: ${plan.alarms.length}, and ${plan.compositeAlarms.length} composite`,
    `Dashboards: ${plan.dashboards.map(({ name }) => name).join(", ")}`,
    `Quota feed: ${plan.feed.quotas.length} quotas every minute into ${plan.feed.namespace}, read again every ${plan.feed.refreshMinutes} minutes`,
    ...(plan.alerts ? toldLines(plan.alerts) : []),
    ...(plan.feed.sums ? [summedText(plan.feed.sums)] : []),
    ...reservationLines(plan),
    ...(plan.feed.uncounted ? [uncountedText(plan.feed.uncounted)] : []),
    `Cost: ${dollarsText(monthlyUsd)} a month before the free tier, which takes off up to ${dollarsText(freeTierUsd)}` +
      (unverified > 0 ? ` (${unverified} of ${costs.length} prices not confirmed on an AWS page)` : ""),
    ...costs.map(
      ({ what, quantity, usd }) => `  ${dollarsText(usd).padStart(9)}  ${what}: ${quantity.toLocaleString("en-US")}`,
    ),
  ];
  return fitLines(lines.join("\n"), width);
}

/** Who is told of each severity. */
const toldLines = ({ severities }: NonNullable<MonitoringPlan["alerts"]>): string[] =>
  severities.map(
    ({ severity, recipients }) => `Told of ${severity}: ${recipients.map(recipientText).join(", ") || "nobody"}`,
  );

/** What shows the reservation, and of whom it can't be told. */
function reservationLines({ targets, logs }: MonitoringPlan): string[] {
  const shown = targets.flatMap(({ reservation }) => (reservation ? [reservation] : []));
  if (shown.length === 0) return [];
  const told = shown.filter(({ cannotTell }) => cannotTell === undefined);
  const bySource = Map.groupBy(told, ({ source }) => source);
  const sources = [...bySource].map(([source, own]) => `${source} (${own.length})`).join(", ");
  return [
    `Reservation: of ${told.length} targets, by source: ${sources || "none"}`,
    ...(logs?.groups ?? []).map(({ logGroup, filters }) => `  ${filters.length} metric filters on ${logGroup}`),
    ...(logs?.logging
      ? [
          `  switches model invocation logging on in the whole Region: prompts and answers go to ${logs.logging.logGroup} and are kept ${logs.logging.retentionDays} days`,
        ]
      : []),
    ...shown.flatMap(({ cannotTell }) => (cannotTell === undefined ? [] : [`  not told: ${cannotTell}`])),
  ];
}

/** What the publisher adds up, since it is more than an alarm holds. */
function summedText(sums: NonNullable<MonitoringPlan["feed"]["sums"]>): string {
  const byId = Map.groupBy(sums, ({ modelId }) => modelId);
  const parts = [...byId].map(
    ([id, own]) => `${id} (${own.map(({ metric, terms }) => `${metric} of ${terms.length} series`).join(", ")})`,
  );
  return `Added up by the publisher every minute, as an alarm holds no more than ${limits.metricsPerAlarm} metrics: ${parts.join("; ")}`;
}

const uncountedText = ({ ignore }: NonNullable<MonitoringPlan["feed"]["uncounted"]>): string =>
  `Use that no target counts: looked for every ${lookMinutes} minutes${ignore.length > 0 ? `, but for ${ignore.join(", ")}` : ""}`;

const dollarsText = (usd: number): string => `$${usd.toFixed(2)}`;
