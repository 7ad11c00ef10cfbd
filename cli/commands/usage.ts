import { type Command, CommanderError, Option } from "commander";
import { defaultThresholds } from "../../monitoring/default-thresholds.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import type { Grouping } from "../../monitoring/report/groups.ts";
import { type Granularity, stretchesOf } from "../../monitoring/report/stretches.ts";
import { UserError } from "../../stacks/user-error.ts";
import { cached, cacheKey, keepInCache } from "../usage/cache.ts";
import { usageClients } from "../usage/clients.ts";
import { collectUsage } from "../usage/collect.ts";
import { csvReport } from "../usage/csv.ts";
import { exitCodeOf } from "../usage/exit-code.ts";
import { markdownReport } from "../usage/markdown.ts";
import { checkWritable, placeOf, writeWhole } from "../usage/output-files.ts";
import { canAsk, pickRegion, pickTargets } from "../usage/pick.ts";
import { showProgress } from "../usage/progress.ts";
import { stackTexts } from "../usage/stack-cover.ts";
import { paintFor, terminalReport } from "../usage/terminal.ts";
import { checkTimeZone, timeRange } from "../usage/time-range.ts";

const help = `
Examples:
  $ npm run headroom -- usage --region us-east-1
  $ npm run headroom -- usage anthropic.claude-opus-5 --since 24h
  $ npm run headroom -- usage us.anthropic.claude-opus-5 --since 2026-11-01 --until 2026-11-08 --timezone Europe/Berlin
  $ npm run --silent headroom -- usage --since 30d --yes --json usage.json --html usage.html --fail-on 80
  $ npm run --silent headroom -- usage --json - --yes | jq '.targets[0].quotas'

A model is a model id, or a profile's id for that one way of calling it. The JSON is described in docs/usage.md.
headroom iam-policy usage prints the read-only policy that this needs.

Each target is judged by the thresholds of the stack file here that covers it (its mildest severity is the warning, its
severest critical), else by ${defaultThresholds.warning} and ${defaultThresholds.critical} %.

Exit codes: 0 every quota's use stayed under its warning; 1 some reached it, or requests were throttled;
2 some reached critical, or --fail-on where that is given; 3 could not tell: no credentials, no access, wrong options, or data missing; 130 stopped.`;

interface Options {
  region?: string;
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
  failOn?: number;
  timezone: string;
  yes?: true;
  cache: boolean;
}

const granularities = { auto: "auto", "1m": 60, "5m": 300, "1h": 3600 } as const satisfies Record<string, Granularity>;

const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function register(command: Command): void {
  command
    .argument("[models...]", "model or profile ids; none: those in use")
    .option("--region <region>", "default: that of the environment or the profile")
    .option("--profile <name>", "AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .option("--since <time>", "a length of time (90m, 6h, 7d, 2w) or a time (ISO 8601)", "7d")
    .option("--until <time>", "a time (ISO 8601); default: now")
    .addOption(
      new Option("--granularity <length>", "auto: as fine as CloudWatch still has it")
        .choices(Object.keys(granularities))
        .default("auto"),
    )
    .option("--all", "every model and scope of the Region, used or not")
    .option("--by <what>", "group each target's use: profile, or tag:KEY", readGrouping)
    .option("--json <file>", "write the document as JSON; - for standard output")
    .option("--csv <file>", "write one row a target and measure; - for standard output")
    .option("--markdown <file>", "write Markdown; - for standard output")
    .option("--html <file>", "write the report as one page with charts, which needs no network")
    .option("--fail-on <percent>", "what is critical, of every target; default: its own threshold", readPercent)
    .option("--timezone <zone>", "for times shown, and for --since and --until without an offset", localZone())
    .option("--yes", "never ask anything")
    .option("--no-cache", "read anew, not a report of the last five minutes")
    .addHelpText("after", help)
    .exitOverride((error) => {
      // 1 and 2 say something about quotas here: an option that is wrong is "could not tell".
      throw new CommanderError(error.exitCode === 0 ? 0 : 3, error.code, error.message);
    })
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
  const outputs = outputsOf(options);
  const nothingGiven = models.length === 0 && !options.all && !options.yes && outputs.length === 0 && canAsk();
  const clients = await clientsFor(options, nothingGiven);

  const request = { models, all: options.all === true, by: options.by, timeZone, failOn: options.failOn };
  const { since, until, granularity } = options;
  const key = await keyFor(clients, {
    ...request,
    since,
    until,
    granularity,
    directory: process.cwd(),
    stacks: stackTexts(process.cwd()),
  });
  const before = options.cache && !nothingGiven && key !== undefined ? cached(key) : undefined;
  let document: UsageDocument;
  if (before) {
    document = before;
    console.error(`Report of ${before.generatedAt}, from the cache; --no-cache reads it anew.`);
  } else {
    document = await readReport();
    if (key !== undefined && !nothingGiven && document.incomplete.length === 0) keepInCache(key, document);
  }
  for (const { path, render } of outputs) {
    const text = await render(document);
    if (path === "-") process.stdout.write(text);
    else writeWhole(path, text);
  }
  if (!outputs.some(({ path }) => path === "-")) {
    console.log(terminalReport(document, paintFor(process.stdout), process.stdout.columns || undefined));
  }
  return exitCodeOf(document);

  async function readReport(): Promise<UsageDocument> {
    const stop = new AbortController();
    const onInterrupt = () => stop.abort();
    process.once("SIGINT", onInterrupt);
    let progress: ReturnType<typeof showProgress> | undefined;
    const start = () => {
      progress ??= showProgress(`Reading usage in ${clients.region}`);
      return progress;
    };
    if (!nothingGiven) start();
    try {
      const found = await collectUsage(
        clients,
        { ...request, stretches, now, directory: process.cwd() },
        {
          progress: (done, of) => progress?.step(done, of),
          abortSignal: stop.signal,
          ...(nothingGiven && {
            pick: async ({ targets }) => {
              const picked = await pickTargets("Which models? (as arguments; --yes takes all)", targets);
              start();
              return picked;
            },
          }),
        },
      );
      progress?.end(`Read ${found.cost.requests} pages of metrics for ${found.targets.length} targets`);
      return found;
    } catch (error) {
      progress?.end(stop.signal.aborted ? "Stopped" : "Could not read everything");
      if (stop.signal.aborted) throw new UserError("stopped; nothing was written", 130);
      throw error;
    } finally {
      process.removeListener("SIGINT", onInterrupt);
    }
  }
}

async function clientsFor({ region, profile }: Options, ask: boolean) {
  const given = { ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
  try {
    return await usageClients(given);
  } catch (error) {
    if (!ask || region !== undefined) throw error;
    return usageClients({ ...given, region: await pickRegion() });
  }
}

/** Without credentials there is no key; reading will say why. */
async function keyFor(clients: Parameters<typeof cacheKey>[0], request: unknown): Promise<string | undefined> {
  try {
    return await cacheKey(clients, request);
  } catch {
    return undefined;
  }
}

interface Output {
  path: string;
  render: (document: UsageDocument) => string | Promise<string>;
}

/** @throws UserError where two outputs have one place, or a file can't be written */
function outputsOf({ json, csv, markdown, html }: Options): Output[] {
  const outputs: Output[] = [];
  const add = (option: string, path: string | undefined, render: Output["render"]) => {
    if (path === undefined) return;
    if (outputs.some((other) => other.path === path || placeOf(other.path) === placeOf(path))) {
      throw new UserError(`${option} ${path}: another output goes there, too; give each its own file`, 3);
    }
    if (path !== "-") checkWritable(option, path);
    outputs.push({ path, render });
  };
  add("--json", json, (document) => `${JSON.stringify(document, null, json === "-" ? 2 : 0)}\n`);
  add("--csv", csv, csvReport);
  add("--markdown", markdown, markdownReport);
  // Loaded only when asked for: it brings the bundler along.
  add("--html", html, async (document) => (await import("../../pages/usage/build.ts")).usagePage(document));
  return outputs;
}

function readPercent(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UserError(`--fail-on ${text}: write a percentage above 0, e.g. 90`, 3);
  return value;
}

function readGrouping(text: string): Grouping {
  if (text === "profile") return { by: "profile" };
  const key = /^tag:(.+)$/.exec(text)?.[1];
  if (key === undefined) throw new UserError(`--by ${text}: write profile, or tag: and a tag's key, e.g. tag:team`, 3);
  return { by: "tag", key };
}
