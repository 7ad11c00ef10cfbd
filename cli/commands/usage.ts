import { type Command, Option } from "commander";
import { defaultThresholds } from "../../monitoring/default-thresholds.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import type { Grouping } from "../../monitoring/report/groups.ts";
import { type Granularity, stretchesOf } from "../../monitoring/report/stretches.ts";
import { isPattern } from "../../stacks/select-models.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { regionOption } from "../region-names.ts";
import { terminalWidth } from "../terminal-width.ts";
import { logGroupingOf, readDollars } from "../usage/callers/options.ts";
import { NoRegionError, type UsageClients } from "../usage/clients.ts";
import type { UsageRequest } from "../usage/collect.ts";
import { exitCodeOf, exitCodes, worstCode } from "../usage/exit-code.ts";
import { outputsOf, type RegionReports, writeOutputs } from "../usage/outputs.ts";
import { canAsk, pickRegion } from "../usage/pick.ts";
import { type ReadReportOptions, readReport } from "../usage/read-report.ts";
import { regionClients } from "../usage/region-clients.ts";
import { paintFor, terminalReport } from "../usage/terminal.ts";
import { checkTimeZone, localZone, timeRange } from "../usage/time-range.ts";
import { wrongOptions } from "../wrong-options.ts";

const help = `
Examples:
  $ ${headroomCommand} usage --region us-east-1
  $ ${headroomCommand} usage --region us-east-1,us-west-2 --region eu-west-1
  $ ${headroomCommand} usage anthropic.claude-opus-5 --since 24h
  $ ${headroomCommand} usage "Claude Opus 4.5" "*nova*" us.anthropic.claude-sonnet-5
  $ ${headroomCommand} usage us.anthropic.claude-opus-5 --since 2026-11-01 --until 2026-11-08 --timezone Europe/Berlin
  $ ${quietHeadroom} usage --since 30d --yes --json usage.json --html usage.html --fail-on 80
  $ ${quietHeadroom} usage --json - --yes | jq '.targets[0].quotas'

  $ ${headroomCommand} usage anthropic.claude-opus-5 --since 6h --by caller
  $ ${headroomCommand} usage --region us-east-1 --fix

A model is named by its id, whole or without its release (anthropic.claude-opus-4-5), by its name ("Claude Opus 4.5",
"opus 4.5"), or by a profile's id, name or ARN for that one way of calling it; an application profile means the quotas that
it draws on. Each may end in a scope: anthropic.claude-opus-5/global. A pattern ("anthropic.*", "*nova*", "us.*") means
those in use that it fits, with --all every one. The JSON is described in docs/usage.md.
headroom iam-policy usage prints the read-only policy that this needs.

--by caller, session and metadata:KEY read the Region's model invocation logs with CloudWatch Logs Insights: names and counts,
never prompts. That costs money by the gigabyte: it is asked first, or allowed with --yes up to --max-cost. tag:KEY is a tag of an
application profile; tags of IAM principals are in no log.

Each target is judged by the thresholds of the stack file here that covers it (its mildest severity is the warning, its
severest critical), else by ${defaultThresholds.warning} and ${defaultThresholds.critical} %.

Exit codes: 0 every quota's use stayed under its warning; 1 some reached it, or requests were throttled;
2 some reached critical, or --fail-on where that is given; 3 could not tell: no credentials, no access, wrong options, or data missing;
4 nothing was found: nothing called Bedrock in the window, so there is nothing to judge; 130 stopped.
Of several Regions the most pressing counts: 2, 3, 1, 4, 0.`;

interface Options {
  region: string[];
  profile?: string;
  since: string;
  until?: string;
  granularity: "auto" | "1m" | "5m" | "1h";
  all?: true;
  by?: Grouping;
  json?: string;
  csv?: string;
  markdown?: string;
  html?: string;
  maxCost: number;
  failOn?: number;
  timezone: string;
  fix?: true;
  stack?: string;
  yes?: true;
  cache: boolean;
}

const granularities = { auto: "auto", "1m": 60, "5m": 300, "1h": 3600 } as const satisfies Record<string, Granularity>;

export function register(command: Command): void {
  command
    .argument("[models...]", "names of models or profiles, or patterns; none: those in use")
    .addOption(regionOption())
    .option("--profile <name>", "AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .option("--since <time>", "a length of time (90m, 6h, 7d, 2w) or a time (ISO 8601)", "7d")
    .option("--until <time>", "a time (ISO 8601); default: now")
    .addOption(
      new Option("--granularity <length>", "auto: as fine as CloudWatch still has it")
        .choices(Object.keys(granularities))
        .default("auto"),
    )
    .option("--all", "every model and scope of the Region, used or not")
    .option(
      "--by <what>",
      "group each target's use: profile, tag:KEY; by its invocation logs: caller, session, metadata:KEY",
      readGrouping,
    )
    .option("--max-cost <dollars>", "the most that reading one Region's invocation logs may cost", readDollars, 1)
    .option("--json <file>", "write the document as JSON; - for standard output")
    .option("--csv <file>", "write one row a target and measure; - for standard output")
    .option("--markdown <file>", "write Markdown; - for standard output")
    .option(
      "--html <file>",
      "write the report as one page with charts, which needs no network; of several Regions one page each",
    )
    .option("--fail-on <percent>", "what is critical, of every target; default: its own threshold", readPercent)
    .option("--timezone <zone>", "for times shown, and for --since and --until without an offset", localZone())
    .option("--fix", "write into the stack files what they lack of what is in use, and show the change")
    .option("--stack <name>", "with --fix, where several stacks are of the Region: the one to add models to")
    .option("--yes", "never ask anything")
    .option("--no-cache", "read anew, not a report of the last five minutes")
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (models: string[], options: Options) => {
      process.exitCode = await run(models, options);
    });
}

async function run(models: string[], options: Options): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const timeZone = checkTimeZone(options.timezone);
  const window = timeRange(options.since, options.until, now, timeZone);
  const stretches = stretchesOf(window, now, granularities[options.granularity]);
  if (stretches.length === 0) {
    throw new UserError(
      `no whole period of ${options.granularity} lies in the window; choose a longer window or a finer --granularity`,
      3,
    );
  }
  const hasOutputs = [options.json, options.csv, options.markdown, options.html].some((path) => path !== undefined);
  const mayAsk = models.length === 0 && !options.all && !options.yes && !hasOutputs && canAsk();
  const all = await clientsFor(options, mayAsk);
  const outputs = outputsOf(
    options,
    all.map(({ region }) => region),
  );
  const { all: everything, by, failOn, since, until, granularity } = options;
  const request: UsageRequest = {
    models,
    all: everything === true,
    by,
    timeZone,
    failOn,
    stretches,
    now,
    directory: process.cwd(),
  };
  const reports = await readRegions(all, request, {
    cache: options.cache,
    ask: mayAsk && all.length === 1,
    written: { since, until, granularity },
    spending: { yes: options.yes === true, mayAsk: canAsk(), mostUsd: options.maxCost },
  });
  await writeOutputs(outputs, reports);
  const documents = [...reports.documents.values()];
  if (!outputs.some(({ path }) => path === "-")) {
    const width = terminalWidth();
    console.log(documents.map((document) => terminalReport(document, paintFor(process.stdout), width)).join("\n\n"));
  }
  // On standard error where the report itself goes to standard output.
  if (options.fix) {
    const { fixStackFiles } = await import("../usage/fix-stack-files.ts");
    const text = await fixStackFiles(documents, request.directory, options.stack);
    if (outputs.some(({ path }) => path === "-")) console.error(text);
    else console.log(`\n${text}`);
  } else if (options.stack !== undefined) throw new UserError("--stack is for --fix", exitCodes.cannotTell);
  return worstCode([
    ...documents.map((document) => exitCodeOf(document, request.all || (models.length > 0 && models.every(isPattern)))),
    ...(reports.failed.size > 0 ? [exitCodes.cannotTell] : []),
  ]);
}

/** Reads one Region after the other; one that can't be read doesn't keep the others from being told. */
async function readRegions(
  all: readonly UsageClients[],
  request: UsageRequest,
  options: ReadReportOptions,
): Promise<RegionReports> {
  const documents = new Map<string, UsageDocument>();
  const failed = new Map<string, string>();
  for (const clients of all) {
    try {
      documents.set(clients.region, await readReport(clients, request, options));
    } catch (error) {
      const isStopped = error instanceof UserError && error.exitCode === 130;
      if (!(error instanceof UserError) || isStopped || all.length === 1) throw error;
      failed.set(clients.region, error.message);
      console.error(`headroom: ${clients.region}: ${error.message}`);
    }
  }
  if (documents.size === 0) throw new UserError("none of the Regions could be read (above)", exitCodes.cannotTell);
  return { documents, failed };
}

async function clientsFor(options: Options, ask: boolean): Promise<UsageClients[]> {
  try {
    return await regionClients(options);
  } catch (error) {
    if (!(error instanceof NoRegionError) || !ask) throw error;
    return regionClients({ ...options, region: [await pickRegion()] });
  }
}

function readPercent(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UserError(`--fail-on ${text}: write a percentage above 0, e.g. 90`, 3);
  return value;
}

function readGrouping(text: string): Grouping {
  const fromLogs = logGroupingOf(text);
  if (fromLogs) return fromLogs;
  if (text === "profile") return { by: "profile" };
  if (text.startsWith("principal-tag:")) {
    throw new UserError(
      `--by ${text}: no source says that invocation logs hold the tags of an IAM principal (AWS puts them on the bill, in CUR 2.0); use caller or session, or metadata: with what the callers send along`,
      3,
    );
  }
  const key = /^tag:([^`\n]+)$/.exec(text)?.[1];
  if (key === undefined) {
    throw new UserError(
      `--by ${text}: write profile, caller, session, tag: and a profile's tag (tag:team), or metadata: and a key of the request's metadata`,
      3,
    );
  }
  return { by: "tag", key };
}
