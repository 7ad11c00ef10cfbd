import { effectRank, isWorse } from "../monitoring/effect.ts";
import type { Change } from "../monitoring/keyed-diff.ts";
import type { PlanDiff } from "../monitoring/plan-diff.ts";
import { type AlarmRow, actionsOnlyIn, changeText } from "./plan-diff-alarms.ts";
import { type LeadLine, recipientLines } from "./plan-diff-recipients.ts";
import {
  countText,
  groupedRows,
  isNamed,
  listText,
  type ReportRow,
  type SingleRow,
  shortList,
} from "./plan-diff-rows.ts";

/**
 * What whoever approves a change has to know first: what is told to nobody, or to others; what is watched no more; what
 * has become less sensitive. Worst first, and of equals what concerns the fewest.
 * @param alarms every single change of an alarm
 */
export function leadOf(diff: PlanDiff, alarms: readonly AlarmRow[]): LeadLine[] {
  const { before, after } = diff;
  const lines =
    before && !after
      ? goneLines(diff)
      : [
          ...recipientLines(diff),
          ...(before ? [...placeLines(diff), ...watchedLines(diff), ...alarmLines(diff, alarms)] : []),
        ];
  return lines
    .map((line, at) => ({ line, at }))
    .sort((one, other) => effectRank(one.line.effect) - effectRank(other.line.effect) || one.at - other.at)
    .map(({ line }) => line);
}

/** With its stack all that it tells is gone: one thing to say. */
function goneLines({ before, alarms, alerts }: PlanDiff): LeadLine[] {
  const told = alerts.severities.some(({ removed }) => removed.length > 0);
  const text = `the stack goes: nothing of it is watched in ${before?.region} any more (${countText(alarms.removed.length, "alarm")})`;
  return [{ text: told ? `${text}, and nobody is told` : text, effect: "silent" }];
}

function placeLines({ before, after }: PlanDiff): LeadLine[] {
  if (!before || !after || before.stack !== after.stack || before.region === after.region) return [];
  return [
    { text: `the stack moves to ${after.region}: it watches nothing in ${before.region} any more`, effect: "silent" },
  ];
}

function watchedLines({ targets, alarms, feed }: PlanDiff): LeadLine[] {
  const keyOf = ({ modelId, scope }: { modelId: string; scope: string }) => `${modelId} ${scope}`;
  const gone = targets.removed.map(keyOf);
  const lost = alarms.removed.filter(({ target }) => target !== null && gone.includes(target)).length;
  const settings = feed.settings.filter(({ effect }) => isWorse(effect));
  return [
    ...(gone.length > 0
      ? [
          {
            text: `${shortList(gone)} ${gone.length === 1 ? "is" : "are"} watched no more: ${countText(lost, "alarm")} fewer`,
            effect: "silent" as const,
          },
        ]
      : []),
    ...groupedRows(
      targets.changed.flatMap((target) => worseOf(target.changes).map((change) => changeRow(keyOf(target), change))),
    ).map((row) => lineOf(row, "target")),
    ...settings.map((change) => lineOf({ ...changeRow("publisher", change), names: [] }, "publisher")),
  ];
}

const worseOf = (changes: readonly Change[]): Change[] => changes.filter(({ effect }) => isWorse(effect));

const changeRow = (name: string, change: Change): SingleRow => ({
  sign: "~",
  name,
  what: changeText(change),
  ...(change.effect && { effect: change.effect }),
});

function alarmLines({ targets, alerts }: PlanDiff, singles: readonly AlarmRow[]): LeadLine[] {
  const ofTargets = targets.changed.some(({ changes }) => changes.some(({ field }) => field === "ids"));
  const removed = new Set<string>(alerts.severities.flatMap((severity) => severity.removed.map(({ to }) => to)));
  const isSaid = ({ change, withTarget }: AlarmRow): boolean => {
    if (withTarget || (change?.field === "ids" && ofTargets)) return true;
    // A topic that is a recipient no more is said among the recipients.
    return (
      change?.field === "actions" && actionsOnlyIn(change.before, change.after).every((action) => removed.has(action))
    );
  };
  const news = singles.filter((row) => row.sign !== "+" && isWorse(row.effect) && !isSaid(row));
  return groupedRows(news).map((row) => lineOf(row, "alarm"));
}

/** "warning 70 → 80 % on 47 alarms: less sensitive", and of a few which ones. */
function lineOf(row: ReportRow, noun: string): LeadLine {
  const { sign, names, what, effect } = row;
  const of = effect && { effect };
  const named = isNamed(row);
  if (sign === "−")
    return {
      text: named
        ? `${listText(names)} ${names.length === 1 ? "goes" : "go"} (${what})`
        : `${countText(names.length, noun)} go: ${what}`,
      ...of,
    };
  const where = named ? "" : ` on ${countText(names.length, noun)}`;
  const which = named && names.length > 0 ? ` (${names.join(", ")})` : "";
  return { text: `${what}${where}${effect ? `: ${effect}` : ""}${which}`, ...of };
}
