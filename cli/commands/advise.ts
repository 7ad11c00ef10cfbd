import type { Command } from "commander";
import { metricReader } from "../../aws/metrics.ts";
import { loadRegistry, UnknownRegionError } from "../../registry/index.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import type { RegistryModel } from "../../words/registry.ts";
import { describeAdvice } from "../advise/describe.ts";
import { type AdviceDocument, adviceDocument } from "../advise/document.ts";
import { readOutputs } from "../advise/read-outputs.ts";
import { documentsJson } from "../documents-json.ts";
import { eachOf } from "../each-of.ts";
import { regionOption } from "../region-names.ts";
import { terminalWidth } from "../terminal-width.ts";
import type { UsageClients } from "../usage/clients.ts";
import { exitCodes, worstCode } from "../usage/exit-code.ts";
import { counted } from "../usage/numbers.ts";
import { checkWritable, writeWhole } from "../usage/output-files.ts";
import { showProgress } from "../usage/progress.ts";
import { regionClients } from "../usage/region-clients.ts";
import { paintFor } from "../usage/terminal.ts";
import { timeRange } from "../usage/time-range.ts";
import { usageWithTargets } from "../usage/usage-with-targets.ts";
import { wholeNumber } from "../whole-number.ts";
import { wrongOptions } from "../wrong-options.ts";

const help = `
Examples:
  $ ${headroomCommand} advise --region us-east-1
  $ ${headroomCommand} advise us.anthropic.claude-opus-5 --since 14d
  $ ${headroomCommand} advise "Claude Sonnet 5" --max-tokens 64000 --margin 50
  $ ${quietHeadroom} advise --json - | jq '.targets[].advice[] | select(.what == "max-tokens")'

For each model in use: what a request takes of the quota now, and what would let more through: max_tokens from what answers
have, prompt caching, another scope's quota, batch inference, another model; each in requests a minute, with what the number
takes for granted. What requests ask for is read where a stack file here looks at the reservation (docs/reservation.md); else
it is given with --max-tokens, or the model's largest is assumed. headroom iam-policy usage prints the policy. docs/advise.md
has the formulas and the JSON.

Exit codes: 0 done; 3 could not tell: no credentials, no access, wrong options, or data missing; 4 nothing called Bedrock.`;

interface Options {
  region: string[];
  profile?: string;
  since: string;
  until?: string;
  maxTokens?: number;
  margin: number;
  json?: string;
}

export function register(command: Command): void {
  command
    .argument("[models...]", "names of models or profiles, or patterns; none: those in use")
    .addOption(regionOption())
    .option("--profile <name>", "AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .option("--since <time>", "a length of time (90m, 6h, 7d, 2w) or a time (ISO 8601)", "7d")
    .option("--until <time>", "a time (ISO 8601); default: now")
    .option("--max-tokens <n>", "what requests ask for now, where nobody sees it", wholeNumber(1))
    .option("--margin <percent>", "what is added to the 99th percentile of outputs", wholeNumber(0), 20)
    .option("--json <file>", "write the document as JSON; - for standard output")
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (models: string[], options: Options) => {
      process.exitCode = await run(models, options);
    });
}

async function run(models: string[], options: Options): Promise<number> {
  if (options.json !== undefined && options.json !== "-") checkWritable("--json", options.json);
  const regions = await regionClients(options);
  const { documents, failures } = await eachOf(
    regions,
    ({ region }) => region,
    (clients) => adviceIn(clients, models, options),
  );
  write(documents, options.json);
  return worstCode([...documents.map(codeOf), ...failures]);
}

const codeOf = ({ incomplete, targets }: AdviceDocument): number =>
  incomplete.length > 0 ? exitCodes.cannotTell : targets.length === 0 ? exitCodes.nothingFound : exitCodes.ok;

function write(documents: readonly AdviceDocument[], json: string | undefined): void {
  const text = documentsJson(documents);
  if (json === "-") {
    process.stdout.write(text);
    return;
  }
  if (json !== undefined) writeWhole(json, text);
  const width = terminalWidth();
  console.log(documents.map((document) => describeAdvice(document, paintFor(process.stdout), width)).join("\n\n"));
}

/** Reads one Region's use and what its answers had. */
async function adviceIn(
  clients: UsageClients,
  models: readonly string[],
  { since, until, maxTokens, margin }: Options,
): Promise<AdviceDocument> {
  const now = Math.floor(Date.now() / 1_000);
  const window = timeRange(since, until, now, "UTC");
  const progress = showProgress(`Reading usage in ${clients.region}`);
  try {
    const { usage, targets, stretches } = await usageWithTargets(clients, { models, window, now }, progress);
    const outputs = await readOutputs(metricReader(clients.cloudwatch), clients.region, targets, stretches);
    progress.end(`Read ${counted(usage.targets.length, "target")} in ${clients.region}`);
    return adviceDocument({
      usage,
      targets: targets.map((target, index) => ({ target, outputP99: outputs[index] })),
      models: await modelsOf(clients.region),
      maxTokens,
      margin: margin / 100,
    });
  } catch (error) {
    progress.end(`Could not read everything in ${clients.region}`);
    throw error;
  }
}

/** The Region's models, for another one to be proposed; a Region that the registry lacks proposes none. */
async function modelsOf(region: string): Promise<readonly RegistryModel[]> {
  try {
    return (await loadRegistry(region)).models;
  } catch (error) {
    if (error instanceof UnknownRegionError) return [];
    throw error;
  }
}
