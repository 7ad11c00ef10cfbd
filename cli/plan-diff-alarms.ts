import type { AlarmEntry, ChangedAlarm } from "../monitoring/alarm-diff.ts";
import type { Change } from "../monitoring/keyed-diff.ts";
import type { PlanDiff } from "../monitoring/plan-diff.ts";
import type { Sign, SingleRow } from "./plan-diff-rows.ts";

/** Every single change of an alarm, in words that are the same where the change is. */
export function alarmRows({ alarms, targets }: PlanDiff): SingleRow[] {
  const keys = (entries: readonly { modelId: string; scope: string }[]) =>
    new Set(entries.map(({ modelId, scope }) => `${modelId} ${scope}`));
  const [newTargets, goneTargets] = [keys(targets.added), keys(targets.removed)];
  return [
    ...alarms.added.map((alarm) => entryRow("+", alarm, newTargets)),
    ...alarms.removed.map((alarm) => entryRow("−", alarm, goneTargets)),
    ...alarms.changed.flatMap(changeRows),
  ];
}

function entryRow(sign: Sign, alarm: AlarmEntry, wholeTargets: ReadonlySet<string>): SingleRow {
  const { name, target, condition, effect } = alarm;
  // With its target comes and goes all that it has: that is one thing to say.
  const what = target !== null && wholeTargets.has(target) ? `all of ${target}` : `${kindText(alarm)}${condition}`;
  return { sign, name, what, ...(effect && { effect }) };
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

const changeRows = ({ name, severity, changes }: ChangedAlarm): SingleRow[] =>
  toldChanges(changes).map((change) => ({
    sign: "~",
    name,
    what: alarmChangeText(change, severity),
    ...(change.effect && { effect: change.effect }),
  }));

const shareForm = /^(\S+) (\d+(?:\.\d+)?) %$/;

function alarmChangeText(change: Change, severity: string | null): string {
  const who = severity === null ? "" : `${severity} `;
  const [, sign, before] = shareForm.exec(change.before ?? "") ?? [];
  const [, other, after] = shareForm.exec(change.after ?? "") ?? [];
  if (change.field === "threshold" && before && after && sign === other)
    return `${who}${before} → ${after} %${Number(after) > 100 ? ", past the whole quota" : ""}`;
  // Who is told and what is counted is the same matter for every severity.
  return `${ofSeverity.has(change.field) ? who : ""}${changeText(change)}`;
}
const ofSeverity = new Set(["threshold", "evaluation", "missing data", "period", "band"]);

export const changeText = ({ field, before, after }: Change): string =>
  before === null && after === null ? `${field} changed` : `${field} ${before ?? "none"} → ${after ?? "none"}`;
