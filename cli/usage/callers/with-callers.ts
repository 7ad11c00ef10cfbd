import { burndownRate } from "../../../monitoring/burndown-rate.ts";
import { plainId } from "../../../monitoring/report/caller-counts.ts";
import { targetCallers } from "../../../monitoring/report/callers.ts";
import type { CallersSource, TargetCallers } from "../../../monitoring/report/callers-document.ts";
import type { CountedPeriods } from "../../../monitoring/report/counted-periods.ts";
import type { TargetUsage } from "../../../monitoring/report/document.ts";
import type { TargetSettings } from "../../../monitoring/settings.ts";
import { callerNotes, lateness } from "./caller-notes.ts";
import type { LogPlan } from "./plan-logs.ts";
import { callersSource, type ReadCallers } from "./read-callers.ts";

/** A target and what CloudWatch counted of it, kept until the logs are read. */
export interface CountedTarget {
  target: TargetSettings;
  counted: CountedPeriods;
}

export interface Callers {
  source: CallersSource;
  /** undefined: the target's calls are not logged at all */
  of(usage: Pick<TargetUsage, "modelId" | "scope">): TargetCallers | undefined;
}

type Usage = Pick<TargetUsage, "modelId" | "scope" | "ids" | "quotas" | "figures">;

const keyOf = ({ modelId, scope }: Pick<TargetUsage, "modelId" | "scope">): string => `${modelId} ${scope}`;

/**
 * Joins what the logs say to what CloudWatch counted, target by target.
 * @param now epoch seconds
 */
export function joinCallers(
  plan: LogPlan,
  read: ReadCallers,
  targets: readonly CountedTarget[],
  usages: readonly Usage[],
  now: number,
  timeZone: string,
): Callers {
  const countedBy = new Map(
    targets.map(({ target, counted }) => [
      keyOf({ modelId: target.model.modelId, scope: target.scope }),
      { target, counted },
    ]),
  );
  const own = new Set<string>();
  const joined = new Map<string, TargetCallers>();
  for (const usage of usages) {
    const known = countedBy.get(keyOf(usage));
    // "only supported for calls made through the bedrock-runtime endpoint" (Bedrock User Guide, model-invocation-logging)
    if (!known || usage.scope === "mantle") continue;
    for (const id of usage.ids) own.add(plainId(id));
    joined.set(
      keyOf(usage),
      targetCallers(usage, known.counted, read.counts.of(usage.ids), burndownRate(known.target), plan.grouping),
    );
  }
  const elsewhere = read.counts.ids().filter((id) => !own.has(id));
  let requests = 0;
  for (const minutes of read.counts.of(elsewhere).values())
    for (const one of minutes.values()) requests += one.requests;
  const counted = targets.filter(({ target }) => target.scope !== "mantle").map((one) => one.counted);
  const before = requestsBefore(counted, read.counts.firstMinute);
  return {
    source: callersSource(plan, read, {
      elsewhere: requests,
      startsInWindow: before > 0,
      notes: callerNotes({
        joined: [...joined.values()],
        before,
        late: plan.end > now - lateness,
        firstMinute: read.counts.firstMinute,
        hasMantle: usages.some(({ scope }) => scope === "mantle"),
        foreign: read.foreign,
        timeZone,
      }),
    }),
    of: (usage) => joined.get(keyOf(usage)),
  };
}

/** A call may be counted in one minute and logged in one of the next: so much earlier is "before". */
const apart = 300;

/** Requests that CloudWatch counted before the first record. */
function requestsBefore(all: readonly CountedPeriods[], firstMinute: number | undefined): number {
  let requests = 0;
  for (const { starts, lengths, values } of all) {
    for (const [period, start] of starts.entries()) {
      if (firstMinute !== undefined && start + lengths[period]! + apart > firstMinute) break;
      requests += values.requests[period]!;
    }
  }
  return requests;
}
