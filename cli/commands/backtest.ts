import type { Command } from "commander";
import { type BacktestHistory, wantedSeries } from "../../monitoring/backtest/history.ts";
import { openAccount } from "../../stacks/account.ts";
import { planForStack, stackNames } from "../../stacks/plan-for-stack.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { changedPlan } from "../backtest/changed-plan.ts";
import { describeBacktest } from "../backtest/describe.ts";
import { makeBacktest } from "../backtest/document.ts";
import { backtestCode } from "../backtest/exit-code.ts";
import { loadHistory, saveHistory } from "../backtest/history-file.ts";
import { readThresholds } from "../backtest/percentages.ts";
import { hasAlarms, type ReadHistory, readHistory } from "../backtest/read-history.ts";
import { stoppable } from "../stoppable.ts";
import { terminalWidth } from "../terminal-width.ts";
import { readDollars } from "../usage/callers/options.ts";
import { usageClients } from "../usage/clients.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { counted } from "../usage/numbers.ts";
import { checkWritable, placeOf, writeWhole } from "../usage/output-files.ts";
import { canAsk } from "../usage/pick.ts";
import { showProgress } from "../usage/progress.ts";
import { paintFor } from "../usage/terminal.ts";
import { checkTimeZone, localZone, timeRange } from "../usage/time-range.ts";
import { wholeNumber } from "../whole-number.ts";
import { wrongOptions } from "../wrong-options.ts";

const help = `
Examples:
  $ ${headroomCommand} backtest --stack us-east-1
  $ ${headroomCommand} backtest --stack us-east-1 --since 7d --thresholds warning=60,critical=85
  $ ${headroomCommand} backtest --stack us-east-1 --html backtest.html
  $ ${headroomCommand} backtest --stack us-east-1 --save history.json.gz      # to replay without an account
  $ ${headroomCommand} backtest --stack us-east-1 --history history.json.gz
  $ ${quietHeadroom} backtest --stack us-east-1 --json - | jq '.whatIf.recommended'

Replays the account's minutes through the stack's alarms, as its file has them now: when each would have gone on and off, how
long before the first throttled request, which bursts came without a warning, which alarms without a throttled request; what
other thresholds and evaluations would have done, and which warn of 95 % of the throttled minutes with the fewest messages.
Quotas are those that a deployed stack published then, else today's. headroom diff --history shows the same before and after a
change. docs/backtest.md has how it counts, and the JSON. headroom iam-policy backtest prints the policy.

Exit codes: 0 every throttled minute was warned of, or none was; 1 some came without a warning; 3 could not tell: alarms that
can't be told, no credentials, no access, wrong options, or data missing; 4 nothing called Bedrock; 130 stopped.`;

interface Options {
  stack?: string;
  profile?: string;
  since: string;
  until?: string;
  thresholds?: Record<string, number>;
  lag: number;
  history?: string;
  save?: string;
  json?: string;
  html?: string;
  timezone: string;
  yes?: true;
  maxCost: number;
  cache: boolean;
}

export function register(command: Command): void {
  command
    .option("--stack <name>", "the stack, by the name in Pulumi.<name>.yaml; default: the only one of this folder")
    .option("--profile <name>", "AWS profile; default: the stack file's, AWS_PROFILE, or the SDK's own choice")
    .option("--since <time>", "a length of time (6h, 7d) or a time (ISO 8601); at most 14 days and some hours", "14d")
    .option("--until <time>", "a time (ISO 8601); default: now")
    .option(
      "--thresholds <list>",
      "the same with other percentages by severity: warning=60,critical=85",
      readThresholds,
    )
    .option("--lag <minutes>", "how many minutes late Bedrock's metrics came", wholeNumber(0), 1)
    .option("--history <file>", "replay a saved history; no account is asked")
    .option("--save <file>", "keep what was read, for --history")
    .option("--json <file>", "write the document as JSON; - for standard output")
    .option("--html <file>", "write a page: each target's use with the times of its alarms; needs no network")
    .option("--timezone <zone>", "for times shown, and for times without an offset", localZone())
    .option("--yes", "never ask anything")
    .option("--max-cost <dollars>", "with --yes: the most that reading metrics may cost", readDollars, 1)
    .option("--no-cache", "read all minutes anew, not only those since the last run")
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (options: Options) => {
      process.exitCode = await run(options);
    });
}

async function run(options: Options): Promise<number> {
  const { json, html, save, history: saved, lag } = options;
  if (json !== undefined && json !== "-") checkWritable("--json", json);
  if (save !== undefined) checkWritable("--save", save);
  if (html !== undefined) checkWritable("--html", html);
  const files = [json, html, save].filter((path) => path !== undefined && path !== "-").map((path) => placeOf(path!));
  if (new Set(files).size < files.length)
    throw new UserError("two outputs go to one file; give each its own", exitCodes.cannotTell);
  if (save !== undefined && saved !== undefined)
    throw new UserError("--history and --save: what is replayed from a file needs no saving", exitCodes.cannotTell);
  const timeZone = checkTimeZone(options.timezone);
  const now = Math.floor(Date.now() / 1_000);
  const stack = options.stack ?? onlyStack();
  const { plan, settings, warnings } = await planOf(stack);
  for (const warning of warnings) console.error(`warning: ${warning}`);
  if (!hasAlarms(plan))
    throw new UserError(`stack ${plan.stack} has no alarms on targets to replay`, exitCodes.cannotTell);
  const changed = options.thresholds && {
    plan: changedPlan(settings, options.thresholds),
    thresholds: options.thresholds,
  };
  const read = saved === undefined ? await readNow(plan, options, now, timeZone) : fromFile(saved, plan);
  if (save !== undefined) saveHistory(save, read.history);
  const { document, page } = makeBacktest({ plan, ...(changed && { changed }), ...read, lag, now });
  const text = `${JSON.stringify(document, null, 1)}\n`;
  if (html !== undefined) {
    // Loaded only when asked for: it brings the bundler along.
    const { backtestPage } = await import("../../pages/backtest/build.ts");
    writeWhole(html, await backtestPage({ ...page, timeZone }));
  }
  if (json === "-") process.stdout.write(text);
  else {
    if (json !== undefined) writeWhole(json, text);
    console.log(describeBacktest(document, timeZone, paintFor(process.stdout), terminalWidth()));
  }
  return backtestCode(document, isCalled(read.history));
}

/** @throws UserError for a name that is no stack's, or a stack file with errors: 1 would say that throttles came unwarned */
async function planOf(stack: string): ReturnType<typeof planForStack> {
  try {
    return await planForStack(stack, process.cwd(), { open: openAccount });
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode !== 1) throw error;
    throw new UserError(error.message, exitCodes.cannotTell);
  }
}

/** The stack of a folder with one. @throws UserError where there are several, or none */
function onlyStack(): string {
  const stacks = stackNames();
  const [only] = stacks;
  if (only !== undefined && stacks.length === 1) return only;
  throw new UserError(
    only === undefined
      ? "there is no Pulumi.<stack>.yaml in this folder: run it where they are, or write one with headroom init"
      : `say which stack: --stack ${stacks.join(", --stack ")}`,
    exitCodes.cannotTell,
  );
}

function fromFile(
  path: string,
  plan: Parameters<typeof wantedSeries>[0] & { region: string },
): { history: BacktestHistory; incomplete: []; spent: undefined } {
  const history = loadHistory(
    path,
    wantedSeries(plan).map(({ metric }) => metric),
  );
  if (history.region !== plan.region)
    throw new UserError(
      `--history ${path}: it is of ${history.region}, and the stack of ${plan.region}; give one of the stack's Region`,
      exitCodes.cannotTell,
    );
  return { history, incomplete: [], spent: undefined };
}

async function readNow(
  plan: Parameters<typeof readHistory>[1][number],
  { profile, since, until, yes, maxCost, cache }: Options,
  now: number,
  timeZone: string,
): Promise<ReadHistory> {
  const window = timeRange(since, until, now, timeZone);
  const clients = await usageClients({ region: plan.region, ...(profile !== undefined && { profile }) });
  const progress = showProgress(`Reading the minutes of ${counted(plan.targets.length, "target")} in ${plan.region}`);
  return stoppable(
    () => progress,
    "Could not read everything",
    async (abortSignal) => {
      const read = await readHistory(
        clients,
        [plan],
        { window, now, spending: { yes: yes === true, mayAsk: canAsk(), mostUsd: maxCost }, cache },
        { progress: (done, of) => progress.step(done, of), abortSignal },
      );
      progress.end(`Read ${counted(read.spent.requests, "page")} of metrics`);
      return read;
    },
  );
}

/** Whether anything was called or throttled: a metric of Bedrock's own has a datapoint above 0. */
const isCalled = ({ store }: BacktestHistory): boolean =>
  [...store].some(
    ([key, statistics]) =>
      key.startsWith('["AWS/') && Object.values(statistics).some((series) => series?.values.some((value) => value > 0)),
  );
