import { publisherMetrics } from "../../monitoring/feed.ts";
import { limits } from "../../monitoring/limits.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import { chunked } from "./chunked.ts";
import { afterPutting, minutesToPut } from "./coverage.ts";
import { configuredCodes, type Memory } from "./memory.ts";
import type { MetricPoint, QuotaPort } from "./port.ts";

/** The minutes of one of the feed's quotas that are due. */
interface Due {
  /** its place in the feed */
  index: number;
  value: number;
  minutes: number[];
}

/**
 * Puts what is due in as few batches as the API allows, and remembers what arrived; what did not is due again in the
 * next run. PublisherRuns is in the last batch, which goes out when the others have arrived: it never vouches for quotas
 * that did not.
 * @returns the errors of the batches that failed
 */
export async function putAll(
  port: QuotaPort,
  feed: Feed,
  memory: Memory,
  minute: number,
  untold: number | undefined,
): Promise<unknown[]> {
  const due = dueIn(feed, memory, minute);
  const quotaPoints = due.flatMap(({ index, value, minutes }) => {
    const { metric, modelId } = feed.quotas[index]!;
    return minutes.map((at) => ({ index, point: { metric, modelId, minute: at, value } }));
  });
  const own = ownPoints(feed, memory, minute, untold);
  const runs: MetricPoint = { metric: publisherMetrics.runs, minute, value: 1 };
  const room = limits.metricsPerPut - own.length - 1;
  const inLast = quotaPoints.length % limits.metricsPerPut <= room ? quotaPoints.length % limits.metricsPerPut : 0;
  const first = chunked(quotaPoints.slice(0, quotaPoints.length - inLast), limits.metricsPerPut);
  const last = quotaPoints.slice(quotaPoints.length - inLast);

  const errors: unknown[] = [];
  const lost = new Set<number>();
  const put = async (batch: typeof quotaPoints, others: readonly MetricPoint[]) => {
    try {
      await port.publish([...batch.map(({ point }) => point), ...others]);
    } catch (error) {
      errors.push(error);
      for (const { index } of batch) lost.add(index);
    }
  };
  await Promise.all(first.map((batch) => put(batch, [])));
  await put(last, errors.length === 0 ? [...own, runs] : own);
  for (const { index, value, minutes } of due) {
    if (!lost.has(index)) memory.covered[index] = afterPutting(memory.covered[index], value, minutes);
  }
  return errors;
}

function dueIn(feed: Feed, memory: Memory, minute: number): Due[] {
  return feed.quotas.flatMap(({ code, multiplier }, index) => {
    const held = memory.values.get(code);
    if (held === undefined) {
      memory.covered[index] = undefined;
      return [];
    }
    const value = held.value * multiplier;
    return [{ index, value, minutes: minutesToPut(memory.covered[index], value, minute, feed.horizonMinutes) }];
  });
}

/** What the publisher says of itself in a minute, but for the run. */
function ownPoints(feed: Feed, memory: Memory, minute: number, untold: number | undefined): MetricPoint[] {
  const codes = configuredCodes(feed);
  const held = codes.flatMap((code) => memory.values.get(code) ?? []);
  // Before a first reading has told, or failed to, nothing is known of what the account has.
  const points: MetricPoint[] = [{ metric: publisherMetrics.withoutValue, minute, value: codes.length - held.length }];
  if (held.length > 0) {
    const age = Math.max(0, ...held.map(({ read }) => minute - read));
    points.push({ metric: publisherMetrics.age, minute, value: age });
  }
  const { ids } = memory.uncounted;
  if (ids !== undefined) points.push({ metric: publisherMetrics.uncounted, minute, value: ids.length });
  if (untold !== undefined) points.push({ metric: publisherMetrics.untold, minute, value: untold });
  return points;
}
