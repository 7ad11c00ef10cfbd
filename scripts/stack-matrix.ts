import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ConfigError } from "../stacks/config-error.ts";
import { findStackConfig } from "../stacks/stack-config.ts";
import { stackNames } from "../stacks/stack-files.ts";
import { UserError } from "../stacks/user-error.ts";

// The stacks of this folder, for the workflows: a Region more is one stack file more, and nothing else to change.
//   node scripts/stack-matrix.ts [--before <folder>]
// Prints two lines, and adds them to the step's outputs where GitHub runs it:
//   stacks=[{"stack":"us-east-1","region":"us-east-1"}]   for a matrix's "include"
//   names=us-east-1 us-west-2                             with those that only the other folder has, for a loop in a shell

/**
 * What Pulumi allows in a stack's name, but for a dot or hyphen at its beginning. A pull request may name its files
 * anything, and these names go into commands and paths.
 */
const nameForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
const regionForm = /^[a-z]{2}(-[a-z]+)+-\d+$/;

/** The names in a folder. */
function namesIn(directory: string): string[] {
  const names = stackNames(directory);
  for (const name of names) {
    if (!nameForm.test(name)) {
      throw new UserError(
        `Pulumi.${name}.yaml: a stack's name has letters, digits, "_", "-" and "." only, 100 at most; rename the file`,
      );
    }
  }
  return names;
}

async function regionOf(stack: string): Promise<string> {
  const { config } = await findStackConfig(stack);
  const { region } = config;
  if (region === undefined || !regionForm.test(region)) {
    const found = region === undefined ? "is missing" : `is ${JSON.stringify(region)}, which is no Region`;
    throw new UserError(`Pulumi.${stack}.yaml: aws:region ${found}; set it, e.g. aws:region: us-east-1`);
  }
  return region;
}

try {
  const { values } = parseArgs({ options: { before: { type: "string" } } });
  const here = namesIn(process.cwd());
  const names = [...new Set([...here, ...(values.before === undefined ? [] : namesIn(values.before))])].sort();
  const stacks = await Promise.all(here.map(async (stack) => ({ stack, region: await regionOf(stack) })));
  const lines = `stacks=${JSON.stringify(stacks)}\nnames=${names.join(" ")}\n`;
  process.stdout.write(lines);
  const outputs = process.env["GITHUB_OUTPUT"];
  if (outputs) appendFileSync(outputs, lines);
} catch (error) {
  if (!(error instanceof UserError || error instanceof ConfigError)) throw error;
  console.error(`stack-matrix: ${error.message}`);
  process.exitCode = 1;
}
