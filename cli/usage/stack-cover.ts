import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import { readSettings } from "../../stacks/config.ts";
import { stackNames } from "../../stacks/plan-for-stack.ts";
import { readStackFile } from "../../stacks/read-stack-file.ts";

export interface StackCover {
  /** stacks of this folder that are for the Region */
  stacks: string[];
  /** the stack that monitors a target, by "<modelId> <scope>" */
  stackOf: ReadonlyMap<string, string>;
  /** stack files that could not be read, a sentence each */
  unreadable: string[];
}

/** Which targets the stack files of a folder monitor in a Region. */
export async function stackCover(directory: string, region: string): Promise<StackCover> {
  const stacks: string[] = [];
  const stackOf = new Map<string, string>();
  const unreadable: string[] = [];
  for (const stack of namesIn(directory)) {
    let settings: MonitoringSettings;
    try {
      const text = readFileSync(join(directory, `Pulumi.${stack}.yaml`), "utf8");
      const config = readStackFile(stack, text);
      if (config.region !== undefined && config.region !== region) continue;
      settings = (await readSettings(config)).settings;
    } catch {
      unreadable.push(
        `Pulumi.${stack}.yaml has errors, so what it monitors is not known: headroom plan --stack ${stack}`,
      );
      continue;
    }
    if (settings.region !== region) continue;
    stacks.push(stack);
    for (const { model, scope } of settings.targets) {
      const key = `${model.modelId} ${scope}`;
      if (!stackOf.has(key)) stackOf.set(key, stack);
    }
  }
  return { stacks, stackOf, unreadable };
}

function namesIn(directory: string): string[] {
  try {
    return stackNames(directory);
  } catch {
    return [];
  }
}
