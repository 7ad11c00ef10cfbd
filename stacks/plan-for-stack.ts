import { plan } from "../monitoring/plan.ts";
import type { MonitoringPlan } from "../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { ConfigError, readSettings } from "./config.ts";
import { type FoundConfig, findStackConfig } from "./stack-config.ts";
import { UserError } from "./user-error.ts";

export interface PlanForStack {
  plan: MonitoringPlan;
  settings: MonitoringSettings;
  /** what works and deserves a look, a sentence each */
  warnings: string[];
}

export { stackNames } from "./stack-files.ts";

/**
 * The plan of a stack, from its Pulumi.<stack>.yaml: the one that `pulumi up` carries out.
 * @param stack with or without organisation and project
 * @param directory the folder with Pulumi.yaml
 * @param accountId stands in the dashboards' alarm ARNs; AWS's example account where it is left out
 * @param found its config, where that has been read already
 * @throws UserError when there is no such stack, or its config has errors
 */
export async function planForStack(
  stack: string,
  directory: string = process.cwd(),
  accountId?: string,
  found?: FoundConfig,
): Promise<PlanForStack> {
  try {
    const { config, warnings: before } = found ?? (await findStackConfig(stack, directory));
    const { settings, warnings } = await readSettings(config);
    return { plan: plan(settings, accountId), settings, warnings: [...before, ...warnings] };
  } catch (error) {
    if (error instanceof ConfigError || (error instanceof Error && error.name === "LimitError")) {
      throw new UserError(error.message);
    }
    throw error;
  }
}
