import { functionSettings } from "../../functions/quota-publisher/function-settings.ts";
import { placeholderAccount } from "../../monitoring/plan.ts";
import type { RecordedResource } from "../../preview/recording-engine.ts";
import { runStack } from "../../preview/run-stack.ts";
import type { PlanForStack } from "../../stacks/plan-for-stack.ts";
import { UserError } from "../../stacks/user-error.ts";
import { type FunctionArchive, functionArchive } from "./function-archive.ts";
import { followReferences, type References } from "./references.ts";

/** All that a stack makes, before it is said in a format's words. */
export interface StackExport {
  stack: string;
  region: string;
  planned: PlanForStack;
  /** what is made in AWS, in the order in which the program asks for it */
  resources: RecordedResource[];
  /** the functions' code, by urn */
  archives: ReadonlyMap<string, FunctionArchive>;
  partsOf: References["partsOf"];
  referTo: References["referTo"];
}

/**
 * Runs the shipped program for a stack, offline, and keeps what it asks for, with what refers to what.
 * @param account the only account that the export is for; left out: whichever it is used in
 * @throws UserError when the stack's config has errors
 */
export async function exportStack(stack: string, directory: string, account?: string): Promise<StackExport> {
  // Without an account the program runs in AWS's example one, which every check of accounts lets through.
  const references = followReferences(account === undefined ? placeholderAccount : undefined);
  const { outputsOf, asPreviewed, partsOf, referTo } = references;
  const { planned, resources } = await runStack(stack, directory, {
    outputsOf,
    asPreviewed,
    ...(account !== undefined && { account }),
  });
  const made = resources.filter(({ custom, remote }) => custom || remote);
  for (const { name, secretPaths } of made)
    if (secretPaths.length > 0)
      throw new UserError(
        `${name} has a secret in ${secretPaths.join(", ")}, and an export would write it in the clear`,
      );
  // Which of the functions is registered first is a matter of chance; an export is the same each time.
  const functions = made.filter(({ inputs }) => inputs["code"] !== undefined).sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const archives = new Map<string, FunctionArchive>();
  for (const { urn, name, inputs } of functions)
    archives.set(urn, await functionArchive(shortName(name), plainCode(inputs, partsOf)));
  return {
    stack: planned.settings.stack,
    region: planned.settings.region,
    planned,
    resources: made,
    archives,
    partsOf,
    referTo,
  };
}

/** A resource's name in Pulumi, without what all of them begin with. */
export const shortName = (name: string): string => name.replace(/^bedrock-headroom-?/, "") || "main";

/** The code as it is: a zip can refer to nothing, neither a resource nor the account that the export is used in. */
function plainCode(inputs: RecordedResource["inputs"], partsOf: References["partsOf"]): unknown {
  const code = inputs["code"] as { archive?: Record<string, { text?: string }> };
  const text = code.archive?.[functionSettings.feedFile]?.text;
  if (text !== undefined && partsOf(text).some((part) => typeof part !== "string"))
    throw new UserError(
      `the code of ${String(inputs["name"])} names the account, and is the same file in every account: say which with --account`,
    );
  return code;
}
