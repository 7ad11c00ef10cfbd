import type { AlarmEntry, ChangedAlarm } from "../monitoring/alarm-diff.ts";
import type { Effect } from "../monitoring/effect.ts";
import type { Change } from "../monitoring/keyed-diff.ts";
import { alarmNameEnd } from "../monitoring/names.ts";
import type { PlanDiff } from "../monitoring/plan-diff.ts";
import type { Sign, SingleRow } from "./plan-diff-rows.ts";

export interface AlarmRow extends SingleRow {
  /** what changes; absent of what comes or goes */
  change?: Change;
  /** of an alarm that comes or goes: whether its target does, or all that the target has */
  withTarget?: boolean;
}

/** Every single change of an alarm, in words that are the same where the change is. */
export function alarmRows(diff: PlanDiff): AlarmRow[] {
  const { alarms, targets } = diff;
  const shortened = shortNames(diff);
  const keys = (entries: readonly { modelId: string; scope: string }[], effect: Effect) => {
    const changed = targets.changed.filter(({ changes }) =>
      changes.some((change) => change.field === "alarms" && change.effect === effect),
    );
    return new Set([...entries, ...changed].map(({ modelId, scope }) => `${modelId} ${scope}`));
  };
  const [newTargets, goneTargets] = [keys(targets.added, "no longer silent"), keys(targets.removed, "silent")];
  return [
    ...alarms.added.map((alarm) => entryRow("+", alarm, newTargets)),
    ...alarms.removed.map((alarm) => entryRow("−", alarm, goneTargets)),
    ...alarms.changed.flatMap(changeRows),
  ].map((row) => ({ ...row, name: shortened(row.name) }));
}

/** The stack's name is at the end of each alarm's, and at the head of the report. */
function shortNames({ before, after }: PlanDiff): (name: string) => string {
  const ends = [before, after].flatMap((side) => (side ? [alarmNameEnd(side.stack)] : []));
  return (name) => {
    const end = ends.find((each) => name.endsWith(each));
    return end === undefined ? name : name.slice(0, -end.length);
  };
}

function entryRow(sign: Sign, alarm: AlarmEntry, wholeTargets: ReadonlySet<string>): AlarmRow {
  const { name, target, condition, effect } = alarm;
  // With its target comes and goes all that it has: that is one thing to say.
  const withTarget = target !== null && wholeTargets.has(target);
  const what = withTarget ? `all of ${target}` : `${kindText(alarm)}${condition}`;
  return { sign, name, what, withTarget, counted: withTarget, ...(effect && { effect }) };
}

const kindText = ({ severity, about }: AlarmEntry): string =>
  [severity, about]
    .filter((word) => word !== null)
    .map((word) => `${word} `)
    .join("");

/** What an alarm's name and description say follows its other fields: where there are others, these are enough. */
function toldChanges(changes: readonly Change[]): readonly Change[] {
  const others = changes.filter(({ field }) => field !== "description" && field !== "name");
  return others.length > 0 ? others : changes.filter(({ field }) => field !== "description");
}

const changeRows = ({ name, severity, changes }: ChangedAlarm): AlarmRow[] =>
  toldChanges(changes).map((change) => ({
    sign: "~",
    name,
    what: alarmChangeText(change, severity),
    change,
    ...(change.effect && { effect: change.effect }),
  }));

const shareForm = /^(\S+) (\d+(?:\.\d+)?) %$/;

function alarmChangeText(change: Change, severity: string | null): string {
  const who = severity === null ? "" : `${severity} `;
  const [, sign, before] = shareForm.exec(change.before ?? "") ?? [];
  const [, other, after] = shareForm.exec(change.after ?? "") ?? [];
  if (change.field === "threshold" && before && after && sign === other)
    return `${who}${before} → ${after} %${Number(after) > 100 ? ", past the whole quota" : ""}`;
  if (change.field === "actions") return actionsText(change);
  // Who is told and what is counted is the same matter for every severity.
  return `${ofSeverity.has(change.field) ? who : ""}${changeText(change)}`;
}
const ofSeverity = new Set(["threshold", "evaluation", "missing data", "period", "band"]);

/** Of two lists of topics only what is not in both. */
function actionsText(change: Change): string {
  const [lost, gained] = [actionsOnlyIn(change.before, change.after), actionsOnlyIn(change.after, change.before)];
  if (lost.length === 0 && gained.length === 0) return changeText(change);
  return `actions ${[...lost.map((action) => `−${action}`), ...gained.map((action) => `+${action}`)].join(", ")}`;
}

export const actionsOnlyIn = (one: string | null, other: string | null): string[] => {
  const others = new Set((other ?? "none").split(/[,;] /));
  return (one ?? "none").split(/[,;] /).filter((action) => action !== "none" && !others.has(action));
};

export const changeText = ({ field, before, after }: Change): string =>
  before === null && after === null ? `${field} changed` : `${field} ${before ?? "none"} → ${after ?? "none"}`;
