import type { AlarmSimulation } from "./alarm-simulation.ts";

/** What people get of one alarm. */
export interface Message {
  alarm: string;
  /** whole minutes since the start */
  minute: number;
  says: "ALARM" | "OK";
}

/**
 * The messages that an alarm sends: one whenever it goes into ALARM, and one OK when it is calm after that, whether
 * directly or by way of INSUFFICIENT_DATA. A new alarm that finds all well says nothing.
 */
export function messagesOf(simulation: AlarmSimulation): Message[] {
  if (simulation.outcome !== "simulated") return [];
  const { alarm, transitions } = simulation;
  const messages: Message[] = [];
  let told = false;
  for (const { minute, from, to } of transitions) {
    if (from === "ALARM") told = true;
    if (to === "ALARM") messages.push({ alarm, minute, says: "ALARM" });
    if (to !== "OK" || !told) continue;
    messages.push({ alarm, minute, says: "OK" });
    told = false;
  }
  return messages;
}

const hour = 60;

/** The most messages that arrive within any 60 minutes. */
export function mostInAnHour(messages: readonly Message[]): number {
  const minutes = messages.map(({ minute }) => minute).sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [last, minute] of minutes.entries()) {
    while (minute - minutes[first]! >= hour) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
