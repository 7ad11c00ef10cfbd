import { existsSync } from "node:fs";
import { relative } from "node:path";
import { confirm } from "@clack/prompts";
import type { Command } from "commander";
import { plan } from "../../monitoring/plan.ts";
import { targetOf } from "../../monitoring/report/discover.ts";
import type { TargetUsage } from "../../monitoring/report/document.ts";
import { highestOf, noneText } from "../../monitoring/report/severity.ts";
import { stretchesOf } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { loadRegistry, UnknownRegionError } from "../../registry/index.ts";
import { ConfigError, readSettings } from "../../stacks/config.ts";
import { readStackFile } from "../../stacks/read-stack-file.ts";
import { stackFilePath } from "../../stacks/stack-files.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, previewCommand, upCommand } from "../../words/commands.ts";
import { scopes } from "../../words/words.ts";
import { noValue, quotaText } from "../account-quotas/quota-text.ts";
import { readWishes } from "../model-names/read-wishes.ts";
import { regionOption, regionsNamed } from "../region-names.ts";
import { terminalWidth } from "../terminal-width.ts";
import { askAlerts, readSlack } from "../usage/ask-alerts.ts";
import { usageClients } from "../usage/clients.ts";
import { collectUsage } from "../usage/collect.ts";
import { exitCodes, worstCode } from "../usage/exit-code.ts";
import { percent, whole } from "../usage/numbers.ts";
import { checkWritable, writeWhole } from "../usage/output-files.ts";
import { answered, canAsk, pickRegion, pickTargets } from "../usage/pick.ts";
import { showProgress } from "../usage/progress.ts";
import { stackFile } from "../usage/stack-file.ts";
import { fitLines } from "../wrapped.ts";

const help = `
Examples:
  $ ${headroomCommand} init --region us-east-1
  $ ${headroomCommand} init --region us-east-1,eu-west-1 --yes   # a stack file for each
  $ ${headroomCommand} init --region eu-central-1 --models anthropic.claude-opus-5 amazon.nova-pro-v1:0 --yes
  $ ${headroomCommand} init --region us-east-1 --email platform-team@example.com --yes

Without --models it looks at what the account used in the last 14 days (headroom iam-policy init prints the policy that
this needs). An existing file stays as it is unless you say so (--force, or when asked).
Exit codes: 0 written, 1 not written, 3 could not tell what is used, 4 nothing was found to be used.`;

const lookBack = 14 * 86_400;

interface Options {
  region?: string;
  profile?: string;
  stack?: string;
  models?: string[];
  email?: string;
  slack?: string;
  listProfiles?: true;
  yes?: true;
  force?: true;
}

export function register(command: Command): void {
  command
    .addOption(regionOption())
    .option("--profile <name>", "AWS profile")
    .option("--stack <name>", "the stack's name; default: the Region's")
    .option("--models <ids...>", "monitor these; asks AWS nothing")
    .option("--list-profiles", "list application profiles one by one; default: discover, found at each up")
    .option("--email <address>", "who is told of alarms")
    .option("--slack <workspace/channel>", "the ids of a Slack workspace and channel, e.g. T0123456789/C0123456789")
    .option("--yes", "take all models in use, ask nothing")
    .option("--force", "write over an existing file")
    .addHelpText("after", help)
    .action(runAll);
}

/** One stack file for each Region; one that can't be written doesn't keep the others from being. */
async function runAll({ region: given, ...others }: Omit<Options, "region"> & { region: string[] }): Promise<void> {
  const regions = regionsNamed(given);
  if (regions.length < 2) return run({ ...others, ...(regions[0] !== undefined && { region: regions[0] }) });
  if (others.stack !== undefined) {
    throw new UserError(
      `--stack ${others.stack} with --region ${regions.join(",")}: a stack is for one Region; leave --stack out, and each is named after its Region`,
    );
  }
  const codes: number[] = [];
  for (const region of regions) {
    try {
      await run({ ...others, region });
    } catch (error) {
      if (!(error instanceof UserError) || error.exitCode === 130) throw error;
      console.error(`headroom: ${region}: ${error.message}`);
      codes.push(error.exitCode);
    }
  }
  process.exitCode = worstCode(codes);
}

async function run(options: Options): Promise<void> {
  const ask = options.yes !== true && canAsk();
  const slack = options.slack === undefined ? undefined : readSlack(options.slack);
  // Before AWS is asked anything, where the name is known by then.
  const named = options.stack ?? options.region;
  if (named !== undefined && !ask) checkPlace(placeOf(named), options);
  const { region, targets, remarks, origin } = options.models
    ? await namedTargets(options, options.models)
    : await usedTargets(options, ask);
  const stack = options.stack ?? region;
  const path = placeOf(stack);
  const replace = ask && existsSync(path) && !options.force && (await mayReplace(path));
  checkPlace(path, { force: options.force || replace });
  const alerts = ask && options.email === undefined && slack === undefined ? await askAlerts() : {};
  const email = options.email ?? alerts.email;
  const channel = slack ?? alerts.slack;
  const content = stackFile({
    region,
    listProfiles: options.listProfiles === true,
    targets,
    remarks,
    newIds: await newIdsOf(region, targets),
    origin,
    ...(email !== undefined && { email }),
    ...(channel !== undefined && { slack: channel }),
  });
  const monthly = await costOf(stack, content);
  console.log(fitLines(monthly, terminalWidth()));
  if (ask && !answered(await confirm({ message: `Write ${path}?` }))) throw new UserError("nothing was written");
  writeWhole(path, content);
  const next = `Wrote ${path}. See what it would create: ${previewCommand}. Create it: ${upCommand(stack)}`;
  console.log(fitLines(next, terminalWidth()));
}

/** Where Pulumi looks for the stack's file, from this folder. */
const placeOf = (stack: string): string => relative(process.cwd(), stackFilePath(stack));

/** @throws UserError when the file can't be written, or is there and is to stay */
function checkPlace(path: string, { force }: { force?: boolean }): void {
  checkWritable("init", path);
  if (!existsSync(path) || force) return;
  throw new UserError(
    `${path} is there already and stays as it is; write over it with --force, or choose another --stack`,
  );
}

interface Found {
  region: string;
  targets: TargetSettings[];
  remarks: Map<string, string>;
  origin: string;
}

/** The models that were named, in every way the Region offers them. */
async function namedTargets({ region }: Options, models: readonly string[]): Promise<Found> {
  if (region === undefined) throw new UserError("with --models, say which Region: --region us-east-1", 1);
  try {
    const registry = await loadRegistry(region);
    const wishes = models.flatMap((one) => one.split(",")).flatMap((one) => readWishes(one, { registry }));
    const targets = registry.models.flatMap((model) =>
      scopes
        .filter((scope) => model.scopes[scope])
        .filter((scope) =>
          wishes.some(
            (wish) =>
              wish.modelId === model.modelId &&
              (wish.scope ?? scope) === scope &&
              // A pattern means what can still be called, as in a stack file.
              !(wish.byPattern && model.lifecycle === "end-of-life"),
          ),
        )
        .map((scope) => targetOf(model, scope, [])),
    );
    return { region, targets, remarks: new Map(), origin: "The models were named to headroom init." };
  } catch (error) {
    if (error instanceof UnknownRegionError) throw new UserError(error.message);
    throw error;
  }
}

/** The ids of targets that the shipped registry does not have, by "<modelId> <scope>". */
async function newIdsOf(region: string, targets: readonly TargetSettings[]): Promise<Map<string, string[]>> {
  const shipped = await loadRegistry(region).catch((error: unknown) => {
    // The check of the whole file tells of it.
    if (error instanceof UnknownRegionError) return undefined;
    throw error;
  });
  const newIds = new Map<string, string[]>();
  for (const { model, scope } of targets) {
    const known = shipped?.models.find(({ modelId }) => modelId === model.modelId)?.scopes[scope];
    const added = [...(model.scopes[scope]?.ids ?? [])].filter((id) => !known?.ids.includes(id));
    if (added.length > 0) newIds.set(`${model.modelId} ${scope}`, added);
  }
  return newIds;
}

/** The models that the account used lately, as far as the person wants them. */
async function usedTargets(options: Options, ask: boolean): Promise<Found> {
  const { region, profile } = options;
  const given = { ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
  const clients = await usageClients(given).catch(async (error: unknown) => {
    if (!ask || region !== undefined) throw error;
    return usageClients({ ...given, region: await pickRegion() });
  });
  const now = Math.floor(Date.now() / 1000);
  const progress = showProgress(`Looking at what was used in ${clients.region} in the last 14 days`);
  let settings: readonly TargetSettings[] = [];
  let usages: TargetUsage[];
  try {
    const document = await collectUsage(
      clients,
      {
        models: [],
        all: false,
        stretches: stretchesOf({ start: now - lookBack, end: now }, now),
        now,
        failOn: undefined,
        by: undefined,
        timeZone: "UTC",
        directory: process.cwd(),
      },
      {
        progress: progress.step,
        pick: async ({ targets }) => {
          settings = targets;
          return targets;
        },
      },
    );
    for (const { what, why, effect } of document.incomplete) console.error(`not read: ${what}: ${why}; ${effect}`);
    usages = document.targets;
    progress.end(`${usages.length} models and scopes were used`);
  } catch (error) {
    progress.end("Could not read what is used");
    throw error;
  }
  const remarks = new Map(usages.map((usage) => [`${usage.modelId} ${usage.scope}`, remarkOf(usage)]));
  const keyOf = ({ model, scope }: TargetSettings) => `${model.modelId} ${scope}`;
  const busiest = usages.flatMap(({ modelId, scope, perProfile }) => {
    const found = settings.find((one) => keyOf(one) === `${modelId} ${scope}`);
    if (!found) return [];
    // Busiest profiles first: a person reads the list from there.
    const order = perProfile.map(({ id }) => id);
    const applicationProfiles = order.filter((id) => found.applicationProfiles.includes(id));
    return [{ ...found, applicationProfiles }];
  });
  if (busiest.length === 0) {
    throw new UserError(
      `nothing called Bedrock in ${clients.region} in the last 14 days, as far as CloudWatch tells; name models: --models`,
      exitCodes.nothingFound,
    );
  }
  const targets = ask
    ? await pickTargets("Which are to be monitored? (--yes takes all, --models names them)", busiest, (target) =>
        remarks.get(keyOf(target)),
      )
    : busiest;
  const day = new Date(now * 1000).toISOString().slice(0, 10);
  return { region: clients.region, targets, remarks, origin: `The models are those used in the 14 days to ${day}.` };
}

function remarkOf({ figures, quotas }: TargetUsage): string {
  const missing = quotas.filter(({ origin }) => origin === "none");
  return [
    `${whole(figures.rpm?.total)} requests in 14 days`,
    noneText(quotas) ?? fullestText(quotas),
    ...missing.map(({ kind }) => `${kind} ${noValue.none} (leave it out: quotas: { ${kind}: none })`),
  ]
    .filter(Boolean)
    .join(", ");
}

function fullestText(quotas: TargetUsage["quotas"]): string | undefined {
  const fullest = quotas
    .map((quota) => ({ kind: quota.kind, peak: highestOf(quota) ?? -1, text: quotaText(quota) }))
    .toSorted((a, b) => b.peak - a.peak)[0];
  return fullest && fullest.peak >= 0
    ? `${fullest.kind} peaked at ${percent(fullest.peak)} of ${fullest.text}`
    : undefined;
}

/** Asks before a file is written over. */
const mayReplace = async (path: string): Promise<boolean> =>
  answered(await confirm({ message: `${path} is there already. Write over it? (--force)`, initialValue: false }));

/** What the file would cost; also the check that it is right. */
async function costOf(stack: string, file: string): Promise<string> {
  try {
    const { settings, warnings } = await readSettings(readStackFile(stack, file));
    for (const warning of warnings) console.error(`warning: ${warning}`);
    const { alarms, dashboards, cost } = plan(settings);
    return `${settings.targets.length} targets, ${alarms.length} alarms, ${dashboards.length} dashboards: $${cost.monthlyUsd.toFixed(2)} a month before the free tier, which takes off up to $${cost.freeTierUsd.toFixed(2)} (headroom plan shows each price and its source)`;
  } catch (error) {
    if (error instanceof ConfigError) throw new UserError(error.message);
    throw error;
  }
}
