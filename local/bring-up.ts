import { readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { plan } from "../monitoring/plan.ts";
import type { MonitoringPlan } from "../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { readSettings } from "../stacks/config.ts";
import { readStackFile } from "../stacks/read-stack-file.ts";
import { emulatedAccount } from "./aws/emulator.ts";
import type { Outcome, Project } from "./engine/project.ts";

/** Options of every operation that changes something: nobody is asked. */
const unasked = ["--yes", "--skip-preview"];

/** The operations of one stack; each gives how it ended, also badly. */
export const stackOperations = (project: Project, stack: string) => ({
  init: () => project.pulumi(["stack", "init", stack]),
  preview: () => project.pulumi(["preview", "--stack", stack]),
  up: (signal?: AbortSignal) => project.pulumi(["up", "--stack", stack, ...unasked], signal ? { signal } : {}),
  refresh: () => project.pulumi(["refresh", "--stack", stack, ...unasked]),
  destroy: () => project.pulumi(["destroy", "--stack", stack, ...unasked]),
  /** makes the stack free again after an operation that was killed: its lock, and what was under way */
  async recover(): Promise<Outcome> {
    await project.pulumi(["cancel", "--stack", stack, "--yes"]);
    return project.pulumi(["refresh", "--stack", stack, ...unasked, "--clear-pending-creates"]);
  },
});

/** Changes the stack's config as a person who edits its file would. Keys are without the project's prefix. */
export const configure = (project: Project, stack: string, change: Readonly<Record<string, unknown>>): Promise<void> =>
  project.editStack(stack, (text) => {
    const file = parse(text) as { config: Record<string, unknown> };
    for (const [key, value] of Object.entries(change))
      file.config[key.includes(":") ? key : `bedrock-headroom:${key}`] = value;
    return stringify(file);
  });

/** What the program makes of the stack's file as it is now. */
export async function plannedFor(
  project: Project,
  stack: string,
): Promise<{ plan: MonitoringPlan; settings: MonitoringSettings }> {
  const { settings } = await readSettings(readStackFile(stack, await readFile(project.stackFile(stack), "utf8")));
  return { plan: plan(settings, emulatedAccount), settings };
}

/** The outcome if it went well; otherwise an error with what the CLI said. */
export function succeeded(outcome: Outcome): Outcome {
  if (outcome.code !== 0)
    throw new Error(
      `Pulumi ended with code ${outcome.code}:\n${outcome.stdout.slice(-4000)}${outcome.stderr.slice(-2000)}`,
    );
  return outcome;
}
