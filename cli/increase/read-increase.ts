import type { Growth } from "../../monitoring/increase/facts.ts";
import type { Ask } from "../../monitoring/increase/need.ts";
import type { TargetUsage } from "../../monitoring/report/document.ts";
import type { LimitKind } from "../../words/words.ts";
import type { UsageClients } from "../usage/clients.ts";
import { counted } from "../usage/numbers.ts";
import { showProgress } from "../usage/progress.ts";
import { usageWithTargets } from "../usage/usage-with-targets.ts";
import { increaseDocument } from "./document.ts";
import type { IncreaseDocument } from "./document-shape.ts";
import { readOtherScopes } from "./other-scopes.ts";
import { readGrowth } from "./read-growth.ts";
import { readLongInputs } from "./read-long-inputs.ts";
import { readRequests } from "./read-requests.ts";

export interface IncreaseWish {
  models: readonly string[];
  /** epoch seconds */
  window: { start: number; end: number };
  now: number;
  ask: Ask;
  kinds: readonly LimitKind[];
}

/** Reads one Region's use and its requests for increases, and judges each quota. @throws UserError */
export async function readIncrease(
  clients: UsageClients,
  { models, window, now, ask, kinds }: IncreaseWish,
): Promise<IncreaseDocument> {
  const progress = showProgress(`Reading usage in ${clients.region}`);
  try {
    const { usage, targets, stretches } = await usageWithTargets(clients, { models, window, now }, progress);
    const requests = await readRequests(clients, "a request that is open can't be told", usage.incomplete);
    const longInputs = await readLongInputs(clients, targets, stretches, usage.incomplete);
    const besidesWith =
      (growth: ReadonlyMap<string, Growth>) =>
      ({ modelId, scope }: TargetUsage) => ({
        longInputs:
          longInputs[targets.findIndex((one) => one.model.modelId === modelId && one.scope === scope)] ?? null,
        growth: growth.get(`${modelId} ${scope}`) ?? null,
      });
    const parts = { usage, targets, requests, ask, kinds, now };
    const first = increaseDocument({ ...parts, besidesOf: besidesWith(new Map()), scopeQuotas: new Map() });
    const [scopeQuotas, growth] = await Promise.all([
      readOtherScopes(clients, first, targets),
      readGrowth(clients, first, usage.incomplete, now),
    ]);
    progress.end(`Read ${counted(usage.targets.length, "target")} in ${clients.region}`);
    return scopeQuotas.size + growth.size === 0
      ? { ...first, incomplete: usage.incomplete }
      : increaseDocument({ ...parts, besidesOf: besidesWith(growth), scopeQuotas });
  } catch (error) {
    progress.end(`Could not read everything in ${clients.region}`);
    throw error;
  }
}
