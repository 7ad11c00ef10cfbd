import type { UsageDocument } from "../../monitoring/report/document.ts";
import { type Stretch, stretchesOf } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { UsageClients } from "./clients.ts";
import { collectUsage } from "./collect.ts";
import { exitCodes } from "./exit-code.ts";
import type { Progress } from "./progress.ts";

/**
 * The use of models in a window, as `usage` reports it, with the targets it is of: for commands that go on from there.
 * @param window epoch seconds
 * @throws UserError where no whole period lies in the window, and what collectUsage throws
 */
export async function usageWithTargets(
  clients: UsageClients,
  { models, window, now }: { models: readonly string[]; window: { start: number; end: number }; now: number },
  progress: Pick<Progress, "step">,
): Promise<{ usage: UsageDocument; targets: TargetSettings[]; stretches: Stretch[] }> {
  const stretches = stretchesOf(window, now, "auto");
  if (stretches.length === 0)
    throw new UserError("no whole period lies in the window; choose a longer one", exitCodes.cannotTell);
  let targets: TargetSettings[] = [];
  const usage = await collectUsage(
    clients,
    {
      ...{ models, all: false, by: undefined, timeZone: "UTC", failOn: undefined },
      ...{ stretches, now, directory: process.cwd() },
    },
    {
      progress: (done, of) => progress.step(done, of),
      pick: async (chosen) => {
        targets = chosen.targets;
        return targets;
      },
    },
  );
  return { usage, targets, stretches };
}
