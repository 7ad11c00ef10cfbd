import type { Command } from "commander";
import { loadCatalogue } from "../../registry/index.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { collectDiagnosis, type DiagnosisRequest } from "../diagnose/collect.ts";
import { describeDiagnosis } from "../diagnose/describe.ts";
import type { DiagnosisDocument } from "../diagnose/document-shape.ts";
import { diagnosisCode } from "../diagnose/exit-code.ts";
import { type ReadErrors, readErrors } from "../diagnose/read-errors.ts";
import { aroundTime } from "../diagnose/window.ts";
import { documentsJson } from "../documents-json.ts";
import { eachOf } from "../each-of.ts";
import { regionOption } from "../region-names.ts";
import { localFiles, standardInput } from "../reservation/local-files.ts";
import type { LogFile } from "../reservation/log-file.ts";
import { stoppable } from "../stoppable.ts";
import { terminalWidth } from "../terminal-width.ts";
import { cached, cacheKey, keepInCache } from "../usage/cache.ts";
import { readDollars } from "../usage/callers/options.ts";
import type { UsageClients } from "../usage/clients.ts";
import { exitCodes, worstCode } from "../usage/exit-code.ts";
import { counted } from "../usage/numbers.ts";
import { checkWritable, writeWhole } from "../usage/output-files.ts";
import { canAsk } from "../usage/pick.ts";
import { showProgress } from "../usage/progress.ts";
import { regionClients } from "../usage/region-clients.ts";
import { stackTexts } from "../usage/stack-cover.ts";
import { paintFor } from "../usage/terminal.ts";
import { checkTimeZone, localZone, timeRange } from "../usage/time-range.ts";
import { wholeNumber } from "../whole-number.ts";
import { wrongOptions } from "../wrong-options.ts";

const help = `
Examples:
  $ ${headroomCommand} diagnose --region us-east-1
  $ ${headroomCommand} diagnose us.anthropic.claude-opus-5 --around 2026-11-26T14:05Z
  $ ${headroomCommand} diagnose "Claude Sonnet 5" --since 7d --errors app.log --errors worker.log.gz
  $ ${headroomCommand} diagnose anthropic.claude-opus-5/global --max-tokens 32000
  $ ${quietHeadroom} diagnose --json - | jq '.targets[].bursts[] | {start, cause, sureness}'

For each burst of throttled requests: which limit explains it, how sure that is and why, who drew most in those minutes, and
what to change first. No metric says which limit refused a request, so each limit is held against the burst's minutes; where
several are left it says so, and what would tell. --errors reads texts of exceptions in whatever form SDKs and logs write
them. docs/diagnose.md has how it judges, and the JSON. headroom iam-policy diagnose prints the policy.

Exit codes: 0 nothing was throttled; 1 throttled, and the cause of each burst is told; 3 could not tell: the cause of a burst, no
credentials, no access, wrong options, or data missing; 4 nothing called Bedrock; 130 stopped.`;

interface Options {
  region: string[];
  profile?: string;
  around?: string;
  since?: string;
  until?: string;
  errors: string[];
  maxTokens?: number;
  timezone: string;
  json?: string;
  markdown?: string;
  yes?: true;
  maxCost: number;
  cache: boolean;
}

const collected = (text: string, before: string[]): string[] => [...before, text];

export function register(command: Command): void {
  command
    .argument("[models...]", "names of models or profiles, or patterns; none: those in use")
    .addOption(regionOption())
    .option("--profile <name>", "AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .option("--around <time>", "half an hour before and after a time (ISO 8601), or so long ago (90m)")
    .option("--since <time>", "a length of time (90m, 6h, 7d) or a time (ISO 8601); at most 15 days; default: 24h")
    .option("--until <time>", "a time (ISO 8601); default: now")
    .option(
      "--errors <file>",
      "what callers got: logs with texts of exceptions, - for standard input; can be repeated",
      collected,
      [],
    )
    .option("--max-tokens <n>", "what requests ask for, where nobody sees it", wholeNumber(1))
    .option("--timezone <zone>", "for times shown, and for times without an offset", localZone())
    .option("--json <file>", "write the document as JSON; - for standard output")
    .option("--markdown <file>", "write it as Markdown, for an incident's ticket; - for standard output")
    .option("--yes", "never ask anything")
    .option("--max-cost <dollars>", "with --yes: the most that reading one Region's metrics may cost", readDollars, 1)
    .option("--no-cache", "read anew, not a diagnosis of the last five minutes")
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (models: string[], options: Options) => {
      process.exitCode = await run(models, options);
    });
}

async function run(models: string[], options: Options): Promise<number> {
  for (const [name, path] of [
    ["--json", options.json],
    ["--markdown", options.markdown],
  ] as const)
    if (path !== undefined && path !== "-") checkWritable(name, path);
  if (options.json !== undefined && options.json === options.markdown)
    throw new UserError("--json and --markdown go to the same place; give each its own file", exitCodes.cannotTell);
  const now = Math.floor(Date.now() / 1_000);
  const timeZone = checkTimeZone(options.timezone);
  const window = windowOf(options, now, timeZone);
  const regions = await regionClients(options);
  const request: DiagnosisRequest = {
    models,
    isOnlyRegion: regions.length === 1,
    window,
    now,
    directory: process.cwd(),
    spending: { yes: options.yes === true, mayAsk: canAsk(), mostUsd: options.maxCost },
    ...(options.maxTokens !== undefined && { maxTokens: options.maxTokens }),
    ...(options.errors.length > 0 && { errors: await errorsIn(options.errors, timeZone, now) }),
  };
  const { documents, failures } = await eachOf(
    regions,
    ({ region }) => region,
    (clients) => keptDiagnosis(clients, request, options),
  );
  await write(documents, options, timeZone);
  return worstCode([...documents.map(diagnosisCode), ...failures]);
}

function windowOf({ around, since, until }: Options, now: number, timeZone: string) {
  if (around === undefined) return timeRange(since ?? "24h", until, now, timeZone);
  if (since !== undefined || until !== undefined)
    throw new UserError("--around says the window itself: leave --since and --until out", exitCodes.cannotTell);
  return aroundTime(around, now, timeZone);
}

async function errorsIn(places: readonly string[], timeZone: string, now: number): Promise<ReadErrors> {
  const files: LogFile[] = [];
  for (const place of places)
    files.push(...(place === "-" ? standardInput : await localFiles(place, "--errors")).files);
  const bytes = files.reduce((all, file) => all + (file.bytes ?? 0), 0);
  const { models } = await loadCatalogue();
  const providers = new Set(models.map(({ modelId }) => modelId.split(".")[0] ?? ""));
  const progress = showProgress("Reading errors", process.stderr, "MB");
  let done = 0;
  const found = await readErrors(files, providers, {
    timeZone,
    now,
    onBytes: (more) => {
      done += more;
      progress.step(Math.round(Math.min(done, bytes) / 1e6), Math.max(1, Math.round(bytes / 1e6)));
    },
  });
  progress.end(`Read ${counted(found.lines, "line")}: ${counted(found.errors, "error")}`);
  return found;
}

/** One Region's diagnosis: read, or taken from the cache. What errors of callers tell is never kept. */
async function keptDiagnosis(
  clients: UsageClients,
  request: DiagnosisRequest,
  { around, since, until, cache }: Options,
): Promise<DiagnosisDocument> {
  const { models, maxTokens, directory } = request;
  const written = { models, around, since, until, maxTokens, directory, stacks: stackTexts(directory) };
  const key = request.errors ? undefined : await keyFor(clients, written);
  const before = cache && key !== undefined ? cached<DiagnosisDocument>("diagnose", key, 1) : undefined;
  if (before) {
    console.error(`Diagnosis of ${before.region}, ${before.generatedAt}, from the cache; --no-cache reads it anew.`);
    return before;
  }
  const document = await diagnosisIn(clients, request);
  if (key !== undefined && document.incomplete.length === 0) keepInCache("diagnose", key, document);
  return document;
}

/** Without credentials there is no key; reading will say why. */
async function keyFor(clients: UsageClients, written: unknown): Promise<string | undefined> {
  try {
    return await cacheKey(clients, written, 1);
  } catch {
    return undefined;
  }
}

async function diagnosisIn(clients: UsageClients, request: DiagnosisRequest): Promise<DiagnosisDocument> {
  const { region } = clients;
  const progress = showProgress(`Looking for throttled requests in ${region}`);
  return stoppable(
    () => progress,
    `Could not read everything in ${region}`,
    async (abortSignal) => {
      const document = await collectDiagnosis(clients, request, {
        progress: (done, of) => progress.step(done, of),
        abortSignal,
      });
      progress.end(`Looked at ${counted(document.inUse, "target")} in ${region}`);
      return document;
    },
  );
}

async function write(
  documents: readonly DiagnosisDocument[],
  { json, markdown }: Options,
  timeZone: string,
): Promise<void> {
  const put = (path: string, text: string): void => {
    if (path === "-") process.stdout.write(text);
    else writeWhole(path, text);
  };
  if (json !== undefined) put(json, documentsJson(documents));
  if (markdown !== undefined) {
    const { diagnosisMarkdown } = await import("../diagnose/markdown.ts");
    put(markdown, documents.map((document) => diagnosisMarkdown(document, timeZone)).join("\n"));
  }
  if (json === "-" || markdown === "-") return;
  const width = terminalWidth();
  const paint = paintFor(process.stdout);
  console.log(documents.map((document) => describeDiagnosis(document, timeZone, paint, width)).join("\n\n"));
}
