import type { MonitoringPlan, PlannedAlarm, PlannedCompositeAlarm } from "./plan-types.ts";

export type AnyAlarm = PlannedAlarm | PlannedCompositeAlarm;
export type Alarms = Pick<MonitoringPlan, "alarms" | "compositeAlarms">;

/**
 * Which topics hear of each alarm: its own, and those of the composite alarms over it. An alarm with actions switched
 * off tells none, and a composite that is hears for none of its children.
 * @returns by the alarm's identity
 */
export function audiences(plan: Alarms | undefined): Map<string, Set<string>> {
  const { alarms = [], compositeAlarms = [] } = plan ?? {};
  const parents = new Map<string, PlannedCompositeAlarm[]>();
  for (const composite of compositeAlarms)
    for (const child of childrenOf(composite)) parents.set(child, [...(parents.get(child) ?? []), composite]);
  const known = new Map<string, Set<string>>();
  const audience = (alarm: AnyAlarm): Set<string> => {
    const found = known.get(alarm.id);
    if (found) return found;
    const topics = new Set<string>(alarm.ActionsEnabled ? alarm.AlarmActions : []);
    // Set before its parents are looked at: a document could have a circle.
    known.set(alarm.id, topics);
    for (const parent of parents.get(alarm.AlarmName) ?? []) for (const topic of audience(parent)) topics.add(topic);
    return topics;
  };
  for (const alarm of [...alarms, ...compositeAlarms]) audience(alarm);
  return known;
}

/** Names of the alarms that a composite's rule is made of. */
export const childrenOf = ({ AlarmRule }: Pick<PlannedCompositeAlarm, "AlarmRule">): string[] =>
  [...AlarmRule.matchAll(/ALARM\((?:"([^"]*)"|'([^']*)'|([^()"']+))\)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
