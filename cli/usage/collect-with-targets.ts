import type { UsageDocument } from "../../monitoring/report/document.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import type { UsageClients } from "./clients.ts";
import { type CollectOptions, collectUsage } from "./collect.ts";

/** A Region's usage as other commands judge it further: no grouping, no gate, and the targets that it is about. */
export async function collectWithTargets(
  clients: UsageClients,
  { models, stretches, now }: { models: readonly string[]; stretches: readonly Stretch[]; now: number },
  progress: NonNullable<CollectOptions["progress"]>,
): Promise<{ usage: UsageDocument; targets: TargetSettings[] }> {
  let targets: TargetSettings[] = [];
  const usage = await collectUsage(
    clients,
    {
      ...{ models, stretches, now, directory: process.cwd() },
      ...{ all: false, by: undefined, timeZone: "UTC", failOn: undefined },
    },
    {
      progress,
      pick: async (chosen) => {
        targets = chosen.targets;
        return targets;
      },
    },
  );
  return { usage, targets };
}
