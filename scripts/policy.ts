/**
 * npm run policy -- [<stack>…] [--policy-pack-config <file>] [--json]
 *
 * Runs the policies over what stacks would create: their program as it is, with no account, no Pulumi CLI and no network.
 */
import { Command } from "commander";
import { checkResources, type Finding, type PackConfig } from "../policy/check-resources.ts";
import { readPackConfig } from "../policy/pack-config.ts";
import { policies } from "../policy/policies.ts";
import { recordedResources } from "../policy/recorded.ts";
import { recordStack, reportOf } from "../preview/record-stack.ts";
import { ConfigError } from "../stacks/config-error.ts";
import { findStackConfig } from "../stacks/stack-config.ts";
import { stackNames } from "../stacks/stack-files.ts";
import { UserError } from "../stacks/user-error.ts";

const examples = `
Examples:
  $ npm run policy                                   # every stack file here
  $ npm run policy -- us-east-1
  $ npm run policy -- --policy-pack-config policy.json us-east-1
  $ npm run --silent policy -- --json | jq '.stacks[].findings[].message'

The same pack in Pulumi, in this program or in one of your own (docs/policies.md):
  $ pulumi preview --policy-pack policy

Exit codes: 0 nothing mandatory is broken, 1 a stack's config, its program or the pack's config has errors,
2 a mandatory policy is broken.`;

interface Checked {
  stack: string;
  resources: number;
  findings: Finding[];
}

const command = new Command("npm run policy --")
  .description("Runs the policies over what stacks would create.")
  .argument("[stack...]", "the stacks, by the name in Pulumi.<name>.yaml (default: all)")
  .option("--policy-pack-config <file>", "what applies to which policy, as Pulumi's option of that name takes it")
  .option("--json", "print the findings as JSON")
  .addHelpText("after", examples)
  .action(async (names: string[], options: { policyPackConfig?: string; json?: true }) => {
    const config = options.policyPackConfig === undefined ? {} : readPackConfig(options.policyPackConfig);
    const stacks = names.length > 0 ? [...new Set(names)] : stackNames(process.cwd());
    if (stacks.length === 0)
      throw new UserError("there is no stack file here (Pulumi.<stack>.yaml); run this in the project's folder");
    const checked = await Promise.all(stacks.map((stack) => check(stack, config)));
    console.log(options.json ? JSON.stringify({ schemaVersion: 1, stacks: checked }, null, 2) : reportOn(checked));
    if (checked.some(({ findings }) => findings.some(isMandatory))) process.exitCode = 2;
  });

async function check(stack: string, config: PackConfig): Promise<Checked> {
  const directory = process.cwd();
  const read = await findStackConfig(stack, directory);
  const recording = await recordStack(stack, directory, read);
  if (recording.exitCode !== 0) throw new UserError(reportOf(stack, recording));
  const resources = recordedResources(recording, read.config.defaultTags);
  return { stack: read.config.stack, resources: resources.length, findings: checkResources(resources, config) };
}

const isMandatory = ({ enforcement }: Finding): boolean => enforcement === "mandatory";

function reportOn(checked: readonly Checked[]): string {
  return checked
    .map(({ stack, resources, findings }) => {
      if (findings.length === 0)
        return `${stack}: ${resources} resources, ${policies.length} policies: nothing is broken`;
      const mandatory = findings.filter(isMandatory).length;
      const told = [...Map.groupBy(findings, ({ policy }) => policy)].flatMap(([policy, all]) => [
        `  ${policy} (${all[0]?.enforcement})`,
        ...all.map(({ urn, message }) => `    ${shortName(urn)}: ${message}`),
        `    → ${all[0]?.remediation}`,
      ]);
      return [
        `${stack}: ${resources} resources, ${mandatory} mandatory and ${findings.length - mandatory} advisory findings`,
        ...told,
      ].join("\n");
    })
    .join("\n");
}

/** A resource as a person knows it: its type without the packages, and its name. */
const shortName = (urn: string): string => {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split(":").at(-1)} ${name.join("::")}`;
};

try {
  await command.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof UserError || error instanceof ConfigError)) throw error;
  console.error(`policy: ${error.message}`);
  process.exitCode = 1;
}
