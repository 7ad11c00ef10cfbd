import { readFileSync } from "node:fs";
import type { ReservationSeen } from "../../monitoring/report/reservation-usage.ts";
import type { Thresholds } from "../../monitoring/report/severity.ts";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import { monitoredIds } from "../../monitoring/target.ts";
import { readSettings } from "../../stacks/config.ts";
import { findStackConfig } from "../../stacks/stack-config.ts";
import { stackFilePath, stackNames } from "../../stacks/stack-files.ts";
import { levelsOf } from "./target-thresholds.ts";

/** A target in the stack that monitors it. */
export interface CoveredTarget {
  stack: string;
  /** absent where its config leaves it no severity */
  thresholds: Thresholds | undefined;
  /** the ids that its alarms read */
  ids: ReadonlySet<string>;
  /** it looks for further ids in the account whenever it is deployed: which it found, its file does not say */
  discovers: boolean;
  /** how its reservation is seen; absent: nobody looks at it */
  reservation?: ReservationSeen;
}

export interface StackCover {
  /** stacks of this folder that are for the Region */
  stacks: string[];
  /** the targets that a stack monitors, by "<modelId> <scope>" */
  targets: ReadonlyMap<string, CoveredTarget>;
  /** stack files that could not be read, a sentence each */
  unreadable: string[];
}

/** Which targets the stack files of a folder monitor in a Region. */
export async function stackCover(directory: string, region: string): Promise<StackCover> {
  const stacks: string[] = [];
  const targets = new Map<string, CoveredTarget>();
  const unreadable: string[] = [];
  for (const stack of namesIn(directory)) {
    let settings: MonitoringSettings;
    try {
      const { config } = await findStackConfig(stack, directory);
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
    for (const target of settings.targets) {
      const key = `${target.model.modelId} ${target.scope}`;
      if (!targets.has(key)) {
        targets.set(key, {
          stack,
          thresholds: levelsOf(target),
          ids: new Set(monitoredIds(target, region)),
          discovers: target.discovers === true,
          ...(target.reservation && { reservation: { settings: target.reservation, place: { stack, region } } }),
        });
      }
    }
  }
  return { stacks, targets, unreadable };
}

/** All that the stack files of a folder say: a report is another one when they change. */
export function stackTexts(directory: string): string[] {
  return namesIn(directory).flatMap((stack) => {
    try {
      return [stack, readFileSync(stackFilePath(stack, directory), "utf8")];
    } catch {
      return [];
    }
  });
}

function namesIn(directory: string): string[] {
  try {
    return stackNames(directory);
  } catch {
    return [];
  }
}
