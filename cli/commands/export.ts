import type { Command } from "commander";
import { UserError } from "../../stacks/user-error.ts";
import { warningsOn } from "../../stacks/warnings.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { formats } from "../export/written-files.ts";

const examples = `
Everything that \`pulumi up\` would make, in another tool's words: the shipped program runs for the stack, offline, and
what it asks for is translated. What has no translation is an error; nothing is left out unseen.

Examples:
  $ ${headroomCommand} export --cloudformation us-east-1 --out out/cloudformation
  $ ${headroomCommand} export --terraform us-east-1 --out out/terraform
  $ ${quietHeadroom} export --grafana us-east-1 > dashboard.json
  $ ${quietHeadroom} export --cloudformation us-east-1 | cfn-lint -   # the template alone, without the functions' code

Without --account the export fits every account: it names the one that it is used in (AWS::AccountId,
aws_caller_identity). No account is asked anything. docs/export.md says how to bring it up, and what differs.
Exit codes: 0 done; 1 the stack's config has errors, the format can't say something that the stack makes, or a file is
in the way; 3 the files could not be written.`;

interface Options {
  cloudformation?: true;
  terraform?: true;
  grafana?: true;
  out?: string;
  account?: string;
  force?: true;
  json?: true;
}

export function register(command: Command): void {
  command
    .argument("<stack>", "the stack, by the name in Pulumi.<name>.yaml")
    .option("--cloudformation", "a CloudFormation template and the functions' code")
    .option("--terraform", "Terraform's and OpenTofu's configuration in JSON (main.tf.json) and the functions' code")
    .option("--grafana", "a Grafana dashboard on its CloudWatch data source")
    .option("--out <folder>", "write the files there (default: the document alone, on standard output)")
    .option("--account <id>", "the only account that the export is for (default: whichever it is used in)")
    .option("--force", "write over files that headroom has not written, or that were changed since")
    .option("--json", "with --out: print what was written as JSON")
    .addHelpText("after", examples)
    .action(run);
}

async function run(stack: string, options: Options): Promise<void> {
  const { out, account, force, json } = options;
  const chosen = formats.filter((format) => options[format]);
  const [format] = chosen;
  if (format === undefined || chosen.length > 1)
    throw new UserError(
      `say into what to export, one of ${formats.map((name) => `--${name}`).join(", ")}${chosen.length > 1 ? `; ${chosen.length} were given` : ""}`,
    );
  if (account !== undefined && !/^\d{12}$/.test(account))
    throw new UserError(`--account ${account}: an AWS account id is 12 digits`);
  if (account !== undefined && format === "grafana")
    throw new UserError("--account is for --cloudformation and --terraform: Grafana's data source knows its account");
  if (out === undefined && (json || force))
    throw new UserError(`${json ? "--json" : "--force"} is for --out: without it the document goes to standard output`);

  const { makeExport } = await import("../export/make-export.ts");
  const { written, planned } = await makeExport(format, stack, process.cwd(), account);
  const today = new Date().toISOString().slice(0, 10);
  for (const warning of [...planned.warnings, ...warningsOn(today, planned.settings)])
    console.error(`warning: ${warning}`);
  for (const note of planned.notes) console.error(`note: ${note}`);
  if (out === undefined) {
    process.stdout.write(written.files[0].content);
    if (written.files.length > 1) console.error("note: the functions' code is not in it; --out <folder> writes both");
    return;
  }
  const [{ writeExport }, { describeExport, documentOf }] = await Promise.all([
    import("../export/write-export.ts"),
    import("../export/describe.ts"),
  ]);
  writeExport(written, out, force ?? false);
  console.log(json ? JSON.stringify(documentOf(written, out), null, 2) : describeExport(written, out));
}
