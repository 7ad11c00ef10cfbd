import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plan } from "../monitoring/plan.ts";
import type { MonitoringPlan } from "../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { nearest } from "../registry/nearest.ts";
import { ConfigError, readSettings } from "./config.ts";
import { policyNotes } from "./needed-statements.ts";
import { readStackFile } from "./read-stack-file.ts";
import { sharedSlackWarnings } from "./shared-slack.ts";
import { UserError } from "./user-error.ts";

export interface PlanForStack {
  plan: MonitoringPlan;
  settings: MonitoringSettings;
  /** what works and deserves a look, a sentence each */
  warnings: string[];
  /** what must be so outside the stack, and can't be seen from here: policies of a key and topics that it doesn't make */
  notes: string[];
}

/**
 * The plan of a stack, from its Pulumi.<stack>.yaml: the one that `pulumi up` carries out.
 * @param directory where the stack files are
 * @param accountId stands in the dashboards' alarm ARNs; AWS's example account where it is left out
 * @throws UserError when there is no such stack, or its config has errors
 */
export async function planForStack(
  stack: string,
  directory: string = process.cwd(),
  accountId?: string,
): Promise<PlanForStack> {
  const text = readStack(stack, directory);
  try {
    const { settings, warnings } = await readSettings(readStackFile(stack, text));
    const others = stackNames(directory).filter((name) => name !== stack);
    warnings.push(...sharedSlackWarnings(settings, others, directory));
    return { plan: plan(settings, accountId), settings, warnings, notes: policyNotes(settings, accountId) };
  } catch (error) {
    if (error instanceof ConfigError || (error instanceof Error && error.name === "LimitError")) {
      throw new UserError(error.message);
    }
    throw error;
  }
}

/** The names of the stacks that have a file in a directory, in order. */
export function stackNames(directory: string = process.cwd()): string[] {
  return readdirSync(directory)
    .flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
    .sort();
}

function readStack(stack: string, directory: string): string {
  try {
    return readFileSync(join(directory, `Pulumi.${stack}.yaml`), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const names = stackNames(directory);
    const [guess] = nearest(stack, names);
    const known = names.length > 0 ? `stacks here: ${names.join(", ")}` : "there is no Pulumi.<stack>.yaml here";
    throw new UserError(
      `there is no stack "${stack}" (no Pulumi.${stack}.yaml in this folder); ${guess ? `did you mean ${guess}? ` : ""}${known}`,
    );
  }
}
