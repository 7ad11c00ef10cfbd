import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { roleCredentials } from "./assume-role.ts";
import type { Fleet } from "./places.ts";
import type { Command, Operate } from "./run-places.ts";
import { workFolder } from "./work-folder.ts";

/** Runs Pulumi on a place, by the Automation API, in a folder and a process of its own. */
export const pulumiOperation =
  (fleet: Fleet, command: Command): Operate =>
  async (place, tell, signal) => {
    const workDir = workFolder(fleet, place);
    const envVars = await roleCredentials(place, signal);
    const at = { stackName: place.stack, workDir };
    const options = { envVars };
    // What is not there can't be destroyed, and must not be made for that.
    const stack = await (command === "destroy"
      ? LocalWorkspace.selectStack(at, options)
      : LocalWorkspace.createOrSelectStack(at, options));
    return operation(stack, command, tell, signal);
  };

async function operation(
  stack: Stack,
  command: Command,
  tell: (resources: number) => void,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const errors: string[] = [];
  let resources = 0;
  let changes: Readonly<Record<string, number>> = {};
  const onEvent = ({ resOutputsEvent, diagnosticEvent, summaryEvent }: EngineEvent): void => {
    if (resOutputsEvent) tell(++resources);
    if (summaryEvent) changes = summaryEvent.resourceChanges ?? {};
    if (diagnosticEvent?.severity === "error" && !diagnosticEvent.ephemeral)
      errors.push(diagnosticEvent.message.replaceAll(/<\{%.*?%\}>/g, "").trim());
  };
  try {
    if (command === "up") await stack.up({ onEvent, signal });
    else if (command === "preview") await stack.preview({ onEvent, signal });
    else await stack.destroy({ onEvent, signal });
    return changes;
  } catch (error) {
    // The engine's own words say what a person can mend; the command's error repeats the whole of its output.
    throw errors.length > 0 ? new Error([...new Set(errors)].join("\n")) : error;
  }
}
