import { LogQueryError, type LogReadOptions, type LogSpent, readLogs } from "../../../aws/log-queries.ts";
import { type CallerCounts, callerCounts } from "../../../monitoring/report/caller-counts.ts";
import { groupingText } from "../../../monitoring/report/caller-names.ts";
import type { Incomplete } from "../../../monitoring/report/document.ts";
import { attempt } from "../attempt.ts";
import type { UsageClients } from "../clients.ts";
import { costOf } from "./log-price.ts";
import { callersQuery, type PlacedRecords, recordsIn } from "./log-query.ts";
import type { LogPlan } from "./plan-logs.ts";
import { usdText } from "./text.ts";

/** A test's own pace and limits. */
export type LogReading = Pick<LogReadOptions, "rowLimit" | "pollEvery" | "longest" | "progress">;

/** What a Region's invocation logs say. */
export interface ReadCallers {
  counts: CallerCounts;
  /** records of other Regions or accounts */
  foreign: number;
  spent: LogSpent;
}

/**
 * Reads the records of a window.
 * @param incomplete takes why they could not be read; half of them would make shares that are wrong, so none is told then
 */
export async function readCallers(
  clients: UsageClients,
  plan: LogPlan,
  incomplete: Incomplete[],
  options: LogReading & { abortSignal?: AbortSignal } = {},
): Promise<ReadCallers | undefined> {
  const { grouping, logGroup, start, end, mostBytes } = plan;
  const counts = callerCounts(grouping);
  const spent: LogSpent = { queries: 0, bytesScanned: 0, recordsMatched: 0 };
  let foreign = 0;
  const what = `use by ${groupingText(grouping)}`;
  const effect = `who used how much can't be told (${logGroup})`;
  try {
    return await attempt(clients, what, "logs:StartQuery", effect, incomplete, async () => {
      const client = await clients.logs();
      await readLogs(client, { logGroup, query: callersQuery(grouping), start, end }, spent, {
        ...options,
        mostBytes,
        take: (rows, range) => {
          for (const row of rows) {
            const records = recordsIn(row, grouping);
            if (!records || records.minute < range.start || records.minute >= range.end) continue;
            // A group may gather the logs of other Regions and accounts; their calls draw on other quotas.
            if (isFrom(records, clients.region, plan.account)) counts.take(records);
            else foreign += records.records;
          }
        },
      });
      return { counts, foreign, spent };
    });
  } catch (error) {
    if (!(error instanceof LogQueryError)) throw error;
    const cost = costOf(spent.bytesScanned);
    incomplete.push({
      what,
      why: `the log group's query came to nothing: ${error.message}`,
      effect: `${effect}; ${spent.queries} queries cost about ${usdText(cost)}; try a shorter window`,
    });
    return undefined;
  }
}

const isFrom = (records: PlacedRecords, region: string, account: string | undefined): boolean =>
  (records.region ?? region) === region && (records.account ?? account) === account;
