import { minute } from "../../words/units.ts";
import { ExpressionError } from "../metric-math/expression-error.ts";
import type { PlannedCompositeAlarm } from "../plan-types.ts";
import type { AlarmSimulation, SimulatedState, Transition } from "./alarm-simulation.ts";
import type { AlarmState } from "./alarm-state.ts";
import { type CompositeRule, childrenOf, holds, parseRule } from "./composite-rule.ts";

interface Replay {
  start: number;
  minutes: number;
  initialState: (alarm: string) => AlarmState;
}

/**
 * Replays composite alarms over the simulated alarms they name, directly or through other composites.
 * A composite is OK or ALARM from its first evaluation on (API_PutCompositeAlarm), and CANNOT_TELL in the minutes in
 * which that hangs on an alarm that could not be simulated or is not part of the simulation.
 */
export function simulateComposites(
  composites: readonly PlannedCompositeAlarm[],
  alarms: readonly AlarmSimulation[],
  replay: Replay,
): AlarmSimulation[] {
  const known = new Map(alarms.map((alarm) => [alarm.alarm, alarm]));
  const byName = new Map(composites.map((composite) => [composite.AlarmName, composite]));
  const under = new Set<string>();

  const simulationOf = (name: string): AlarmSimulation | undefined => {
    const before = known.get(name);
    const composite = byName.get(name);
    if (before || !composite) return before;
    // "the evaluation of composite alarms stops if CloudWatch detects a cycle in the evaluation path"
    if (under.has(name)) throw new ExpressionError(`Cannot tell: "${name}" depends on itself.`);
    under.add(name);
    const simulation = replayed(composite);
    under.delete(name);
    known.set(name, simulation);
    return simulation;
  };

  const replayed = (composite: PlannedCompositeAlarm): AlarmSimulation => {
    const alarm = composite.AlarmName;
    try {
      const rule = parseRule(composite.AlarmRule);
      const children = childrenOf(rule).map((name) => ({ name, simulation: simulationOf(name) }));
      return { alarm, outcome: "simulated", ...follow(rule, children, replay, alarm), values: new Float64Array() };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { alarm, outcome: "cannot tell", reason: error.message };
    }
  };

  return composites.map((composite) => simulationOf(composite.AlarmName)!);
}

interface Child {
  name: string;
  simulation: AlarmSimulation | undefined;
}

function follow(
  rule: CompositeRule,
  children: readonly Child[],
  { start, minutes, initialState }: Replay,
  alarm: string,
): { transitions: Transition[]; finalState: SimulatedState } {
  const states = new Map<string, SimulatedState>(
    children.map(({ name, simulation }) => [
      name,
      simulation?.outcome === "simulated" ? initialState(name) : "CANNOT_TELL",
    ]),
  );
  const changes = changesOf(children);
  const stateOf = (name: string): AlarmState | undefined => {
    const state = states.get(name);
    return state === "CANNOT_TELL" ? undefined : state;
  };

  const transitions: Transition[] = [];
  let state: SimulatedState = initialState(alarm);
  // Nothing changes between its children's changes, but the first evaluation is due in any case.
  for (const at of [...new Set([1, ...changes.keys()])].sort((a, b) => a - b)) {
    if (at > minutes) break;
    for (const { name, to } of changes.get(at) ?? []) states.set(name, to);
    const value = holds(rule, stateOf);
    const next: SimulatedState = value === undefined ? "CANNOT_TELL" : value ? "ALARM" : "OK";
    if (next === state) continue;
    transitions.push({ minute: at, epoch: start + at * minute, from: state, to: next, reason: reasonFor(states) });
    state = next;
  }
  return { transitions, finalState: state };
}

/** Which children change in a minute, and to what. */
const changesOf = (children: readonly Child[]): Map<number, { name: string; to: SimulatedState }[]> =>
  Map.groupBy(
    children.flatMap(({ name, simulation }) =>
      simulation?.outcome === "simulated"
        ? simulation.transitions.map(({ minute, to }) => ({ at: minute, name, to }))
        : [],
    ),
    ({ at }) => at,
  );

function reasonFor(states: ReadonlyMap<string, SimulatedState>): string {
  const named = (wanted: SimulatedState): string[] =>
    [...states].flatMap(([name, state]) => (state === wanted ? [name] : []));
  const inAlarm = named("ALARM");
  const unknown = named("CANNOT_TELL");
  return [
    inAlarm.length === 0 ? "no alarm of the rule is in ALARM" : `in ALARM: ${shortList(inAlarm)}`,
    ...(unknown.length === 0 ? [] : [`can't be told: ${shortList(unknown)}`]),
  ].join("; ");
}

/** At most two names: a rule may have a hundred. */
const shortList = (names: readonly string[]): string =>
  names.length <= 2 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
