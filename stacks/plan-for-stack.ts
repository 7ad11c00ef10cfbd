import { plan } from "../monitoring/plan.ts";
import type { MonitoringPlan } from "../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import type { AccountOptions, StackAccount } from "./account.ts";
import { ConfigError, readSettings } from "./config.ts";
import { policyNotes } from "./needed-statements.ts";
import { sharedSlackWarnings } from "./shared-slack.ts";
import { type FoundConfig, findStackConfig } from "./stack-config.ts";
import { stackNames } from "./stack-files.ts";
import { UserError } from "./user-error.ts";

export interface PlanForStack {
  plan: MonitoringPlan;
  settings: MonitoringSettings;
  /** what works and deserves a look, a sentence each */
  warnings: string[];
  /** what must be so outside the stack, and can't be seen from here: policies of a key and topics that it doesn't make */
  notes: string[];
}

export { stackNames } from "./stack-files.ts";

export interface PlanOptions {
  /** stands in the dashboards' alarm ARNs; AWS's example account where it is left out */
  accountId?: string;
  /** its config, where that has been read already */
  found?: FoundConfig;
  /** opens the account to ask where the registry alone can't tell; left out: none is asked anything */
  open?: (given: AccountOptions) => StackAccount;
}

/**
 * The plan of a stack, from its Pulumi.<stack>.yaml: the one that `pulumi up` carries out.
 * @param stack with or without organisation and project
 * @param directory the folder with Pulumi.yaml
 * @throws UserError when there is no such stack, or its config has errors
 */
export async function planForStack(
  stack: string,
  directory: string = process.cwd(),
  { accountId, found, open }: PlanOptions = {},
): Promise<PlanForStack> {
  try {
    const { config, warnings: before } = found ?? (await findStackConfig(stack, directory));
    const { region, profile } = config;
    const account = region === undefined ? undefined : open?.({ region, profile });
    const { settings, warnings } = await readSettings({ ...config, ...(account && { account }) });
    const others = stackNames(directory).filter((name) => name !== config.stack);
    warnings.push(...sharedSlackWarnings(settings, others, directory));
    return {
      plan: plan(settings, accountId),
      settings,
      warnings: [...before, ...warnings],
      notes: policyNotes(settings, accountId),
    };
  } catch (error) {
    if (error instanceof ConfigError || (error instanceof Error && error.name === "LimitError")) {
      throw new UserError(error.message);
    }
    throw error;
  }
}
