import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import type { StackAccount } from "../../stacks/account.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import type { FoundConfig } from "../../stacks/stack-config.ts";
import { UserError } from "../../stacks/user-error.ts";
import { exitCodes } from "../usage/exit-code.ts";

export interface MadePlan {
  plan: MonitoringPlan;
  settings: MonitoringSettings;
  /** why it may lack what `up` would find in the account */
  unsure?: string;
}

/**
 * The plan that `up` would carry out now, with what the account brings into it (applicationProfiles: discover, models
 * newer than the registry). Where the account could not be read, the plan without it, and why it may not be the one.
 * @throws UserError where the stack file has errors
 */
export async function makePlan(
  stack: string,
  directory: string,
  options: { found: FoundConfig; accountId?: string; account: StackAccount },
): Promise<MadePlan> {
  const { account, ...rest } = options;
  try {
    const { plan, settings } = await planForStack(stack, directory, { ...rest, open: () => account });
    return { plan, settings };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const without = await withoutAccount(stack, directory, rest);
    if (without) return { ...without, unsure: "what the account has of models and profiles could not be read" };
    throw new UserError(error.message, exitCodes.cannotTell);
  }
}

async function withoutAccount(...[stack, directory, options]: Parameters<typeof planForStack>) {
  try {
    const { plan, settings } = await planForStack(stack, directory, options);
    return { plan, settings };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
