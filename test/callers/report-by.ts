import { planLogs } from "../../cli/usage/callers/plan-logs.ts";
import type { LogReading } from "../../cli/usage/callers/read-callers.ts";
import { collectUsage } from "../../cli/usage/collect.ts";
import type { LogGrouping } from "../../monitoring/report/caller-names.ts";
import type { Incomplete, UsageDocument } from "../../monitoring/report/document.ts";
import { now, type PretendAccount, requestOf, run } from "../usage/pretend-account.ts";

/** One report by callers, from start to end: found, estimated, read. */
export async function reportBy(
  account: PretendAccount,
  grouping: LogGrouping,
  seconds: number,
  options: { reading?: LogReading; end?: number; abortSignal?: AbortSignal } = {},
): Promise<UsageDocument> {
  const { server, clients } = await run(account);
  const request = requestOf(seconds, { by: grouping, ...(options.end !== undefined && { end: options.end }) });
  const { stretches } = request;
  try {
    const missing: Incomplete[] = [];
    const range = { start: stretches[0]!.start, end: stretches.at(-1)!.end };
    const plan = await planLogs(clients, grouping, range, now, missing);
    return await collectUsage(clients, request, {
      ...(options.abortSignal && { abortSignal: options.abortSignal }),
      reading: { pointsPerSecond: Number.POSITIVE_INFINITY },
      logs: { plan, missing, reading: { pollEvery: 1, ...options.reading } },
    });
  } finally {
    await server.close();
  }
}
