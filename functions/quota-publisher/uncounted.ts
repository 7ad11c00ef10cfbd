import { lookMinutes, toldUncountedMetric } from "../../monitoring/feed.ts";
import { limits } from "../../monitoring/limits.ts";
import { mantleNamespace } from "../../monitoring/metrics.ts";
import type { FeedUncounted } from "../../monitoring/plan-types.ts";
import { matchesGlob } from "../../words/glob.ts";
import { chunked } from "./chunked.ts";
import type { QuotaPort, UsedId } from "./port.ts";

/** What one environment remembers of ids that have use and no target. */
export interface UncountedMemory {
  /** those of the last look; undefined: there was none */
  ids: readonly string[] | undefined;
  /** the minute from which the next look is due; undefined: at once */
  nextLook: number | undefined;
  /** those that people were told of */
  told: Set<string>;
  /** those of them for which that is not kept in CloudWatch yet */
  unmarked: Set<string>;
}

export const newUncountedMemory = (): UncountedMemory => ({
  ...{ ids: undefined, nextLook: undefined },
  ...{ told: new Set(), unmarked: new Set() },
});

/**
 * How long it is remembered that people were told of an id, in minutes: 60 days. CloudWatch keeps what was put once as
 * a point of an hour for 455 days (API GetMetricData).
 */
const rememberedMinutes = 60 * 1_440;

/**
 * Looks which ids have use that no target counts, once in `lookMinutes`. Of those that this environment has not told of
 * it asks CloudWatch whether one before it did. A look that fails changes nothing and is due again in the next minute.
 * @rejects when a look fails
 */
export async function look(
  port: QuotaPort,
  { counted, ignore }: FeedUncounted,
  memory: UncountedMemory,
  minute: number,
): Promise<void> {
  // A clock that was ahead and has been put right must not put the look off.
  const due = memory.nextLook;
  if (due !== undefined && minute < due && minute >= due - lookMinutes - 5) return;
  const used = await port.usedIds();
  const ids = [...new Set(uncountedOf(used, counted, ignore))].sort();
  const open = ids.filter((id) => !memory.told.has(id));
  if (open.length > 0) {
    // Whole days, as the period of a day has them; today's is the last.
    const day = minute - (minute % 1_440);
    for (const id of await port.toldIds(open, day - rememberedMinutes, day + 1_440)) memory.told.add(id);
  }
  memory.ids = ids;
  memory.nextLook = minute + lookMinutes;
}

const uncountedOf = (
  used: readonly UsedId[],
  counted: FeedUncounted["counted"],
  ignore: readonly string[],
): string[] => {
  const known = new Map(Object.entries(counted).map(([namespace, ids]) => [namespace, new Set(ids)]));
  return used
    .filter(({ namespace, id }) => !known.get(namespace)?.has(id))
    .filter(({ id }) => !drawsOnNoQuota(id) && !ignore.some((pattern) => matchesGlob(pattern, id)))
    .map(nameOf);
};

/** An id as it is told and remembered: bedrock-mantle has the same ids as the other endpoint, with quotas of its own. */
const nameOf = ({ namespace, id }: UsedId): string => (namespace === mantleNamespace ? `${id} (bedrock-mantle)` : id);

/**
 * Provisioned Throughput and imported models have capacity of their own: their calls draw on no quota that could be
 * watched. bedrock/latest/userguide/prov-throughput, model-customization-import-model
 */
const drawsOnNoQuota = (id: string): boolean => /:(provisioned-model|imported-model)\//.test(id);

/** Ids that people have not been told of. */
export const untoldIds = ({ ids = [], told }: UncountedMemory): string[] => ids.filter((id) => !told.has(id));

/** People have been told of some ids. */
export function takeAsToldIds({ told, unmarked }: UncountedMemory, ids: readonly string[]): void {
  for (const id of ids) {
    told.add(id);
    unmarked.add(id);
  }
}

/** Keeps in CloudWatch which ids people were told of: a point each, once, paid for the hour that it is in. @rejects when it is not kept */
export async function mark(port: QuotaPort, { unmarked }: UncountedMemory, minute: number): Promise<void> {
  for (const ids of chunked([...unmarked], limits.metricsPerPut)) {
    await port.publish(ids.map((modelId) => ({ metric: toldUncountedMetric, modelId, minute, value: 1 })));
    for (const id of ids) unmarked.delete(id);
  }
}
