import type { Command } from "commander";
import { finestPeriod, stretchesOf } from "../../monitoring/report/stretches.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { agreeToCost } from "../agree-to-cost.ts";
import { documentsJson } from "../documents-json.ts";
import { eachOf } from "../each-of.ts";
import { describeForecast } from "../forecast/describe.ts";
import { exitCodeOf, type ForecastDocument } from "../forecast/document.ts";
import { markdownForecast } from "../forecast/markdown.ts";
import { readForecasts } from "../forecast/read-forecasts.ts";
import { regionOption } from "../region-names.ts";
import { stoppable } from "../stoppable.ts";
import { terminalWidth } from "../terminal-width.ts";
import { readDollars } from "../usage/callers/options.ts";
import type { UsageClients } from "../usage/clients.ts";
import { exitCodes, worstCode } from "../usage/exit-code.ts";
import { counted } from "../usage/numbers.ts";
import { checkWritable, writeWhole } from "../usage/output-files.ts";
import { canAsk } from "../usage/pick.ts";
import { showProgress } from "../usage/progress.ts";
import { regionClients } from "../usage/region-clients.ts";
import { paintFor } from "../usage/terminal.ts";
import { checkTimeZone, localZone, timeRange } from "../usage/time-range.ts";
import { wrongOptions } from "../wrong-options.ts";

const help = `
Examples:
  $ ${headroomCommand} forecast --region us-east-1
  $ ${headroomCommand} forecast us.anthropic.claude-opus-5 --within 60d
  $ ${headroomCommand} forecast --region us-east-1,eu-west-1 --markdown forecast.md
  $ ${quietHeadroom} forecast --json - | jq '.targets[].quotas[] | {kind, growth: .forecast.growth, reach: .forecast.reach}'

For each quota of each model in use: how the p99 minute of busy days grows a week, on which day it reaches the quota, and for
daily quotas when today's is used up; each with an interval that holds in 90 of 100 cases if use goes on as it did. "no trend"
where it may be growth as well as decline; "cannot tell" where the history is too short, and what it takes. A model is named as
in headroom usage. headroom iam-policy forecast prints the policy. docs/forecast.md has the method and the JSON.

Exit codes: 0 no quota is reached within --within; 1 some may be (the early end of its interval); 2 some likely is; 3 could not
tell: no credentials, no access, wrong options, too short a history, or data missing; 4 nothing called Bedrock; 130 stopped.
Of several quotas and Regions the most pressing counts: 2, 3, 1, 4, 0.`;

interface Options {
  region: string[];
  profile?: string;
  since: string;
  within: number;
  json?: string;
  markdown?: string;
  timezone: string;
  maxCost: number;
  yes?: true;
}

const day = 86_400;
/** Three weeks is what a trend takes; less is no use. */
const leastWindow = 21 * day;

export function register(command: Command): void {
  command
    .argument("[models...]", "names of models or profiles, or patterns; none: those in use")
    .addOption(regionOption())
    .option("--profile <name>", "AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .option("--since <time>", "from when on: a length of time (4w, 60d) or a time (ISO 8601); 9 weeks are kept", "8w")
    .option("--within <time>", "how soon a quota must be reached to be told by the exit code: 30d, 8w", readDays, 30)
    .option("--json <file>", "write the document as JSON; - for standard output")
    .option("--markdown <file>", "write Markdown; - for standard output")
    .option("--timezone <zone>", "for times shown, and for --since without an offset", localZone())
    .option("--max-cost <dollars>", "with --yes: the most that reading one Region's metrics may cost", readDollars, 1)
    .option("--yes", "never ask anything")
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (models: string[], options: Options) => {
      process.exitCode = await run(models, options);
    });
}

async function run(models: string[], options: Options): Promise<number> {
  const now = Math.floor(Date.now() / 1_000);
  const timeZone = checkTimeZone(options.timezone);
  const start = startOf(options.since, now, timeZone);
  for (const [option, path] of Object.entries({ "--json": options.json, "--markdown": options.markdown }))
    if (path !== undefined && path !== "-") checkWritable(option, path);
  if (options.json === "-" && options.markdown === "-")
    throw new UserError("--json - and --markdown -: only one can go to standard output", exitCodes.cannotTell);
  const regions = await regionClients(options);
  const { documents, failures } = await eachOf(
    regions,
    ({ region }) => region,
    (clients) => forecastIn(clients, { models, start, now, timeZone }, options),
  );
  write(documents, options);
  return worstCode([...documents.map(exitCodeOf), ...failures]);
}

function write(documents: readonly ForecastDocument[], { json, markdown }: Options): void {
  const asJson = documentsJson(documents);
  const asMarkdown = documents.map(markdownForecast).join("\n");
  if (json !== undefined && json !== "-") writeWhole(json, asJson);
  if (markdown !== undefined && markdown !== "-") writeWhole(markdown, asMarkdown);
  if (json === "-") process.stdout.write(asJson);
  else if (markdown === "-") process.stdout.write(asMarkdown);
  else {
    const width = terminalWidth();
    console.log(documents.map((one) => describeForecast(one, paintFor(process.stdout), width)).join("\n\n"));
  }
}

async function forecastIn(
  clients: UsageClients,
  { models, start, now, timeZone }: { models: readonly string[]; start: number; now: number; timeZone: string },
  { within, yes, maxCost }: Options,
): Promise<ForecastDocument> {
  const stretches = stretchesOf({ start, end: now }, now, "auto");
  let progress = showProgress(`Looking for models in ${clients.region}`);
  const failed = `Could not read everything in ${clients.region}`;
  return stoppable(
    () => progress,
    failed,
    async (abortSignal) => {
      const document = await readForecasts(
        clients,
        { models, stretches, now, timeZone, within },
        {
          progress: (done, of) => progress.step(done, of),
          agree: async (what, usd) => {
            progress.end(`Found ${what}`);
            await agreeToCost(what, usd, { yes: yes === true, mayAsk: canAsk(), mostUsd: maxCost });
            progress = showProgress(`Reading usage in ${clients.region}`);
          },
          abortSignal,
        },
      );
      progress.end(`Read ${counted(document.cost.requests, "page")} of metrics in ${clients.region}`);
      return document;
    },
  );
}

/** Where the window begins: at a midnight UTC, so that its first day is whole where CloudWatch still has it. */
function startOf(since: string, now: number, timeZone: string): number {
  const { start } = timeRange(since, undefined, now, timeZone);
  const midnight = start - (start % day);
  if (now - start < leastWindow)
    throw new UserError(`--since ${since}: a trend takes three weeks; choose e.g. 8w`, exitCodes.cannotTell);
  if (finestPeriod(start, now) > 300)
    throw new UserError(
      `--since ${since}: CloudWatch keeps five-minute values for 63 days, before that means of hours, which no p99 can be had of; choose at most 62d`,
      exitCodes.cannotTell,
    );
  return finestPeriod(midnight, now) > 300 ? start : midnight;
}

function readDays(text: string): number {
  const [, count, unit] = /^(\d+)([dw])$/.exec(text) ?? [];
  const days = Number(count) * (unit === "w" ? 7 : 1);
  if (days > 0 && days <= 365) return days;
  throw new UserError(`--within ${text}: write days or weeks up to a year, e.g. 30d or 8w`, exitCodes.cannotTell);
}
