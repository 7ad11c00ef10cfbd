import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand } from "../../words/commands.ts";
import type { LimitKind } from "../../words/words.ts";
import { eachOf } from "../each-of.ts";
import { checkTo } from "../increase/check-to.ts";
import type { IncreaseDocument } from "../increase/document-shape.ts";
import { exitCodeOf } from "../increase/exit-code.ts";
import { askOf, readHeadroom, readKinds, readValue } from "../increase/options.ts";
import { checkOutputs, isForPeople, showDocuments, writeOutputs } from "../increase/outputs.ts";
import { readIncrease } from "../increase/read-increase.ts";
import { registerStatus } from "../increase/status-command.ts";
import { submitDocuments } from "../increase/submit-documents.ts";
import { regionOption } from "../region-names.ts";
import { exitCodes, worstCode } from "../usage/exit-code.ts";
import { canAsk } from "../usage/pick.ts";
import { regionClients } from "../usage/region-clients.ts";
import { timeRange } from "../usage/time-range.ts";
import { wrongOptions } from "../wrong-options.ts";

const help = `
Examples:
  $ ${headroomCommand} increase --region us-east-1
  $ ${headroomCommand} increase us.anthropic.claude-opus-5 --headroom 40% --case case.txt --markdown ticket.md
  $ ${headroomCommand} increase us.anthropic.claude-opus-5 --kind tpm --to 5M
  $ ${headroomCommand} increase us.anthropic.claude-opus-5 --submit
  $ ${headroomCommand} increase status --region us-east-1

For each model in use: what AWS asks of who wants more (steady and peak tokens and requests a minute, tokens of a request,
throttled requests), which quota to raise and to what, and the text for the support case. What Service Quotas takes no
request for is refused, with the way that remains. Nothing is sent without --submit, and that asks first. docs/increase.md
has the sources and the JSON; headroom iam-policy increase prints the policy.

Exit codes: 0 what is needed is prepared or submitted, or nothing is needed; 1 a larger quota is needed that Service Quotas
takes no request for (open request, not adjustable, legacy model, mantle); 3 could not tell, wrong options, or not submitted;
4 nothing called Bedrock; 130 stopped.`;

interface Options {
  region: string[];
  profile?: string;
  since: string;
  until?: string;
  kind?: LimitKind[];
  to?: number;
  headroom?: number;
  submit?: true;
  yes?: true;
  json?: string;
  markdown?: string;
  case?: string;
}

export function register(command: Command): void {
  registerStatus(command);
  command
    .enablePositionalOptions()
    .argument("[models...]", "names of models or profiles, or patterns; none: those in use")
    .addOption(regionOption())
    .option("--profile <name>", "AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .option("--since <time>", "a length of time (90m, 6h, 7d, 2w) or a time (ISO 8601)", "14d")
    .option("--until <time>", "a time (ISO 8601); default: now")
    .option(
      "--kind <kinds>",
      "quotas of these kinds alone: tpm, rpm, tpd, concurrency, input-tpm, output-tpm",
      readKinds,
    )
    .option("--to <value>", "what to ask for, of one quota, as Service Quotas counts it: 5000000, 5M", readValue)
    .option("--headroom <percent>", "share that the highest use shall leave free; default: 30%", readHeadroom)
    .option("--submit", "send the requests to Service Quotas, after asking")
    .option("--yes", "with --submit: never ask")
    .option("--json <file>", "write the document as JSON; - for standard output")
    .option("--markdown <file>", "write it as Markdown, e.g. for a ticket; - for standard output")
    .option("--case <file>", "write the text of the support case; - for standard output")
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (models: string[], options: Options) => {
      process.exitCode = await run(models, options);
    });
}

async function run(models: string[], options: Options): Promise<number> {
  const { submit, yes, kind: kinds = [], since, until } = options;
  const ask = askOf(options);
  if (yes && !submit) throw new UserError("--yes is for --submit", exitCodes.cannotTell);
  checkOutputs(options);
  const now = Math.floor(Date.now() / 1_000);
  const window = timeRange(since, until, now, "UTC");
  const regions = await regionClients(options);
  const { documents: found, failures } = await eachOf(
    regions,
    ({ region }) => region,
    (clients) => readIncrease(clients, { models, window, now, ask, kinds }),
  );
  let documents: IncreaseDocument[] = found;
  if ("to" in ask) checkTo(ask.to, documents);
  const asks = submit === true && !yes && canAsk();
  const isShown = asks && isForPeople(options);
  if (isShown) showDocuments(documents);
  if (submit)
    documents = await submitDocuments(documents, regions, {
      yes: yes === true,
      mayAsk: asks,
      pause: (milliseconds) => pause(milliseconds),
    });
  writeOutputs(documents, options, isShown);
  return worstCode([...failures, ...documents.map(exitCodeOf)]);
}
