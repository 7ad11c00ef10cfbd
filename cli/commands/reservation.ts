import type { Command } from "commander";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { regionsNamed } from "../region-names.ts";
import type { ReservationDocument } from "../reservation/document.ts";
import type { FoundFiles } from "../reservation/log-file.ts";
import { terminalWidth } from "../terminal-width.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { checkWritable, placeOf, writeWhole } from "../usage/output-files.ts";
import { checkTimeZone, localZone } from "../usage/time-range.ts";
import { wrongOptions } from "../wrong-options.ts";

const help = `
Examples:
  $ ${headroomCommand} reservation --logs ./bedrock-logs
  $ ${headroomCommand} reservation --logs "logs/2026/11/*/*.json.gz"
  $ ${headroomCommand} reservation --region us-east-1 --logs s3://my-logs/AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/11/25
  $ aws logs filter-log-events --log-group-name bedrock | ${quietHeadroom} reservation --logs - --json -
  $ ${quietHeadroom} reservation --logs ./bedrock-logs --csv minutes.csv --markdown reservation.md

When a request starts, Bedrock takes its input, its cache writes and all of its max_tokens from the quota, and gives back at
its end what wasn't used. CloudWatch shows what was used; this shows what was reserved, from model invocation logs: files of
JSON lines as Bedrock writes them to S3, packed or not, exports of CloudWatch Logs, and what aws logs filter-log-events prints.
Prompts and answers are read past and never shown or kept. Logs in S3 are read over the network, which AWS bills like any
reading; headroom iam-policy reservation prints the policy for it. docs/usage.md describes the figures and the JSON.

Exit codes: 0 done; 3 could not tell: wrong options, or something in the logs could not be read (what could be is shown);
4 no record of a model invocation was found.`;

interface Options {
  logs: string[];
  region?: string;
  profile?: string;
  json?: string;
  csv?: string;
  markdown?: string;
  timezone: string;
}

/** Reading from S3 waits for the network, unpacking for a core. */
const atOnceInS3 = 8;
const atOnceHere = 2;

export function register(command: Command): void {
  command
    .requiredOption("--logs <places...>", "files, folders, patterns, s3://bucket/prefix, or - for standard input")
    .option("--region <region>", "the Region of the bucket, and of records that name none")
    .option("--profile <name>", "AWS profile; default: AWS_PROFILE, or the SDK's own choice")
    .option("--json <file>", "write the document as JSON; - for standard output")
    .option("--csv <file>", "write one row a model and minute, for charts; - for standard output")
    .option("--markdown <file>", "write Markdown; - for standard output")
    .option("--timezone <zone>", "for times shown", localZone())
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (options: Options) => {
      process.exitCode = await run(options);
    });
}

async function run(options: Options): Promise<number> {
  if (options.region !== undefined) regionsNamed([options.region], exitCodes.cannotTell);
  const timeZone = checkTimeZone(options.timezone);
  const outputs = outputsOf(options);
  const { files, skipped } = await filesOf(options);
  const [{ readLogs }, { showProgress }, { reservationDocument }] = await Promise.all([
    import("../reservation/read-logs.ts"),
    import("../usage/progress.ts"),
    import("../reservation/document.ts"),
  ]);
  const bytes = files.reduce((all, file) => all + (file.bytes ?? 0), 0);
  const progress = showProgress("Reading logs", process.stderr, "MB");
  let done = 0;
  const read = await readLogs(files, options.logs.some(isInS3) ? atOnceInS3 : atOnceHere, (more) => {
    done += more;
    progress.step(megabytes(Math.min(done, bytes)), megabytes(bytes));
  });
  progress.end(
    `Read ${read.files} ${read.files === 1 ? "file" : "files"}: ${read.records.toLocaleString("en-US")} records`,
  );
  const document = await reservationDocument(read, skipped, options.region ?? process.env["AWS_REGION"]);
  for (const { path, render } of outputs) {
    const text = await render(document);
    if (path === "-") process.stdout.write(text);
    else writeWhole(path, text);
  }
  if (!outputs.some(({ path }) => path === "-")) {
    const [{ terminalReport }, { paintFor }] = await Promise.all([
      import("../reservation/terminal.ts"),
      import("../usage/terminal.ts"),
    ]);
    console.log(terminalReport(document, paintFor(process.stdout), terminalWidth(), timeZone));
  }
  if (read.broken.length > 0 || read.corruptLines > 0) return exitCodes.cannotTell;
  return read.records === 0 ? exitCodes.nothingFound : exitCodes.ok;
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

const isInS3 = (place: string): boolean => place.startsWith("s3://");

/** All places' files, each once. */
async function filesOf({ logs, region, profile }: Options): Promise<FoundFiles> {
  const files = new Map<string, FoundFiles["files"][number]>();
  const skipped = new Map<string, FoundFiles["skipped"][number]>();
  for (const place of logs) {
    const found = await filesAt(place, {
      ...(region !== undefined && { region }),
      ...(profile !== undefined && { profile }),
    });
    for (const file of found.files) files.set(isInS3(file.name) ? file.name : placeOf(file.name), file);
    for (const file of found.skipped) skipped.set(file.name, file);
  }
  return { files: [...files.values()], skipped: [...skipped.values()] };
}

/** The SDK of S3 is loaded only where logs are there. */
async function filesAt(place: string, options: { region?: string; profile?: string }): Promise<FoundFiles> {
  if (isInS3(place)) return (await import("../reservation/s3-files.ts")).s3Files(place, options);
  const { localFiles, standardInput } = await import("../reservation/local-files.ts");
  return place === "-" ? standardInput : localFiles(place);
}

interface Output {
  path: string;
  render: (document: ReservationDocument) => string | Promise<string>;
}

function outputsOf({ json, csv, markdown }: Options): Output[] {
  const outputs: Output[] = [];
  const add = (option: string, path: string | undefined, render: Output["render"]) => {
    if (path === undefined) return;
    if (outputs.some((other) => other.path === path || placeOf(other.path) === placeOf(path)))
      throw new UserError(
        `${option} ${path}: another output goes there, too; give each its own file`,
        exitCodes.cannotTell,
      );
    if (path !== "-") checkWritable(option, path);
    outputs.push({ path, render });
  };
  add("--json", json, (document) => `${JSON.stringify(document, null, json === "-" ? 2 : 0)}\n`);
  add("--csv", csv, async (document) => (await import("../reservation/csv.ts")).csvReport(document));
  add("--markdown", markdown, async (document) =>
    (await import("../reservation/markdown.ts")).markdownReport(document),
  );
  return outputs;
}
