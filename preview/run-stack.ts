import { type PlanForStack, planForStack } from "../stacks/plan-for-stack.ts";
import { findStackConfig } from "../stacks/stack-config.ts";
import { stackNameIn } from "../stacks/stack-files.ts";
import { UserError } from "../stacks/user-error.ts";
import { differencesFromPlan } from "./compare-with-plan.ts";
import { recordStack, reportOf } from "./record-stack.ts";
import type { RecordedResource, RecordProgramOptions } from "./recording-engine.ts";

/** Differences shown of one stack: more would hide what they have in common. */
const shownDifferences = 10;

export interface StackRun {
  planned: PlanForStack;
  /** every resource that the program asked for, in its order */
  resources: RecordedResource[];
}

export interface RunStackOptions extends Pick<RecordProgramOptions, "account" | "outputsOf" | "signal"> {
  /** the resources as they would be with stand-in ids and ARNs, where `outputsOf` tells the program something else */
  asPreviewed?: (resources: readonly RecordedResource[]) => RecordedResource[];
}

/**
 * Runs the program for one stack as it is, with no account, and holds what it asks for against the stack's plan.
 * @param directory the folder with Pulumi.yaml and the stack files
 * @throws UserError with the program's own report when it fails, or when what it asks for is not the plan
 */
export async function runStack(stack: string, directory: string, options: RunStackOptions = {}): Promise<StackRun> {
  const { asPreviewed = (resources) => [...resources], ...recording } = options;
  const accountId = options.account === undefined ? {} : { accountId: options.account };
  const found = await findStackConfig(stack, directory).catch((error: unknown) => error as Error);
  // Where the file can't be read, the program says why, as in `pulumi up`.
  const read = found instanceof Error ? undefined : found;
  const name = read?.config.stack ?? stackNameIn(stack, directory);
  const [recorded, planned] = await Promise.allSettled([
    recordStack(stack, directory, read, recording),
    planForStack(read ? name : stack, directory, { ...accountId, ...(read && { found: read }) }),
  ]);
  // Both read the same file. The program's report is the one that `pulumi up` would print.
  if (recorded.status === "rejected")
    throw asUserError(planned.status === "rejected" ? planned.reason : recorded.reason);
  const { exitCode, resources } = recorded.value;
  if (exitCode !== 0) throw new UserError(reportOf(stack, recorded.value));
  if (planned.status === "rejected") throw planned.reason;

  const { plan, settings } = planned.value;
  const severities = settings.severities.map(({ name }) => name);
  const differences = differencesFromPlan(plan, severities, asPreviewed(resources), options.account);
  if (differences.length > 0) {
    const more = differences.length - shownDifferences;
    throw new UserError(
      `the program and the plan of ${stack} differ, so nothing can be shown or exported of it:\n` +
        differences
          .slice(0, shownDifferences)
          .map((difference) => `  - ${difference}`)
          .join("\n") +
        (more > 0 ? `\n  and ${more} more` : ""),
    );
  }
  return { planned: planned.value, resources };
}

const asUserError = (error: unknown): Error => {
  if (error instanceof UserError) return error;
  return new UserError(error instanceof Error ? error.message : String(error));
};
