import { groupingText } from "../../monitoring/report/caller-names.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { LogPlan } from "../usage/callers/plan-logs.ts";
import type { LogReading } from "../usage/callers/read-callers.ts";
import type { UsageClients } from "../usage/clients.ts";
import { collectUsage } from "../usage/collect.ts";
import { lastHour, missingText } from "./plan-who.ts";
import type { WatchRequest } from "./watch-place.ts";
import type { WhoAnswer } from "./who.ts";

/** How long one reading may take, milliseconds. An hour of logs is one query, which CloudWatch answers in seconds. */
const readFor = 600_000;

/** Reads who drew in the last hour. @param now epoch seconds */
export type ReadWho = (now: number, ending: AbortSignal) => Promise<WhoAnswer>;

/**
 * Reads a place's invocation logs as `usage --since 1h --by …` does, metrics and all, so that both tell the same numbers.
 * @param reading a test's own pace
 * @returns throws what is no trouble with AWS, and anything once `ending` is aborted
 */
export function whoReader(
  clients: UsageClients,
  request: WatchRequest,
  timeZone: string,
  plan: LogPlan,
  reading: LogReading = {},
): ReadWho {
  return async (now, ending) => {
    const stretches = lastHour(now, timeZone);
    const [start, end] = [stretches[0]?.start ?? now, stretches.at(-1)?.end ?? now];
    const late = AbortSignal.timeout(readFor);
    // What the estimate took was told when it was made.
    const own: LogPlan = { ...plan, start, end, spent: { requests: 0, metrics: 0, datapoints: 0 } };
    try {
      const { targets, callers, incomplete, cost } = await collectUsage(
        clients,
        { ...request, stretches, now, failOn: undefined, by: plan.grouping, timeZone },
        { logs: { plan: own, missing: [], reading }, abortSignal: AbortSignal.any([ending, late]) },
      );
      const { metrics } = cost;
      if (!callers) {
        const what = `use by ${groupingText(plan.grouping)}`;
        return {
          why: incomplete
            .filter((one) => one.what === what)
            .map(missingText)
            .join("; "),
          metrics,
        };
      }
      const found = targets.flatMap(({ modelId, scope, callers: one }) =>
        one ? [{ modelId, scope, callers: one }] : [],
      );
      return { reading: { start, end, source: callers, targets: found }, metrics };
    } catch (error) {
      if (ending.aborted) throw error;
      if (late.aborted) return { why: `no answer from AWS in ${readFor / 60_000} minutes`, metrics: 0 };
      if (!(error instanceof UserError)) throw error;
      return { why: error.message, metrics: 0 };
    }
  };
}
