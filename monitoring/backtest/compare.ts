import type { MonitoringPlan } from "../plan-types.ts";
import { backtest } from "./backtest.ts";
import type { BacktestHistory } from "./history.ts";
import type { BacktestOutcome } from "./outcome.ts";

/** What one plan's alarms would have done over a history; a plan of another Region, or none, has nothing to tell. */
export interface Told
  extends Pick<
    BacktestOutcome,
    "throttledMinutes" | "warnedMinutes" | "pages" | "quietPages" | "messages" | "mostInAnHour"
  > {
  /** alarms that can't be told: the history holds other series, or no value of a quota is known */
  untold: number;
}

/** How often alarms would have gone on before and after a change of the plan. */
export interface HistoryEffect {
  /** epoch seconds */
  start: number;
  end: number;
  lagMinutes: number;
  /** null: there is no plan on that side, or it is of another Region than the history */
  before: Told | null;
  after: Told | null;
  /** alarms that go on more or less often, what changes most first; 0 where there is no such alarm */
  alarms: { id: string; before: number; after: number }[];
}

/** Replays a history through both sides of a change. */
export function historyEffect(
  history: BacktestHistory,
  before: MonitoringPlan | undefined,
  after: MonitoringPlan | undefined,
  lagMinutes: number,
): HistoryEffect {
  const [old, now] = [before, after].map((plan) =>
    plan?.region === history.region ? backtest(history, plan, lagMinutes).outcome : undefined,
  );
  const [pagesBefore, pagesAfter] = [pagesOf(old), pagesOf(now)];
  const alarms = [...new Set([...pagesBefore.keys(), ...pagesAfter.keys()])].map((id) => ({
    ...{ id, before: pagesBefore.get(id) ?? 0, after: pagesAfter.get(id) ?? 0 },
  }));
  return {
    ...{ start: history.start, end: history.end, lagMinutes },
    before: toldOf(old),
    after: toldOf(now),
    alarms: alarms
      .filter((one) => one.before !== one.after)
      .toSorted((one, other) => Math.abs(other.after - other.before) - Math.abs(one.after - one.before)),
  };
}

const pagesOf = (outcome: BacktestOutcome | undefined): Map<string, number> =>
  new Map(outcome?.targets.flatMap(({ alarms }) => alarms.map(({ id, pages }) => [id, pages] as const)));

const toldOf = (outcome: BacktestOutcome | undefined): Told | null => {
  if (!outcome) return null;
  const { throttledMinutes, warnedMinutes, pages, quietPages, messages, mostInAnHour, targets } = outcome;
  const untold = targets.reduce(
    (sum, { alarms }) => sum + alarms.filter(({ cannotTell }) => cannotTell !== undefined).length,
    0,
  );
  return { throttledMinutes, warnedMinutes, pages, quietPages, messages, mostInAnHour, untold };
};
