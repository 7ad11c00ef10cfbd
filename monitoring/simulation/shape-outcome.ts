import type { MeasurableKind } from "../../words/words.ts";
import { mantleNamespace, runtimeNamespace } from "../metrics.ts";
import type { MonitoringPlan, PlannedAlarm, PlannedTarget } from "../plan-types.ts";
import type { AlarmSimulation } from "./alarm-simulation.ts";
import type { QuotaValues } from "./feed-series.ts";
import { type Message, messagesOf, mostInAnHour } from "./messages.ts";
import { planSeries } from "./plan-series.ts";
import { type Reading, usualReading } from "./reading.ts";
import { lookupIn } from "./series.ts";
import { type Shape, shapeMinutes } from "./shapes.ts";
import { simulate } from "./simulate.ts";

export interface ShapeRun {
  plan: MonitoringPlan;
  target: PlannedTarget;
  /** the quota that the shape is a share of; the target's others are used at a third of that */
  driven: MeasurableKind;
  quotas: QuotaValues;
  shape: Shape;
  /** how many minutes late Bedrock's metrics arrive; what the publisher puts is there at once */
  delay: number;
  reading?: Reading;
}

/** What people hear of a target under a shape of traffic. */
export interface ShapeOutcome {
  /** minute of the first message of each of the target's alarms that speaks, by the alarm's identity */
  first: ReadonlyMap<string, number>;
  /** minutes from the end of the first minute at 100 % or more to a state in which some alarm is on; undefined: never
   * such a minute; Infinity: never told */
  toldAfter: number | undefined;
  /** messages in the worst 60 minutes */
  mostInAnHour: number;
  /** OK messages with a minute at 100 % or more in the next 15, and such minutes with no alarm on 5 minutes later */
  falseCalm: number;
}

/** A minute in which this much of a quota is used is a bad one, percent. */
const bad = 100;
/** So soon after a bad minute something must be on, minutes. */
const mustTellWithin = 5;
/** An OK says that it is over: a bad minute so soon after it makes it a lie, minutes. */
const calmLasts = 15;
/** Any Monday, 00:00 UTC. */
const start = Date.UTC(2026, 0, 5) / 1000;

/** Replays one shape through a target's alarms, all of them OK at the start. */
export function shapeOutcome(run: ShapeRun): ShapeOutcome {
  const { plan, target, shape, delay } = run;
  const named = new Set(target.alarms);
  const alarms = plan.alarms.filter(({ AlarmName }) => named.has(AlarmName));
  const simulations = simulate({
    alarms,
    series: lookupIn(
      planSeries({
        plan: { ...plan, targets: [target] },
        traffic: () => ({ profile: "minutes", share: shape.share }),
        driven: run.driven,
        quotas: run.quotas,
        start,
        minutes: shapeMinutes,
      }),
    ),
    start,
    minutes: shapeMinutes,
    initialState: "OK",
    lagMinutes: { [runtimeNamespace]: delay, [mantleNamespace]: delay },
    reading: run.reading ?? usualReading,
  });
  const speaking = simulations.filter((_simulation, index) => speaks(alarms[index]!));
  const messages = speaking.flatMap(messagesOf);
  const on = minutesOn(speaking);
  const badMinutes = Array.from({ length: shapeMinutes }, (_none, minute) => minute).filter(
    (minute) => shape.share(minute) >= bad,
  );
  return {
    first: firstOf(messages, alarms),
    toldAfter: toldAfter(badMinutes[0], on),
    mostInAnHour: mostInAnHour(messages),
    falseCalm: falseCalm(badMinutes, messages, on),
  };
}

const speaks = ({ AlarmActions }: PlannedAlarm): boolean => AlarmActions.length > 0;

/** Whether some alarm is on at the end of each minute: index 1 is the end of the first one. */
function minutesOn(simulations: readonly AlarmSimulation[]): boolean[] {
  const on = new Array<boolean>(shapeMinutes + 1).fill(false);
  for (const simulation of simulations) {
    if (simulation.outcome !== "simulated") continue;
    for (const [index, { minute, to }] of simulation.transitions.entries()) {
      if (to !== "ALARM") continue;
      on.fill(true, minute, simulation.transitions[index + 1]?.minute ?? shapeMinutes + 1);
    }
  }
  return on;
}

function firstOf(messages: readonly Message[], alarms: readonly PlannedAlarm[]): Map<string, number> {
  const first = new Map<string, number>();
  const ids = new Map(alarms.map(({ AlarmName, id }) => [AlarmName, id]));
  for (const { alarm, minute } of messages) {
    const id = ids.get(alarm)!;
    first.set(id, Math.min(minute, first.get(id) ?? minute));
  }
  return first;
}

function toldAfter(firstBad: number | undefined, on: readonly boolean[]): number | undefined {
  if (firstBad === undefined) return undefined;
  const end = firstBad + 1;
  const told = on.indexOf(true, end);
  return told < 0 ? Number.POSITIVE_INFINITY : told - end;
}

function falseCalm(badMinutes: readonly number[], messages: readonly Message[], on: readonly boolean[]): number {
  const lies = messages.filter(
    ({ says, minute }) => says === "OK" && badMinutes.some((at) => at >= minute && at < minute + calmLasts),
  );
  const untold = badMinutes.filter((minute) => {
    const end = minute + 1;
    return end + mustTellWithin < on.length && !on.slice(end, end + mustTellWithin + 1).includes(true);
  });
  return lies.length + untold.length;
}
