import { runtimeNamespace } from "../../../monitoring/metrics.ts";
import { discoverTargets } from "../../../monitoring/report/discover.ts";
import type { Incomplete } from "../../../monitoring/report/document.ts";
import type { UsageClients } from "../clients.ts";
import type { Account } from "../read-account.ts";
import type { LogPlan } from "./plan-logs.ts";
import type { LogReading } from "./read-callers.ts";
import { type Callers, type CountedTarget, joinCallers, type LoggedUsage, targetKey } from "./with-callers.ts";

/** The logs of a report, found and agreed to. */
export interface LogsToRead {
  /** undefined: there are none that can be read, and `missing` says why */
  plan: LogPlan | undefined;
  missing: readonly Incomplete[];
  reading?: LogReading;
}

/** Who used the targets; undefined where the logs could not be read, which `account.incomplete` then says. */
export async function callersOf(
  clients: UsageClients,
  { now, timeZone }: { now: number; timeZone: string },
  usages: readonly LoggedUsage[],
  counted: readonly CountedTarget[],
  account: Account,
  { logs, abortSignal }: { logs?: LogsToRead; abortSignal?: AbortSignal },
): Promise<Callers | undefined> {
  if (!logs?.plan) return undefined;
  // The SDK of logs is loaded only for those who want it.
  const { readCallers } = await import("./read-callers.ts");
  const ending = abortSignal === undefined ? {} : { abortSignal };
  const read = await readCallers(clients, logs.plan, account.incomplete, { ...logs.reading, ...ending });
  if (!read) return undefined;
  const { registry, applicationProfiles, systemProfiles } = account;
  const keyOfId = (id: string) => {
    const seen = [{ namespace: runtimeNamespace, id }];
    const [found] = discoverTargets(registry, seen, applicationProfiles, systemProfiles).targets;
    return found && targetKey({ modelId: found.model.modelId, scope: found.scope });
  };
  return joinCallers(logs.plan, read, counted, usages, { now, timeZone, keyOfId });
}

type Spent = LogPlan["spent"];

/** What was asked of CloudWatch's metrics, with what was asked before, for an estimate. */
export const addSpent = (one: Spent, other: Spent | undefined): Spent => ({
  requests: one.requests + (other?.requests ?? 0),
  metrics: one.metrics + (other?.metrics ?? 0),
  datapoints: one.datapoints + (other?.datapoints ?? 0),
});
