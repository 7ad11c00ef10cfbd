import { existsSync, statSync } from "node:fs";
import { devNull } from "node:os";
import type { Command } from "commander";
import { type HistoryEffect, historyEffect } from "../../monitoring/backtest/compare.ts";
import { wantedSeries } from "../../monitoring/backtest/history.ts";
import { diffPlans, type PlanDiff } from "../../monitoring/plan-diff.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { openAccount } from "../../stacks/account.ts";
import { planForStack, stackNames } from "../../stacks/plan-for-stack.ts";
import { stackFilePath } from "../../stacks/stack-files.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { loadHistory } from "../backtest/history-file.ts";
import { historyJson, withHistory } from "../plan-diff-history.ts";
import { diffMarkdown } from "../plan-diff-markdown.ts";
import { reportOf } from "../plan-diff-report.ts";
import { diffText } from "../plan-diff-text.ts";
import { readPlan } from "../read-plan.ts";
import { terminalWidth } from "../terminal-width.ts";
import { wholeNumber } from "../whole-number.ts";

/** Exit code of --exit-code where the plans differ. */
const differs = 2;

const help = `
Each side is a file that headroom plan --json wrote, - for standard input, or a stack's name for its plan as it is now.
/dev/null, or with --allow-missing a file that is empty or not there, is a stack that is new or gone.

First comes what silences the stack or makes it less sensitive. Equal changes are one line with their number; --json has
each by itself. --markdown shortens e-mail addresses and account ids, since anyone may read a comment; the others don't.

Examples:
  $ ${quietHeadroom} plan --stack us-east-1 --json > before.json    # then edit Pulumi.us-east-1.yaml
  $ ${headroomCommand} diff before.json us-east-1
  $ ${quietHeadroom} diff before.json after.json --markdown > comment.md
  $ ${headroomCommand} diff before.json us-east-1 --history history.json.gz
  $ git show main:plan.json | ${quietHeadroom} diff - us-east-1 --json

Exit codes: 0 done, 1 a plan can't be read or the stack's config has errors, ${differs} the plans differ (with --exit-code),
3 the history can't be read.`;

interface Options {
  markdown?: true;
  json?: true;
  exitCode?: true;
  allowMissing?: true;
  history?: string;
  lag: number;
}

export function register(command: Command): void {
  command
    .argument("<before>", "a plan's file, -, or a stack")
    .argument("<after>", "a plan's file, -, or a stack")
    .option("--markdown", "print Markdown, for a pull request's comment")
    .option("--json", "print the difference as JSON")
    .option("--exit-code", `exit with ${differs} where the plans differ`)
    .option("--allow-missing", "take a file that is empty or not there for a stack without a plan")
    .option(
      "--history <file>",
      "a file of headroom backtest --save: how often alarms would have gone on before and after",
    )
    .option("--lag <minutes>", "with --history: how many minutes late metrics came", wholeNumber(0), 1)
    .addHelpText("after", help)
    .action(async (before: string, after: string, options: Options) => {
      if (options.markdown && options.json) throw new UserError("--markdown and --json: choose one");
      if (before === "-" && after === "-") throw new UserError("only one side can come from standard input");
      const old = await planOf(before, options);
      const now = await planOf(after, options);
      if (!old && !now) throw new UserError("neither side has a plan: there is nothing to compare");
      const diff = diffPlans(old, now);
      const { history, lag } = options;
      const plans = [old, now].filter((plan) => plan !== undefined);
      const wanted = plans.flatMap((plan) => wantedSeries(plan)).map(({ metric }) => metric);
      const effect = history === undefined ? undefined : historyEffect(loadHistory(history, wanted), old, now, lag);
      print(diff, effect, options);
      if (options.exitCode && !diff.same) process.exitCode = differs;
    });
}

function print(diff: PlanDiff, effect: HistoryEffect | undefined, { json, markdown }: Options): void {
  if (json) {
    console.log(JSON.stringify({ ...diff, ...(effect && { history: historyJson(effect) }) }, null, 2));
    return;
  }
  const report = effect ? withHistory(reportOf(diff), effect) : reportOf(diff);
  console.log(markdown ? diffMarkdown(report).trimEnd() : diffText(report, terminalWidth()));
}

/** The plan that an argument names; undefined for a stack that has none. */
async function planOf(name: string, { allowMissing }: Options): Promise<MonitoringPlan | undefined> {
  if (name === "/dev/null" || name === devNull) return undefined;
  if (name === "-" || (existsSync(name) && !statSync(name).isDirectory())) {
    const plan = await readPlan(name);
    if (plan || allowMissing) return plan;
    const source = name === "-" ? "standard input" : name;
    throw new UserError(
      `${source} is empty: did the command that wrote it fail? (--allow-missing: the stack has no plan on this side)`,
    );
  }
  if (isStack(name)) {
    const { plan, warnings } = await planForStack(name, process.cwd(), { open: openAccount });
    for (const warning of warnings) console.error(`warning: ${warning}`);
    return plan;
  }
  if (allowMissing) return undefined;
  const stacks = stackNames().join(", ") || "none";
  throw new UserError(
    `there is no file ${name}, and no stack of that name (stacks here: ${stacks}); ` +
      "--allow-missing takes it for a stack without a plan",
  );
}

/** Whether a word is the name of a stack that has a file here. */
function isStack(name: string): boolean {
  try {
    return existsSync(stackFilePath(name));
  } catch {
    // No stack's name at all, such as a path.
    return false;
  }
}
