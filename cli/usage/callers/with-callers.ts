import { burndownRate } from "../../../monitoring/burndown-rate.ts";
import { addMinute, noCounts, plainId } from "../../../monitoring/report/caller-counts.ts";
import { differenceOf, joinedIn, targetCallers } from "../../../monitoring/report/callers.ts";
import type { CallersSource, TargetCallers } from "../../../monitoring/report/callers-document.ts";
import type { CountedPeriods } from "../../../monitoring/report/counted-periods.ts";
import type { TargetUsage } from "../../../monitoring/report/document.ts";
import type { TargetSettings } from "../../../monitoring/settings.ts";
import { callerNotes, lateness } from "./caller-notes.ts";
import type { LogPlan } from "./plan-logs.ts";
import type { ReadCallers } from "./read-callers.ts";
import { callersSource } from "./source.ts";

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

interface JoinOptions {
  /** epoch seconds */
  now: number;
  timeZone: string;
  /** the target (`targetKey`) that an id draws on which CloudWatch has nothing of yet; undefined: none that is known */
  keyOfId: (id: string) => string | undefined;
}

/** A target's part of the report, as far as its callers need it. */
export type LoggedUsage = Pick<TargetUsage, "modelId" | "scope" | "ids" | "quotas" | "figures">;

/** What tells one target from another. */
export const targetKey = ({ modelId, scope }: Pick<TargetUsage, "modelId" | "scope">): string => `${modelId} ${scope}`;

/**
 * Joins what the logs say to what CloudWatch counted, target by target.
 */
export function joinCallers(
  plan: LogPlan,
  read: ReadCallers,
  targets: readonly CountedTarget[],
  usages: readonly LoggedUsage[],
  { now, timeZone, keyOfId }: JoinOptions,
): Callers {
  const countedBy = new Map(
    targets.map(({ target, counted }) => [
      targetKey({ modelId: target.model.modelId, scope: target.scope }),
      { target, counted },
    ]),
  );
  const known = new Set(usages.filter(({ scope }) => scope !== "mantle").flatMap(({ ids }) => ids.map(plainId)));
  const newIds = Map.groupBy(
    read.counts.ids().filter((id) => !known.has(id)),
    keyOfId,
  );
  const own = new Set(known);
  const joined = new Map<string, TargetCallers>();
  let late = 0;
  for (const usage of usages) {
    const found = countedBy.get(targetKey(usage));
    // "only supported for calls made through the bedrock-runtime endpoint" (Bedrock User Guide, model-invocation-logging)
    if (!found || usage.scope === "mantle") continue;
    const ids = [...usage.ids, ...(newIds.get(targetKey(usage)) ?? [])];
    for (const id of ids) own.add(plainId(id));
    const { counted, target } = found;
    const logged = read.counts.of(ids);
    joined.set(targetKey(usage), targetCallers(usage, counted, logged, burndownRate(target), plan.grouping));
    const newest = joinedIn(counted, logged, (period) => counted.starts[period]! >= now - lateness);
    late += differenceOf(newest).unlogged.requests;
  }
  const elsewhere = read.counts.ids().filter((id) => !own.has(id));
  const left = noCounts();
  for (const own of [...read.counts.of(elsewhere).values()].flat()) {
    for (let place = 0; place < own.size; place++) addMinute(left, own, place);
  }
  const counted = targets.filter(({ target }) => target.scope !== "mantle").map((one) => one.counted);
  const { firstMinute = Number.POSITIVE_INFINITY } = read.counts;
  const before = requestsBefore(counted, firstMinute - apart) > 0 ? requestsBefore(counted, firstMinute) : 0;
  return {
    source: callersSource(plan, read, {
      elsewhere: left.requests,
      startsInWindow: before > 0,
      notes: callerNotes({
        joined: [...joined.values()],
        before,
        late,
        firstMinute: read.counts.firstMinute,
        hasMantle: usages.some(({ scope }) => scope === "mantle"),
        foreign: read.foreign,
        timeZone,
      }),
    }),
    of: (usage) => joined.get(targetKey(usage)),
  };
}

/** A call may be counted in one minute and logged in one of the next: so much earlier is "before". */
const apart = 300;

/** Requests that CloudWatch counted in periods that ended by a time. */
function requestsBefore(all: readonly CountedPeriods[], time: number): number {
  let requests = 0;
  for (const { starts, lengths, values } of all) {
    for (const [period, start] of starts.entries()) {
      if (start + lengths[period]! > time) break;
      requests += values.requests[period]!;
    }
  }
  return requests;
}
