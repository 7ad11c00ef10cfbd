import { minute } from "../../words/units.ts";
import type { MonitoringPlan, PlannedTarget } from "../plan-types.ts";
import { renamedId, severityRenames } from "../severity-renames.ts";
import { identityKey } from "../simulation/series.ts";
import { type Backtest, backtest } from "./backtest.ts";
import { isOnAt } from "./episodes.ts";
import { type BacktestHistory, throttlesOf } from "./history.ts";
import type { AlarmOutcome, BacktestOutcome } from "./outcome.ts";

/** What one plan's alarms would have done over a history. */
export interface Replayed extends Pick<BacktestOutcome, "pages" | "quietPages" | "messages" | "mostInAnHour"> {
  is: "replayed";
  /** throttled minutes before whose beginning an alarm on use was on */
  warnedMinutes: number;
  /** more of them that may have been warned of: by alarms of their target that can't be told */
  mayBeWarnedMinutes: number;
  /** alarms that can't be told, and are in none of the counts: the history lacks their series, or no quota is known */
  untold: number;
}

/** A side without a plan warns of nothing; of a plan of another Region the history can't tell. */
export type Side = Replayed | { is: "no plan" } | { is: "other region"; region: string };

/** How often alarms would have gone on before and after a change of the plan. */
export interface HistoryEffect {
  region: string;
  /** epoch seconds */
  start: number;
  end: number;
  lagMinutes: number;
  /** targets with alarms on either side, and those of which it is not known when requests were throttled */
  targets: { all: number; mantle: number; notInHistory: number };
  /** minutes with throttled requests of any of these targets: the same for both sides, whichever they watch */
  throttledMinutes: number;
  before: Side;
  after: Side;
  /** throttled minutes that were warned of and surely are no more, and the other way round; null: a side can't be told */
  lostMinutes: number | null;
  wonMinutes: number | null;
  /**
   * Alarms that go on more or less often, what changes most first; null: no such alarm on that side. Those that can't be
   * told on a side are not among them. With a severity's new name an alarm is the same one, by its later id.
   */
  alarms: { id: string; before: number | null; after: number | null }[];
}

/** Replays a history through both sides of a change. */
export function historyEffect(
  history: BacktestHistory,
  before: MonitoringPlan | undefined,
  after: MonitoringPlan | undefined,
  lagMinutes: number,
): HistoryEffect {
  const replay = (plan: MonitoringPlan | undefined): Replay | undefined =>
    plan?.region === history.region ? { plan, done: backtest(history, plan, lagMinutes) } : undefined;
  const sides = [replay(before), replay(after)] as const;
  const { minutes, targets } = throttledOn(history, sides);
  const isTold = [before, after].every((plan) => !plan || plan.region === history.region);
  const moved = (from: keyof ThrottledMinute, to: keyof ThrottledMinute) =>
    isTold ? minutes.filter((one) => one[from] === "yes" && one[to] === "no").length : null;
  return {
    ...{ region: history.region, start: history.start, end: history.end, lagMinutes, targets },
    throttledMinutes: minutes.length,
    before: sideOf(
      before,
      sides[0],
      minutes.map((one) => one.before),
    ),
    after: sideOf(
      after,
      sides[1],
      minutes.map((one) => one.after),
    ),
    lostMinutes: moved("before", "after"),
    wonMinutes: moved("after", "before"),
    alarms: alarmChanges(sides, severityRenames(before, after)),
  };
}

interface Replay {
  plan: MonitoringPlan;
  done: Backtest;
}

type Sides = readonly [before: Replay | undefined, after: Replay | undefined];
/** maybe: an alarm that can't be told may have warned */
type Warned = "yes" | "no" | "maybe";
interface ThrottledMinute {
  before: Warned;
  after: Warned;
}

const keyOf = ({ modelId, scope }: { modelId: string; scope: string }): string => `${modelId} ${scope}`;

/**
 * The throttled minutes of every target that either side has alarms for: a target that is watched no more is throttled
 * all the same.
 */
function throttledOn(
  history: BacktestHistory,
  sides: Sides,
): { minutes: ThrottledMinute[]; targets: HistoryEffect["targets"] } {
  const targetOf = (side: Replay | undefined, key: string): PlannedTarget | undefined =>
    side?.plan.targets.find((target) => keyOf(target) === key);
  const watched = sides.flatMap((side) => side?.plan.targets.filter(({ alarms }) => alarms.length > 0) ?? []);
  const keys = [...new Set(watched.map(keyOf))];
  const minutes: ThrottledMinute[] = [];
  const targets = { all: keys.length, mantle: 0, notInHistory: 0 };
  for (const key of keys) {
    const both = sides.map((side) => targetOf(side, key));
    if (both.some((target) => target?.scope === "mantle")) {
      targets.mantle += 1;
      continue;
    }
    const ids = both.flatMap((target) => target?.monitoredIds ?? []);
    if (ids.some((id) => !history.store.has(identityKey(throttlesOf(id))))) targets.notInHistory += 1;
    const counts = both.map((target, at) => target && sides[at]!.done.throttledOf(target));
    const [old, now] = sides.map((side) => side && usesOf(side.done, key));
    for (let i = 0, time = history.start; time < history.end; i++, time += minute)
      if (counts.some((count) => (count?.[i] ?? 0) > 0))
        minutes.push({ before: warnedAt(old, time), after: warnedAt(now, time) });
  }
  return { minutes, targets };
}

const usesOf = ({ outcome }: Backtest, key: string): AlarmOutcome[] =>
  outcome.targets
    .filter((target) => keyOf(target) === key)
    .flatMap(({ alarms }) => alarms.filter(({ kind }) => kind === "use"));

function warnedAt(alarms: readonly AlarmOutcome[] | undefined, time: number): Warned {
  if (alarms?.some(({ episodes }) => isOnAt(episodes, time))) return "yes";
  return alarms?.some(({ cannotTell }) => cannotTell !== undefined) ? "maybe" : "no";
}

function sideOf(plan: MonitoringPlan | undefined, side: Replay | undefined, warned: readonly Warned[]): Side {
  if (!plan) return { is: "no plan" };
  if (!side) return { is: "other region", region: plan.region };
  const { pages, quietPages, messages, mostInAnHour, targets } = side.done.outcome;
  const untold = targets.flatMap(({ alarms }) => alarms.filter(({ cannotTell }) => cannotTell !== undefined));
  const count = (answer: Warned) => warned.filter((one) => one === answer).length;
  return {
    is: "replayed",
    ...{ warnedMinutes: count("yes"), mayBeWarnedMinutes: count("maybe") },
    ...{ pages, quietPages, messages, mostInAnHour, untold: untold.length },
  };
}

function alarmChanges([before, after]: Sides, renames: ReadonlyMap<string, string>): HistoryEffect["alarms"] {
  if (!before || !after) return [];
  const byId = ({ done }: Replay, idOf: (id: string) => string) =>
    new Map(done.outcome.targets.flatMap(({ alarms }) => alarms.map((alarm) => [idOf(alarm.id), alarm] as const)));
  const old = byId(before, (id) => renamedId(id, renames));
  const now = byId(after, (id) => id);
  const by = (one: HistoryEffect["alarms"][number]) => Math.abs((one.after ?? 0) - (one.before ?? 0));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((id) => [old, now].every((side) => side.get(id)?.cannotTell === undefined))
    .map((id) => ({ id, before: old.get(id)?.pages ?? null, after: now.get(id)?.pages ?? null }))
    .filter((one) => by(one) > 0)
    .toSorted((one, other) => by(other) - by(one));
}
