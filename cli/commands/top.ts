import { type Command, Option } from "commander";
import type { LogGrouping } from "../../monitoring/report/caller-names.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { regionOption } from "../region-names.ts";
import { topDocument } from "../top/document.ts";
import { wholeFrame } from "../top/frame.ts";
import { type AskedPlace, topLive, topOnce } from "../top/run.ts";
import type { TopState } from "../top/state.ts";
import { readLogGrouping } from "../top/who-options.ts";
import { readDollars } from "../usage/callers/options.ts";
import { NoRegionError } from "../usage/clients.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { canAsk } from "../usage/pick.ts";
import { regionClients } from "../usage/region-clients.ts";
import { checkTimeZone, localZone } from "../usage/time-range.ts";
import { wrongOptions } from "../wrong-options.ts";

const help = `
Examples:
  $ ${headroomCommand} top
  $ ${headroomCommand} top --region us-east-1,eu-west-1
  $ ${headroomCommand} top --region us-east-1 --profile dev --profile prod
  $ ${headroomCommand} top anthropic.claude-opus-5
  $ ${headroomCommand} top --by caller
  $ ${quietHeadroom} top --once --json | jq '.places[].targets[0]'

? shows the keys and what the figures mean. Each place is read once a minute: what that costs is on the first line.
headroom iam-policy top prints the read-only policy that this needs.

--by reads the last hour of a place's model invocation logs with CloudWatch Logs Insights (names and counts, never prompts) when
its first target is opened, and when b is pressed; never by itself. What an hour costs is estimated and asked first.

Without a terminal it prints one frame and ends, as --once does.

Exit codes: 0 ended by a key, or everything was read; 3 with --once, something could not be read (no credentials, no
access), or options are wrong.`;

interface Options {
  region: string[];
  profile: string[];
  once?: true;
  json?: true;
  by?: LogGrouping;
  yes?: true;
  maxCost: number;
  timezone: string;
}

export function register(command: Command): void {
  command
    .argument("[models...]", "model or profile ids; none: those in use")
    .addOption(regionOption())
    .addOption(
      new Option("--profile <name>", "AWS profile: can be repeated, one account beside the other")
        .argParser((name: string, before: readonly string[] = []) => [...before, name])
        .default([], "AWS_PROFILE, or the SDK's own choice"),
    )
    .option("--once", "print one frame and end")
    .option("--json", "with --once: print a document, which docs/top.md describes")
    .option(
      "--by <what>",
      "tell who draws, from the invocation logs: caller, session, metadata:KEY; reading them costs money",
      readLogGrouping,
    )
    .option(
      "--max-cost <dollars>",
      "the most that one reading of one Region's invocation logs may cost",
      readDollars,
      1,
    )
    .option("--yes", "read the logs without asking, up to --max-cost")
    .option("--timezone <zone>", "for the times shown", localZone())
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (models: string[], options: Options) => {
      process.exitCode = await run(models, options);
    });
}

async function run(models: string[], options: Options): Promise<number> {
  const { region, profile, once, json } = options;
  if (json && !once) throw new UserError("--json is for --once", exitCodes.cannotTell);
  const timeZone = checkTimeZone(options.timezone);
  const places = await placesOf(region, profile);
  const asked = options.by ? await withLogs(places, options.by, options) : places;
  const request = { models, all: false, directory: process.cwd() };
  const look = { colours: process.stdout.hasColors?.() === true, unicode: showsUnicode() };
  if (!once && canShow()) {
    await topLive(asked, request, { timeZone, look });
    return 0;
  }
  const state = await topOnce(asked, request, { timeZone, look });
  console.log(
    json ? JSON.stringify(topDocument(state), null, 2) : wholeFrame(state, process.stdout.columns || 120).join("\n"),
  );
  return state.places.every(wasRead) ? 0 : exitCodes.cannotTell;
}

/** Whether there is a terminal that can move its cursor, and keys come from it. */
const canShow = (): boolean =>
  process.stdout.isTTY === true && process.stdin.isTTY === true && process.env["TERM"] !== "dumb";

const wasRead = ({ failure, who }: TopState["places"][number]): boolean =>
  failure === undefined && who?.failure === undefined;

/** Places with their invocation logs, found and agreed to. */
async function withLogs(
  places: readonly AskedPlace[],
  by: LogGrouping,
  { yes, maxCost }: Pick<Options, "yes" | "maxCost">,
): Promise<AskedPlace[]> {
  const { planWho } = await import("../top/plan-who.ts");
  const spending = { yes: yes === true, mayAsk: canAsk(), mostUsd: maxCost };
  const whos = await planWho(places, by, Math.floor(Date.now() / 1000), spending);
  return places.map((one, index) => ({ ...one, who: whos[index]! }));
}

/** Every Region with every profile. A profile that can't be used is told on the screen, beside the others. */
async function placesOf(region: readonly string[], profiles: readonly string[]): Promise<AskedPlace[]> {
  const names = [...new Set(profiles)];
  if (names.length <= 1) return (await clientsOf(region, names[0])).map(asPlace);
  const all = await Promise.all(
    names.map(async (name): Promise<AskedPlace[]> => {
      try {
        return (await clientsOf(region, name)).map(asPlace);
      } catch (error) {
        if (!(error instanceof NoRegionError)) throw error;
        return [{ place: { region: "no Region", profile: name }, clients: error.message }];
      }
    }),
  );
  return all.flat();
}

const clientsOf = (region: readonly string[], profile: string | undefined) =>
  regionClients(profile === undefined ? { region } : { region, profile });

const asPlace = (clients: Awaited<ReturnType<typeof regionClients>>[number]): AskedPlace => ({
  place: { region: clients.region, profile: clients.profile },
  clients,
});

/** Whether the terminal's character set has bars. POSIX: LC_ALL, else LC_CTYPE, else LANG; Windows has no such variable. */
function showsUnicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  const named = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== "");
  return process.platform === "win32" || process.platform === "darwin" || /utf-?8/i.test(named ?? "");
}
