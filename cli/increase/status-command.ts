import type { Command } from "commander";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { documentsJson } from "../documents-json.ts";
import { eachOf } from "../each-of.ts";
import { regionOption } from "../region-names.ts";
import { terminalWidth } from "../terminal-width.ts";
import { worstCode } from "../usage/exit-code.ts";
import { checkWritable, writeWhole } from "../usage/output-files.ts";
import { regionClients } from "../usage/region-clients.ts";
import { paintFor } from "../usage/terminal.ts";
import { wrongOptions } from "../wrong-options.ts";
import { describeStatus } from "./describe-status.ts";
import { readStatus } from "./read-status.ts";
import { statusCode } from "./status-document.ts";

const help = `
Examples:
  $ ${headroomCommand} increase status --region us-east-1
  $ ${headroomCommand} increase status us.anthropic.claude-opus-5
  $ ${quietHeadroom} increase status --json - | jq '.requests[] | select(.stage == "approved")'

Each request of the last 90 days: what was asked for, what AWS has decided, whether Service Quotas shows the new value now,
and since when the stack of this folder that monitors the quota publishes it, so that its alarms judge by it.

Exit codes: 0 AWS has decided on all, and applied what it approved; 1 one is open, or approved and not applied yet; 3 could
not tell; 4 there is no request.`;

interface Options {
  region: string[];
  profile?: string;
  json?: string;
}

/** `headroom increase status`. */
export function registerStatus(increase: Command): void {
  increase
    .command("status")
    .description("follow the requests of the last 90 days: decided, applied, published")
    .argument("[models...]", "names of models or profiles, or patterns; none: every request")
    .addOption(regionOption())
    .option("--profile <name>", "AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .option("--json <file>", "write the document as JSON; - for standard output")
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (models: string[], options: Options) => {
      process.exitCode = await run(models, options);
    });
}

async function run(models: string[], options: Options): Promise<number> {
  const { json } = options;
  if (json !== undefined && json !== "-") checkWritable("--json", json);
  const regions = await regionClients(options);
  const { documents, failures } = await eachOf(
    regions,
    ({ region }) => region,
    (clients) => readStatus(clients, { models, now: Math.floor(Date.now() / 1_000), directory: process.cwd() }),
  );
  const text = documentsJson(documents);
  if (json === "-") process.stdout.write(text);
  else {
    if (json !== undefined) writeWhole(json, text);
    const width = terminalWidth();
    console.log(documents.map((one) => describeStatus(one, paintFor(process.stdout), width)).join("\n\n"));
  }
  return worstCode([...failures, ...documents.map(statusCode)]);
}
