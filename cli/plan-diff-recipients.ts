import type { AlertsDiff, SeverityDiff } from "../monitoring/alerts-diff.ts";
import type { Effect } from "../monitoring/effect.ts";
import type { PlanDiff } from "../monitoring/plan-diff.ts";
import type { PlannedRecipient } from "../monitoring/plan-types.ts";
import { changeText } from "./plan-diff-alarms.ts";
import { listText } from "./plan-diff-rows.ts";

/** One thing that whoever approves a change has to know first. */
export interface LeadLine {
  text: string;
  effect?: Effect;
}

/** What changes in who is told; severities of which the same is to say together. */
export function recipientLines({ alerts, before, after }: PlanDiff): LeadLine[] {
  if (!after) return [];
  const lines = alerts.severities.flatMap((severity) => linesOf(severity, alerts, before === null));
  const nobody = alerts.nobody.after.filter((severity) => isNews(severity, alerts));
  const unknown = alerts.unknown.includes("before")
    ? [{ text: "it can't be told who was told before: that plan is of an older headroom", effect: unsure }]
    : [];
  const unknownAfter = alerts.unknown.includes("after")
    ? [{ text: "it can't be told who is told now: the later plan is of an older headroom", effect: unsure }]
    : [];
  return [
    ...nobodyLine(nobody),
    ...together(lines),
    ...unknown,
    ...unknownAfter,
    ...alerts.settings.map(
      (change): LeadLine => ({ text: settingText(change), ...(change.effect && { effect: change.effect }) }),
    ),
  ];
}

/** What can't be told may be as bad as what can. */
const unsure: Effect = "told to others";

const nobodyLine = (severities: readonly string[]): LeadLine[] =>
  severities.length === 0
    ? []
    : [{ text: `${listText(severities)} ${severities.length === 1 ? "is" : "are"} told to nobody`, effect: "silent" }];

/** Whether that nobody is told is new, or not known to be old. */
const isNews = (severity: string, { nobody, severities, unknown }: AlertsDiff): boolean =>
  unknown.length > 0 ||
  !nobody.before.includes(severities.find((one) => one.severity === severity)?.renamedFrom ?? severity);

interface SeverityLine extends LeadLine {
  severity: string;
}

function linesOf(diff: SeverityDiff, { nobody }: AlertsDiff, isNew: boolean): SeverityLine[] {
  const { severity, renamedFrom, existed, exists, added, removed, changed, effect } = diff;
  const line = (text: string, of: Effect | undefined = effect): SeverityLine => ({
    severity,
    text,
    ...(of && { effect: of }),
  });
  const [came, went] = [recipientsText(added), recipientsText(removed)];
  if (!exists)
    return [line(`: no such severity any more${went ? `; ${went} ${be(removed)} told of it no more` : ""}`, "silent")];
  const lines: SeverityLine[] = [];
  if (renamedFrom !== null)
    lines.push(
      line(
        ` is the new name of ${renamedFrom}: its topic is a new one, which each address has to confirm and who subscribed by hand is not on`,
        "told to others",
      ),
    );
  // What a new stack tells is no change of who is told.
  if (isNew) return lines;
  if (!existed) lines.push(line(` is new${came ? `, told to ${came}` : ""}`, "told to more"));
  else if (came && went) lines.push(line(`: ${came} ${be(added)} told in place of ${went}`));
  else if (went) lines.push(line(`: ${went} ${be(removed)} told no more`));
  else if (came) lines.push(line(`: ${came} ${be(added)} told${nobody.before.includes(severity) ? "" : ", too"}`));
  return [...lines, ...changed.map((one) => line(`: ${changedText(one)}`, undefined))];
}

function changedText({ before, after }: SeverityDiff["changed"][number]): string {
  if (before.by === "email")
    return `${after.to} is written in other letters than before: AWS makes a new subscription, which it has to confirm`;
  return `${recipientText(after)} has its secret under ${after.kmsKeyArn ? `the key ${after.kmsKeyArn}` : "AWS's own key"}, not ${before.kmsKeyArn ? `the key ${before.kmsKeyArn}` : "AWS's own key"}`;
}

/** Lines of several severities that say the same, in one. */
const together = (lines: readonly SeverityLine[]): LeadLine[] =>
  [...Map.groupBy(lines, ({ text, effect }) => JSON.stringify([text, effect])).values()].map((alike) => {
    const { text, effect } = alike[0]!;
    const severities = listText(alike.map(({ severity }) => severity));
    return { text: `${severities}${text}`, ...(effect && { effect }) };
  });

const recipientsText = (recipients: readonly PlannedRecipient[]): string => listText(recipients.map(recipientText));
const be = ({ length }: readonly PlannedRecipient[]): string => (length === 1 ? "is" : "are");

/** A recipient as a person knows it. */
export function recipientText({ by, to, type }: PlannedRecipient): string {
  if (by === "slack")
    return to.startsWith("arn:")
      ? `the Slack configuration ${to}`
      : `the Slack channel ${to.split("/").at(-1)} (${to})`;
  if (by === "webhook") return `the ${type === "teams" ? "Teams" : "Slack"} webhook of secret ${to.split(":").at(-1)}`;
  return by === "topic" ? `the topic ${to}` : to;
}

const notifyTexts: Readonly<Record<string, string>> = {
  each: "every alarm tells by itself",
  model: "one message for each model and severity",
  stack: "one message for each severity; a second model is not told while a first one is on",
};

function settingText(change: AlertsDiff["settings"][number]): string {
  const meaning = change.field === "notify" ? notifyTexts[change.after ?? ""] : undefined;
  if (change.field === "topics' key")
    return `${changeText(change)}: a key that doesn't let CloudWatch use it loses every message`;
  return meaning ? `${changeText(change)}: ${meaning}` : changeText(change);
}
