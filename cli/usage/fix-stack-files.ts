import { readFileSync } from "node:fs";
import { createTwoFilesPatch } from "diff";
import type { TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { addToStackFile, CannotAddError } from "../../stacks/add-to-stack-file.ts";
import { ConfigError, readSettings } from "../../stacks/config.ts";
import { readStackFile } from "../../stacks/read-stack-file.ts";
import { findStackConfig } from "../../stacks/stack-config.ts";
import { stackFilePath } from "../../stacks/stack-files.ts";
import { UserError } from "../../stacks/user-error.ts";
import { upWords } from "../../words/commands.ts";
import { writeWhole } from "./output-files.ts";
import { lacksOf } from "./stack-lines.ts";

/** A stack file as it is and as it would be. */
interface Fix {
  path: string;
  before: string;
  after: string;
}

/**
 * Writes into the stack files what they lack of what is in use, and prints what it changes. All files are put together
 * and checked before the first is written, each is written whole, and a second run changes nothing.
 * @param stack where targets go that no stack covers; needed where several stacks are for the Region
 * @throws UserError where it can't be told which stack is meant, or the result would not be valid
 */
export async function fixStackFiles(
  documents: readonly UsageDocument[],
  directory: string,
  stack: string | undefined,
): Promise<string> {
  const fixes: Fix[] = [];
  for (const document of documents) fixes.push(...(await fixesFor(document, directory, stack)));
  if (fixes.length === 0) return "The stack files lack nothing of what is in use.";
  for (const { path, after } of fixes) writeWhole(path, after);
  const patches = fixes.map(({ path, before, after }) =>
    createTwoFilesPatch(path, path, before, after, "", "", { context: 2 }),
  );
  return `${patches.join("\n")}\nWritten. See what it comes to: headroom plan; deploy it with ${upWords}.`;
}

async function fixesFor({ targets, stacks, region }: UsageDocument, directory: string, stack: string | undefined) {
  if (stacks.length === 0)
    throw new UserError(`--fix: there is no stack file of ${region} here; headroom init writes one`, 3);
  if (stack !== undefined && !stacks.includes(stack))
    throw new UserError(`--stack ${stack}: is no stack of ${region} here; there is ${stacks.join(", ")}`, 3);
  if (stack === undefined && stacks.length > 1 && targets.some(isUncovered))
    throw new UserError(`--fix: ${stacks.join(" and ")} are both of ${region}: say which with --stack`, 3);
  const fixes: Fix[] = [];
  for (const [name, lacks] of lacksOf(targets, stacks, stack)) {
    const path = stackFilePath(name, directory);
    const before = readFileSync(path, "utf8");
    const after = await checked(name, directory, () => addToStackFile(before, lacks));
    if (after !== before) fixes.push({ path, before, after });
  }
  return fixes;
}

const isUncovered = ({ inStack, figures }: TargetUsage): boolean =>
  inStack === false && Object.values(figures).some(({ total }) => total > 0);

/** The new text, if the stack can still be planned with it. */
async function checked(stack: string, directory: string, make: () => string): Promise<string> {
  try {
    const text = make();
    const { config } = await findStackConfig(stack, directory);
    await readSettings({ ...config, values: { ...config.values, ...readStackFile(stack, text).values } });
    return text;
  } catch (error) {
    if (!(error instanceof CannotAddError) && !(error instanceof ConfigError)) throw error;
    throw new UserError(`--fix: Pulumi.${stack}.yaml was left as it is: ${error.message}`, 3);
  }
}
