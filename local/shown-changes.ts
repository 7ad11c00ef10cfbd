import type { LocalState } from "../pages/local/data.ts";
import type { CarriedTransition } from "./alarm-evaluator.ts";

type ShownChange = LocalState["alarms"][number];

/**
 * What is shown of the alarms' changes, in their order. The first OKs of new alarms come by the hundred and reach
 * nobody, as only an OK after an ALARM is told: those of a minute are one entry that says so.
 * @param known the alarms that have changed before; those that do now are added
 */
export function shownChanges(transitions: readonly CarriedTransition[], known: Set<string>): ShownChange[] {
  const shown: ShownChange[] = [];
  const firstOks = new Map<number, ShownChange & { count: number }>();
  for (const { alarm, from, to, reason, epoch } of transitions) {
    const time = new Date(epoch * 1000).toISOString();
    const isNew = !known.has(alarm);
    known.add(alarm);
    if (!isNew || from !== "INSUFFICIENT_DATA" || to !== "OK") {
      shown.push({ time, name: alarm, from, to, reason });
      continue;
    }
    let entry = firstOks.get(epoch);
    if (!entry) {
      entry = { time, name: alarm, from, to, reason: "Nobody is told: a new alarm's first OK ends nothing.", count: 0 };
      firstOks.set(epoch, entry);
      shown.push(entry);
    }
    entry.count += 1;
    if (entry.count > 1) entry.name = `${entry.count} new alarms`;
  }
  return shown.map(({ time, name, from, to, reason }) => ({ time, name, from, to, reason }));
}
