import { minute } from "../../words/units.ts";
import type { Scope } from "../../words/words.ts";
import { type Burst, burstsOf } from "../diagnosis/bursts.ts";
import type { MonitoringPlan, PlannedAlarm, PlannedTarget } from "../plan-types.ts";
import type { AlarmSimulation } from "../simulation/alarm-simulation.ts";
import { messagesOf, mostInAnHour } from "../simulation/messages.ts";
import { afterwards, type Episode, episodesOf, isOnAt } from "./episodes.ts";

/** What an alarm would have done in the window. */
export interface AlarmOutcome {
  id: string;
  name: string;
  severity: string;
  /** use: on a quota's use or its reservation, so that it can warn; throttles: it tells of what has happened; other */
  kind: "use" | "throttles" | "other";
  threshold: number | null;
  episodes: (Episode & { throttled: boolean })[];
  /** times that it went on in the window */
  pages: number;
  /** of those, without a throttled request while it was on nor in the hour after */
  quietPages: number;
  /** messages that people would have got of it; 0 where it tells nobody by itself */
  messages: number;
  /** why it can't be told; absent: it can */
  cannotTell?: string;
}

/** Minutes with throttled requests, and whether they were warned of. */
export interface BurstOutcome {
  /** epoch seconds */
  start: number;
  end: number;
  throttledMinutes: number;
  throttled: number;
  /** of its throttled minutes, those before whose beginning an alarm on use was on */
  warnedMinutes: number;
  /** the alarm on use that was on first of those on at its beginning; null: none was */
  warnedBy: string | null;
  /** minutes that it was on before the first throttled minute began; null: none was on */
  leadMinutes: number | null;
  /** minutes after its beginning until the first alarm of any kind was on; null: none went on, or one was on before */
  lateMinutes: number | null;
}

export interface TargetOutcome {
  modelId: string;
  scope: Scope;
  throttledMinutes: number;
  warnedMinutes: number;
  bursts: BurstOutcome[];
  alarms: AlarmOutcome[];
  messages: number;
  /** alarms on use that can't be told: what is not warned of may have been */
  untold: number;
}

export interface BacktestOutcome {
  targets: TargetOutcome[];
  throttledMinutes: number;
  warnedMinutes: number;
  pages: number;
  quietPages: number;
  messages: number;
  /** the most messages that arrive within any 60 minutes */
  mostInAnHour: number;
}

interface Window {
  /** epoch seconds */
  start: number;
  end: number;
}

/**
 * What a plan's alarms would have done.
 * @param simulations of the plan's alarms on traffic and its composite alarms
 * @param throttledOf throttled requests of a target, one value a minute of the window; undefined: its endpoint tells none
 */
export function outcomeOf(
  plan: Pick<MonitoringPlan, "targets" | "alarms" | "compositeAlarms">,
  simulations: readonly AlarmSimulation[],
  throttledOf: (target: PlannedTarget) => Float64Array | undefined,
  window: Window,
): BacktestOutcome {
  const byName = new Map(simulations.map((simulation) => [simulation.alarm, simulation]));
  const targets = plan.targets.map((target) => {
    const names = new Set(target.alarms);
    const alarms = plan.alarms.filter(({ AlarmName }) => names.has(AlarmName) && byName.has(AlarmName));
    return targetOutcome(target, alarms, byName, throttledOf(target), window);
  });
  const composites = plan.compositeAlarms.flatMap((alarm) => {
    const simulation = byName.get(alarm.AlarmName);
    return simulation && alarm.AlarmActions.length > 0 ? messagesIn(simulation, window) : [];
  });
  const single = targets.flatMap(({ alarms }) => alarms);
  const messages = [
    ...composites,
    ...plan.alarms.flatMap((alarm) => {
      const simulation = byName.get(alarm.AlarmName);
      return simulation && alarm.AlarmActions.length > 0 ? messagesIn(simulation, window) : [];
    }),
  ];
  const sum = (of: (target: TargetOutcome) => number) => targets.reduce((all, target) => all + of(target), 0);
  return {
    targets,
    throttledMinutes: sum(({ throttledMinutes }) => throttledMinutes),
    warnedMinutes: sum(({ warnedMinutes }) => warnedMinutes),
    pages: single.reduce((all, { pages }) => all + pages, 0),
    quietPages: single.reduce((all, { quietPages }) => all + quietPages, 0),
    messages: messages.length,
    mostInAnHour: mostInAnHour(messages),
  };
}

const messagesIn = (simulation: AlarmSimulation, { start }: Window) => {
  if (simulation.outcome !== "simulated") return [];
  const all = messagesOf(simulation);
  const [first] = simulation.transitions;
  const begin = first ? first.epoch - first.minute * minute : start;
  return all.filter((message) => begin + message.minute * minute >= start);
};

function targetOutcome(
  target: PlannedTarget,
  alarms: readonly PlannedAlarm[],
  byName: ReadonlyMap<string, AlarmSimulation>,
  throttled: Float64Array | undefined,
  window: Window,
): TargetOutcome {
  const throttledMinutes = [...(throttled ?? [])].flatMap((count, index) =>
    count > 0 ? [window.start + index * minute] : [],
  );
  const outcomes = alarms.map((alarm) => alarmOutcome(alarm, byName.get(alarm.AlarmName)!, throttledMinutes, window));
  const warning = outcomes.filter(({ kind }) => kind === "use");
  const isWarned = (at: number) => warning.some(({ episodes }) => isOnAt(episodes, at));
  return {
    modelId: target.modelId,
    scope: target.scope,
    throttledMinutes: throttledMinutes.length,
    warnedMinutes: throttledMinutes.filter(isWarned).length,
    bursts: throttled ? burstsOf(throttled).map((burst) => burstOutcome(burst, throttled, outcomes, window)) : [],
    alarms: outcomes,
    messages: outcomes.reduce((sum, { messages }) => sum + messages, 0),
    untold: warning.filter(({ cannotTell }) => cannotTell !== undefined).length,
  };
}

const kinds: Readonly<Record<string, AlarmOutcome["kind"]>> = {
  throttles: "throttles",
  "server-errors": "other",
};

function alarmOutcome(
  alarm: PlannedAlarm,
  simulation: AlarmSimulation,
  throttledMinutes: readonly number[],
  window: Window,
): AlarmOutcome {
  const [kind = "", severity = ""] = alarm.id.split("/").slice(-2);
  const episodes = episodesOf(simulation, window.start).map(({ on, off }) => ({
    ...{ on, off },
    throttled: throttledMinutes.some((at) => at >= on - minute && at < (off ?? window.end) + afterwards),
  }));
  const inWindow = episodes.filter(({ on }) => on >= window.start);
  return {
    id: alarm.id,
    name: alarm.AlarmName,
    severity,
    kind: kinds[kind] ?? "use",
    threshold: alarm.Threshold ?? null,
    episodes,
    pages: inWindow.length,
    quietPages: inWindow.filter((episode) => !episode.throttled).length,
    messages: alarm.AlarmActions.length > 0 ? messagesIn(simulation, window).length : 0,
    ...(simulation.outcome === "cannot tell" && { cannotTell: simulation.reason }),
  };
}

function burstOutcome(
  { from, to, throttled: requests }: Burst,
  throttled: Float64Array,
  alarms: readonly AlarmOutcome[],
  window: Window,
): BurstOutcome {
  const start = window.start + from * minute;
  const end = window.start + to * minute;
  const warning = alarms.filter(({ kind }) => kind === "use");
  const on = warning
    .flatMap((alarm) => {
      const episode = isOnAt(alarm.episodes, start);
      return episode ? [{ name: alarm.name, on: episode.on }] : [];
    })
    .toSorted((one, other) => one.on - other.on);
  const minutes = Array.from({ length: to - from }, (_, index) => from + index).filter(
    (index) => throttled[index]! > 0,
  );
  const firstLate = Math.min(
    ...alarms.flatMap(({ episodes }) => episodes.filter((episode) => episode.on > start).map((episode) => episode.on)),
  );
  return {
    ...{ start, end, throttled: requests, throttledMinutes: minutes.length },
    warnedMinutes: minutes.filter((index) =>
      warning.some(({ episodes }) => isOnAt(episodes, window.start + index * minute)),
    ).length,
    warnedBy: on[0]?.name ?? null,
    leadMinutes: on[0] ? (start - on[0].on) / minute : null,
    lateMinutes: on[0] || firstLate > end + afterwards ? null : (firstLate - start) / minute,
  };
}
