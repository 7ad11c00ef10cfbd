import type { Command } from "commander";
import { diagnose } from "../../monitoring/doctor/diagnose.ts";
import { ownVersion } from "../../stacks/own-version.ts";
import { stackNames } from "../../stacks/stack-files.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { describeDoctor } from "../doctor/describe.ts";
import { doctorDocument, exitCodeOf } from "../doctor/document.ts";
import type { DoctorDocument } from "../doctor/document-shape.ts";
import { type DoctorRequest, gatherFacts, readLocal } from "../doctor/gather.ts";
import { documentsJson } from "../documents-json.ts";
import { eachOf } from "../each-of.ts";
import { terminalWidth } from "../terminal-width.ts";
import { usageClients } from "../usage/clients.ts";
import { exitCodes, worstCode } from "../usage/exit-code.ts";
import { checkWritable, writeWhole } from "../usage/output-files.ts";
import { showProgress } from "../usage/progress.ts";
import { paintFor } from "../usage/terminal.ts";
import { wrongOptions } from "../wrong-options.ts";

const help = `
Examples:
  $ ${headroomCommand} doctor                                 # every stack file of this folder
  $ ${headroomCommand} doctor --stack us-east-1
  $ pulumi stack export --stack us-east-1 --file state.json
  $ ${headroomCommand} doctor --stack us-east-1 --state state.json
  $ ${quietHeadroom} doctor --json - | jq '.findings[] | select(.level == "critical") | .fix'

Looks at a deployment from end to end: credentials, alarms (there, as planned, evaluating, notifying, muted), the publisher
and each quota that it puts, topics and who is subscribed, Slack, webhooks, models in use that nobody watches, profiles that
are not counted, models that end, burndown rates by AWS's own figure. It reads and changes nothing, sends nothing, and reads
no secret; headroom test-alert sends a message. headroom iam-policy doctor prints the policy. docs/doctor.md has each check.

Exit codes: 0 all is well (notes count as that), 1 a warning, 2 something critical, 3 a check could not be made: no
credentials, no access, wrong options. Of several, 2 goes before 3, and 3 before 1.`;

interface Options {
  stack?: string;
  profile?: string;
  state?: string;
  json?: string;
}

export function register(command: Command): void {
  command
    .option("--stack <name>", "the stack, by the name in Pulumi.<name>.yaml; default: every one of this folder")
    .option("--profile <name>", "AWS profile; default: the stack file's, AWS_PROFILE, or the SDK's own choice")
    .option(
      "--state <file>",
      "a `pulumi stack export` of the stack: tells what was deleted by hand from what is not deployed",
    )
    .option("--json <file>", "write the document as JSON; - for standard output")
    .addHelpText("after", help)
    .exitOverride(wrongOptions)
    .action(async (options: Options) => {
      process.exitCode = await run(options);
    });
}

async function run(options: Options): Promise<number> {
  const { json, state } = options;
  if (json !== undefined && json !== "-") checkWritable("--json", json);
  const directory = process.cwd();
  const stacks = options.stack === undefined ? stackNames(directory) : [options.stack];
  if (stacks.length === 0)
    throw new UserError(
      "there is no Pulumi.<stack>.yaml in this folder: run it where they are, or write one with headroom init",
      exitCodes.cannotTell,
    );
  if (state !== undefined && stacks.length > 1)
    throw new UserError(`--state is of one stack: say which, --stack ${stacks[0]}`, exitCodes.cannotTell);
  const { documents, failures } = await eachOf(
    stacks,
    (stack) => stack,
    (stack) => examine(stack, directory, options),
  );
  write(documents, json);
  return worstCode([...documents.map(exitCodeOf), ...failures]);
}

async function examine(stack: string, directory: string, { profile, state }: Options): Promise<DoctorDocument> {
  const request: DoctorRequest = {
    ...{ stack, directory, versions: versions() },
    now: Math.floor(Date.now() / 1_000),
    ...(state !== undefined && { state }),
  };
  const local = await readLocal(request);
  const { config } = local.found;
  const own = profile ?? config.profile;
  const clients = await usageClients({
    ...(config.region !== undefined && { region: config.region }),
    ...(own !== undefined && { profile: own }),
  });
  const progress = showProgress(`Examining ${stack} in ${clients.region}`);
  try {
    const facts = await gatherFacts(clients, local, {
      ...request,
      say: (what) => progress.say(`Examining ${stack} in ${clients.region}: ${what}`),
    });
    progress.end(`Examined ${stack} in ${clients.region}`);
    return doctorDocument(facts, diagnose(facts));
  } catch (error) {
    progress.end(`Could not examine ${stack} in ${clients.region}`);
    throw error;
  }
}

const versions = (): DoctorRequest["versions"] => ({ project: ownVersion(), node: process.versions.node });

function write(documents: readonly DoctorDocument[], json: string | undefined): void {
  const text = documentsJson(documents);
  if (json === "-") {
    process.stdout.write(text);
    return;
  }
  if (json !== undefined) writeWhole(json, text);
  const width = terminalWidth();
  console.log(documents.map((document) => describeDoctor(document, paintFor(process.stdout), width)).join("\n\n"));
}
