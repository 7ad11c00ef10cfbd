import type { AnyAlarm } from "./alarm-audience.ts";
import { ownTag } from "./alarms/alarm.ts";
import { isWithin } from "./effect.ts";
import type { MonitoringPlan } from "./plan-types.ts";

/**
 * Severities that one plan calls otherwise than another: at the same place of as many, and with alarms on the same
 * things. What has only another name is then no alarm that goes and another that comes.
 * @returns the later name by the earlier one
 */
export function severityRenames(
  before: MonitoringPlan | undefined,
  after: MonitoringPlan | undefined,
): ReadonlyMap<string, string> {
  const [old, now] = [namesOf(before), namesOf(after)];
  if (!before || !after || old.length !== now.length) return new Map();
  return new Map(
    old.flatMap((name, at): [string, string][] => {
      const other = now[at]!;
      if (name === other || now.includes(name) || old.includes(other)) return [];
      return sameThings(before, name, after, other) ? [[name, other]] : [];
    }),
  );
}

const namesOf = (plan: MonitoringPlan | undefined): string[] =>
  plan?.alerts?.severities.map(({ severity }) => severity) ?? [];

function sameThings(before: MonitoringPlan, name: string, after: MonitoringPlan, other: string): boolean {
  const [old, now] = [thingsOf(before, name), thingsOf(after, other)];
  return old.size === now.size && isWithin(old, now);
}

/** What a severity's alarms are on: their identities without its name. */
const thingsOf = (plan: MonitoringPlan, severity: string): Set<string> =>
  new Set(
    plan.alarms
      .filter((alarm) => severityOf(alarm) === severity)
      .map(({ id }) => renamedId(id, new Map([[severity, ""]]))),
  );

/** The severity that an alarm says it is of. */
export const severityOf = (alarm: AnyAlarm): string | undefined => ownTag(alarm, "severity");

/** An alarm's identity with its severity called by the later name: the last word, before a number of a composite's part. */
export function renamedId(id: string, renames: ReadonlyMap<string, string>): string {
  const words = id.split("/");
  const at = words.at(-2) !== undefined && renames.has(words.at(-2)!) && /^[\d.]+$/.test(words.at(-1)!) ? -2 : -1;
  const later = renames.get(words.at(at) ?? "");
  return later === undefined ? id : words.with(at, later).join("/");
}

/** A topic's action, with the severity that it is of called by the later name. */
export function renamedTopic(action: string, renames: ReadonlyMap<string, string>): string {
  const later = action.startsWith("topic:") ? renames.get(action.slice("topic:".length)) : undefined;
  return later === undefined ? action : `topic:${later}`;
}
