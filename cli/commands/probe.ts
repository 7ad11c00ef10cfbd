import { setTimeout as pause } from "node:timers/promises";
import { confirm } from "@clack/prompts";
import { type Command, InvalidArgumentError } from "commander";
import { clientSettings } from "../../aws/client.ts";
import { loadRegistry } from "../../registry/index.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { describeProbe } from "../probe/describe.ts";
import { type ProbeDocument, probeSchemaVersion } from "../probe/document.ts";
import { type ProbeLimits, type ProbePort, type ProbeRequest, ramp } from "../probe/ramp.ts";
import { terminalWidth } from "../terminal-width.ts";
import { checkWritable, writeWhole } from "../usage/output-files.ts";
import { answered, canAsk } from "../usage/pick.ts";
import { paintFor } from "../usage/terminal.ts";
import { wholeNumber } from "../whole-number.ts";

const help = `
Examples:
  $ ${headroomCommand} probe us.anthropic.claude-sonnet-5 --dry-run 525000 --max-tokens 64000
  $ ${headroomCommand} probe us.amazon.nova-lite-v1:0 --region us-east-1 --max-tokens 5000 --max-requests 60 --price 0.06/0.24 --max-usd 0.50
  $ ${quietHeadroom} probe us.amazon.nova-lite-v1:0 --region us-east-1 --stream --yes --json -

Sends 1, 2, 4, … requests at once by Converse until Bedrock throttles one, and shows what they held beside what they used. It
uses a quota that others may need and costs money: it asks first, keeps both caps before each batch as if every answer were as
long as max_tokens allows, and stops on Ctrl-C. Without --price, dollars per million tokens of input and output, only requests
are capped. A profile or Region that looks like production needs --yes. Needs bedrock:InvokeModel on the model alone
(and bedrock:InvokeModelWithResponseStream with --stream). --dry-run sends nothing: a simulated Bedrock with that quota answers.

Exit codes: 0 throttled, or a cap was reached; 1 something to correct, or Bedrock's error; 3 --json can't be
written; 130 stopped.`;

interface Options {
  region?: string;
  profile?: string;
  maxTokens: number;
  inputTokens: number;
  stream?: true;
  maxRequests: number;
  maxUsd?: number;
  price?: { input: number; output: number };
  burndown?: number;
  quota?: number;
  dryRun?: number;
  json?: string;
  yes?: true;
}

export function register(command: Command): void {
  command
    .argument("<model>", "the id that requests name: a model's, a profile's, or an ARN")
    .option("--region <region>", "AWS Region; default: AWS_REGION, or the profile's")
    .option("--profile <name>", "AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .option("--max-tokens <n>", "that each request asks for", wholeNumber(1), 1_000)
    .option("--input-tokens <n>", "of each request, about", wholeNumber(10), 100)
    .option("--stream", "by ConverseStream")
    .option("--max-requests <n>", "the most that are sent", wholeNumber(1), 100)
    .option("--price <input/output>", "dollars for a million tokens of input and of output, e.g. 3/15", price)
    .option("--max-usd <dollars>", "the most that it may cost; needs --price", dollars)
    .option("--burndown <rate>", "tokens that one of output counts; default: the registry's, else 1", wholeNumber(1))
    .option("--quota <tokens>", "tokens per minute, to compare with", wholeNumber(1))
    .option("--dry-run <tokens>", "send nothing: simulate a quota of so many tokens per minute", wholeNumber(1))
    .option("--json <file>", "write the result as JSON; - for standard output")
    .option("--yes", "don't ask")
    .addHelpText("after", help)
    .action(async (model: string, options: Options) => {
      process.exitCode = await run(model, options);
    });
}

function dollars(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be an amount above 0, such as 0.50.");
  return value;
}

function price(text: string): { input: number; output: number } {
  const [, input, output] = /^(\d*\.?\d+)\/(\d*\.?\d+)$/.exec(text) ?? [];
  if (input === undefined) throw new InvalidArgumentError("It must be two prices, such as 3/15.");
  return { input: Number(input) / 1e6, output: Number(output) / 1e6 };
}

async function run(modelId: string, options: Options): Promise<number> {
  const { maxTokens, inputTokens, maxRequests, maxUsd } = options;
  if (maxUsd !== undefined && !options.price)
    throw new UserError("--max-usd needs --price: without it nobody knows what a token costs");
  // Before a request costs anything.
  if (options.json !== undefined && options.json !== "-") checkWritable("--json", options.json);
  const request: ProbeRequest = {
    ...{ inputTokens, maxTokens },
    ...(await burndownOf(modelId, options)),
    ...(options.price && { price: options.price }),
  };
  const limits: ProbeLimits = { maxRequests, ...(maxUsd !== undefined && { maxUsd }) };
  if (options.dryRun === undefined) await allowed(modelId, options, request);
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  const opened = await openPort(modelId, options, request, stop.signal);
  try {
    const startedAt = new Date().toISOString();
    const result = await ramp(opened.port, request, limits, ({ requests, throttled }) =>
      console.error(`${requests} at once: ${throttled === 0 ? "answered" : `${throttled} throttled`}`),
    );
    const ended = stop.signal.aborted ? { ...result, ended: "stopped" as const } : result;
    const document: ProbeDocument = {
      ...{ schemaVersion: probeSchemaVersion, modelId, region: opened.region, dryRun: options.dryRun !== undefined },
      ...{ stream: options.stream === true, startedAt, request, quota: options.dryRun ?? options.quota ?? null },
      result: ended,
    };
    tell(document, options.json);
    return ended.ended === "stopped" ? 130 : ended.ended === "failed" ? 1 : 0;
  } finally {
    process.removeListener("SIGINT", onInterrupt);
    await opened.close();
  }
}

function tell(document: ProbeDocument, json: string | undefined): void {
  const text = `${JSON.stringify(document, null, 1)}\n`;
  if (json === "-") {
    process.stdout.write(text);
    return;
  }
  if (json !== undefined) writeWhole(json, text);
  console.log(describeProbe(document, paintFor(process.stdout), terminalWidth()));
}

/** As given, else what the registry says of the model's id in the Region; 1 is assumed where it says nothing. */
async function burndownOf(
  modelId: string,
  { burndown, region = process.env["AWS_REGION"] ?? "us-east-1" }: Options,
): Promise<Pick<ProbeRequest, "burndownRate" | "burndownFrom">> {
  if (burndown !== undefined) return { burndownRate: burndown, burndownFrom: "given" };
  const registry = await loadRegistry(region).catch(() => undefined);
  const found = registry?.models.find(({ scopes }) =>
    Object.values(scopes).some((scope) => (scope?.ids as readonly string[] | undefined)?.includes(modelId)),
  );
  return found && found.burndown.rate !== "unknown"
    ? { burndownRate: found.burndown.rate, burndownFrom: "registry" }
    : { burndownRate: 1, burndownFrom: "assumed" };
}

/** @throws UserError where nobody said yes, or could */
async function allowed(
  modelId: string,
  { yes, profile, price: cost, maxUsd, maxRequests, maxTokens }: Options,
  request: ProbeRequest,
): Promise<void> {
  if (yes) return;
  const account = profile ?? process.env["AWS_PROFILE"] ?? "";
  if (/prod|live|prd/i.test(account))
    throw new UserError(
      `profile ${account} looks like production: a probe uses up its quota on purpose; say --yes if it may`,
    );
  const most = cost ? maxRequests * (request.inputTokens * cost.input + maxTokens * cost.output) : undefined;
  const spent =
    most === undefined
      ? "what they cost is not known (--price)"
      : `at most $${Math.min(most, maxUsd ?? most).toFixed(2)}`;
  const message = `Send up to ${maxRequests} requests to ${modelId} until it throttles? They use its quota, and cost money: ${spent}.`;
  if (!canAsk()) throw new UserError(`${message} Allow it with --yes, or see it with --dry-run`);
  if (!answered(await confirm({ message }))) throw new UserError("nothing was sent", 130);
}

/** Bedrock, or a simulated one. The SDK is loaded only here. */
async function openPort(
  modelId: string,
  options: Options,
  { inputTokens, maxTokens, burndownRate }: ProbeRequest,
  abortSignal: AbortSignal,
) {
  const { BedrockRuntimeClient } = await import("@aws-sdk/client-bedrock-runtime");
  const { probeOnce } = await import("../probe/bedrock-port.ts");
  const call = { modelId, maxTokens, inputTokens, stream: options.stream === true, abortSignal };
  const stopped = () => abortSignal.aborted;
  if (options.dryRun !== undefined) {
    const { simulated } = await import("../probe/dry-run.ts");
    const world = await simulated(modelId, options.dryRun, burndownRate);
    const client = new BedrockRuntimeClient({
      ...{ region: options.region ?? "us-east-1", endpoint: world.url, maxAttempts: 1 },
      credentials: { accessKeyId: "dry", secretAccessKey: "run" },
    });
    const port: ProbePort = {
      send: () => world.run(() => probeOnce({ ...call, client }, world.now)),
      ...{ now: world.now, wait: world.wait, stopped },
    };
    const close = async () => {
      client.destroy();
      await world.close();
    };
    return { port, region: "simulated", close };
  }
  const client = new BedrockRuntimeClient({
    // Tries of the SDK's own would be requests that nobody counts; a long answer may be silent for minutes.
    ...clientSettings({ ...(options.region && { region: options.region }), maxAttempts: 1, silence: 600_000 }),
    ...(options.profile && { profile: options.profile }),
  });
  const port: ProbePort = {
    send: () => probeOnce({ ...call, client }, () => performance.now()),
    now: () => performance.now(),
    wait: (milliseconds) => pause(milliseconds, undefined, { signal: abortSignal }).catch(() => {}),
    stopped,
  };
  let region: string;
  try {
    region = await client.config.region();
  } catch {
    throw new UserError(
      "no AWS Region is set; say which: --region us-east-1 (or AWS_REGION, or a region in the profile)",
    );
  }
  return { port, region, close: async () => client.destroy() };
}
