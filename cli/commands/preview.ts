import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import type { StackPreview } from "../../pages/preview/data.ts";
import { openInBrowser } from "../../preview/open-in-browser.ts";
import { describeStack, summaryOf } from "../../preview/summary.ts";
import { headroomCommand, previewCommand, quietHeadroom } from "../../words/commands.ts";
import { terminalWidth } from "../terminal-width.ts";
import { fitLines } from "../wrapped.ts";

const defaultPage = "out/preview/index.html";

const examples = `
Runs the program for each stack file as Pulumi would, against an engine that records what it asks for: no AWS account,
no Pulumi CLI, no network; nothing is created but the page.

Examples:
  $ ${previewCommand}                                         # every stack file here
  $ ${headroomCommand} preview us-east-1 --open
  $ ${quietHeadroom} preview --json | jq '.stacks[].cost'

Exit codes: 0 the page is written, 1 a stack's config or program has errors, or the page can't be
written (nothing is written).`;

interface Options {
  out: string;
  open?: true;
  json?: true;
}

export function register(command: Command): void {
  command
    .argument("[stack...]", "the stacks, by the name in Pulumi.<name>.yaml (default: all)")
    .option("--out <file>", "where the page is written", defaultPage)
    .option("--open", "open the page in the browser")
    .option("--json", "print the summary as JSON")
    .addHelpText("after", examples)
    .action(async (stacks: string[], { out, open, json }: Options) => {
      // Loaded when it is asked for: the recording engine would slow every other command down.
      const { preview } = await import("../../preview/preview.ts");
      const made = await preview({
        directory: process.cwd(),
        stacks,
        out,
        progress: (line) => console.error(line),
      });
      const { href } = pathToFileURL(made.page);
      if (json) console.log(JSON.stringify({ page: made.page, stacks: made.stacks.map(summaryOf) }, null, 2));
      else console.log(fitLines(report(made.stacks, made.page, href), terminalWidth()));
      if (open) await openInBrowser(href);
    });
}

const report = (stacks: readonly StackPreview[], page: string, href: string): string =>
  ["", ...stacks.flatMap((stack) => [describeStack(stack), ""]), `Page: ${page}`, `Open: ${href}`].join("\n");
