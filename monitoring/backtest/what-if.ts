import { perMinuteKinds } from "../../words/limit-kinds.ts";
import { minute } from "../../words/units.ts";
import type { MonitoringPlan, PlannedTarget } from "../plan-types.ts";
import { evaluationRange, point } from "../simulation/alarm-state.ts";
import { type CountedMinutes, countedMinutes, minuteStates } from "../simulation/minute-states.ts";
import { usualReading } from "../simulation/reading.ts";
import type { Backtest } from "./backtest.ts";
import { afterwards, type Episode } from "./episodes.ts";

/** One level of alarms on use, in the place of the plan's: at which percentage of the quota, in how many of the last minutes. */
export interface Rule {
  threshold: number;
  datapointsToAlarm: number;
  evaluationPeriods: number;
}

/** What a rule would have done. */
export interface Trial extends Rule {
  warnedMinutes: number;
  /** times that one of its alarms went on */
  pages: number;
  /** of those, without a throttled request while it was on nor in the hour after */
  quietPages: number;
  /** ALARM and OK, if every alarm tells */
  messages: number;
}

export interface TargetTrials {
  modelId: string;
  scope: string;
  throttledMinutes: number;
  bursts: number;
  recommended: Trial | null;
}

export interface WhatIf {
  throttledMinutes: number;
  bursts: number;
  trials: Trial[];
  /** the fewest messages of those that warn of 95 % of the throttled minutes; null: none does, or nothing was throttled */
  recommended: Trial | null;
  /** where none does, the one that warns of most */
  best: Trial | null;
  /** of each target with throttled requests, a rule of its own */
  targets: TargetTrials[];
}

/** Percentages and evaluations that are tried: those that people set, from the mildest that warns in time to the severest. */
const thresholds = [50, 60, 70, 75, 80, 85, 90, 95, 100];
const evaluations = [
  [1, 1],
  [1, 60],
  [2, 60],
  [3, 5],
  [3, 3],
] as const;

export const rules: readonly Rule[] = thresholds.flatMap((threshold) =>
  evaluations.map(([datapointsToAlarm, evaluationPeriods]) => ({ threshold, datapointsToAlarm, evaluationPeriods })),
);

/** Part of the throttled minutes that is to be warned of before they begin. */
const wanted = 0.95;

const perMinute: ReadonlySet<string> = new Set(perMinuteKinds);

interface Watched {
  /** percent of the quota, one value a minute from the simulation's beginning */
  values: Float64Array;
}

interface TargetMinutes {
  target: PlannedTarget;
  /** of each per-minute quota's use */
  watched: Watched[];
  /** epoch seconds of the throttled minutes */
  throttled: number[];
  bursts: number;
  /** the plan's other alarms that can warn: on daily quotas and on the reservation */
  others: Episode[];
}

/**
 * What other thresholds and evaluations would have done, one rule for the use of every per-minute quota; the plan's alarms
 * on daily quotas and on the reservation stay as they are.
 */
export function whatIf(
  plan: Pick<MonitoringPlan, "targets" | "alarms">,
  { outcome, simulations, throttledOf }: Backtest,
  { start, end, lag }: { start: number; end: number; lag: number },
): WhatIf {
  const bySimulation = new Map(simulations.map((simulation) => [simulation.alarm, simulation]));
  const targets = plan.targets.map((target, index): TargetMinutes => {
    const own = plan.alarms.filter(({ AlarmName }) => target.alarms.includes(AlarmName));
    const watched = perMinuteKinds.flatMap((kind): Watched[] => {
      const alarm = own.find(({ id }) => id.startsWith(`${target.modelId}/${target.scope}/${kind}/`));
      const simulation = alarm && bySimulation.get(alarm.AlarmName);
      return simulation?.outcome === "simulated" ? [{ values: simulation.values }] : [];
    });
    const told = outcome.targets[index]!;
    const throttled = throttledOf(target);
    return {
      ...{ target, watched, bursts: told.bursts.length },
      throttled: [...(throttled ?? [])].flatMap((count, at) => (count > 0 ? [start + at * minute] : [])),
      others: told.alarms
        .filter(({ kind, id }) => kind === "use" && !perMinute.has(id.split("/").at(-2)!))
        .flatMap(({ episodes }) => episodes),
    };
  });
  const perTarget = targets.map((one) => trialsOf(one, { start, end, lag }));
  const all = rules.map((rule, index) =>
    added(
      rule,
      perTarget.map((trials) => trials[index]!),
    ),
  );
  const throttledMinutes = targets.reduce((sum, { throttled }) => sum + throttled.length, 0);
  const recommended = recommendedOf(all, throttledMinutes);
  return {
    throttledMinutes,
    bursts: targets.reduce((sum, { bursts }) => sum + bursts, 0),
    trials: all,
    recommended,
    best: recommended || throttledMinutes === 0 ? null : (all.toSorted(byWarning)[0] ?? null),
    targets: targets.flatMap(({ target, throttled, bursts }, index) =>
      throttled.length === 0
        ? []
        : [
            {
              ...{ modelId: target.modelId, scope: target.scope, throttledMinutes: throttled.length, bursts },
              recommended: recommendedOf(perTarget[index]!, throttled.length),
            },
          ],
    ),
  };
}

/** Fewest messages first; of equal ones the one that pages least without need, then the higher threshold. */
const byMessages = (one: Trial, other: Trial): number =>
  one.messages - other.messages || one.quietPages - other.quietPages || other.threshold - one.threshold;

const byWarning = (one: Trial, other: Trial): number =>
  other.warnedMinutes - one.warnedMinutes || byMessages(one, other);

const recommendedOf = (trials: readonly Trial[], throttled: number): Trial | null =>
  throttled === 0
    ? null
    : (trials.filter(({ warnedMinutes }) => warnedMinutes >= wanted * throttled).toSorted(byMessages)[0] ?? null);

const added = (rule: Rule, trials: readonly Trial[]): Trial => {
  const sum = (of: (trial: Trial) => number) => trials.reduce((all, trial) => all + of(trial), 0);
  return {
    ...rule,
    warnedMinutes: sum(({ warnedMinutes }) => warnedMinutes),
    pages: sum(({ pages }) => pages),
    quietPages: sum(({ quietPages }) => quietPages),
    messages: sum(({ messages }) => messages),
  };
};

type Window = { start: number; end: number; lag: number };

function trialsOf(minutes: TargetMinutes, window: Window): Trial[] {
  return thresholds.flatMap((threshold) => {
    const breaching = minutes.watched.flatMap(({ values }) => countedAt(values, threshold) ?? []);
    return rules
      .filter((rule) => rule.threshold === threshold)
      .map((rule) => trialOf(rule, breaching, minutes, window));
  });
}

/** Minutes in front of the first, of which nothing is known: as many as the longest evaluation reads. */
const ahead = evaluationRange(Math.max(...evaluations.map(([, periods]) => periods)), usualReading.readsBeyond) - 1;

/** What an alarm at a threshold makes of each minute, with the unknown ones in front; undefined: none of them reaches it. */
function countedAt(values: Float64Array, threshold: number): CountedMinutes | undefined {
  const kinds = new Uint8Array(values.length + ahead).fill(point.missing);
  let some = false;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isNaN(value)) continue;
    const isBreaching = value >= threshold;
    some ||= isBreaching;
    kinds[index + ahead] = isBreaching ? point.breaching : point.notBreaching;
  }
  return some ? countedMinutes(kinds) : undefined;
}

function trialOf(
  rule: Rule,
  counted: readonly CountedMinutes[],
  { throttled, others }: TargetMinutes,
  { start, end, lag }: Window,
): Trial {
  const episodes = counted.map((own) => episodesWith(rule, own, end, lag));
  let [pages, quietPages, messages] = [0, 0, 0];
  for (const { on, off } of episodes.flat()) {
    if (on < start) continue;
    pages += 1;
    messages += off === null ? 1 : 2;
    const next = throttled[firstFrom(throttled, on - minute)];
    if (next === undefined || next >= (off ?? end) + afterwards) quietPages += 1;
  }
  return { ...rule, warnedMinutes: warnedOf(throttled, [...episodes, others]), pages, quietPages, messages };
}

/** How many of some moments lie in an episode. @param moments ascending */
function warnedOf(moments: readonly number[], series: readonly (readonly Episode[])[]): number {
  if (moments.length === 0) return 0;
  const warned = new Uint8Array(moments.length);
  for (const { on, off } of series.flat())
    for (let index = firstFrom(moments, on); index < moments.length && (off === null || moments[index]! < off); index++)
      warned[index] = 1;
  return warned.reduce((sum, one) => sum + one, 0);
}

/** Where the first of ascending numbers that is not less than one stands. */
function firstFrom(ascending: readonly number[], least: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When an alarm of a rule would have been on. @param end epoch seconds of the last evaluation */
function episodesWith(
  { datapointsToAlarm, evaluationPeriods }: Rule,
  counted: CountedMinutes,
  end: number,
  lag: number,
): Episode[] {
  const range = evaluationRange(evaluationPeriods, usualReading.readsBeyond);
  const begin = end - (counted.length - ahead) * minute;
  const episodes: Episode[] = [];
  const rule = { DatapointsToAlarm: datapointsToAlarm, EvaluationPeriods: evaluationPeriods, range };
  minuteStates(counted, { ...rule, delay: Math.min(lag, range) }, ahead - range + 1, (evaluation, isOn) => {
    const at = begin + (evaluation + 1) * minute;
    if (isOn) episodes.push({ on: at, off: null });
    else episodes.at(-1)!.off = at;
  });
  return episodes;
}
