import type { Change } from "../monitoring/keyed-diff.ts";
import type { PlanDiff } from "../monitoring/plan-diff.ts";
import { alarmRows, changeText } from "./plan-diff-alarms.ts";
import { leadOf } from "./plan-diff-lead.ts";
import { type LeadLine, recipientText } from "./plan-diff-recipients.ts";
import { counts, groupedRows, listText, type ReportSection, type SingleRow } from "./plan-diff-rows.ts";

/** A difference of plans in the words of people: the terminal and the pull request's comment say the same. */
export interface DiffReport {
  /** the stack, or both */
  stack: string;
  /** what whoever approves it has to know first; worst first */
  lead: LeadLine[];
  /** alarms and cost, in a line */
  headline: string;
  /** the rest in short, a sentence each */
  notes: string[];
  /** how often alarms would have gone on before and after, a sentence each; absent without a history */
  past?: string[];
  sections: ReportSection[];
}

/** Puts a difference into words. */
export function reportOf(diff: PlanDiff): DiffReport {
  const alarms = alarmRows(diff);
  return {
    stack: stackText(diff),
    lead: leadOf(diff, alarms),
    headline: headlineOf(diff),
    notes: [...toldNotes(diff), ...notesOf(diff)],
    sections: sectionsOf(diff, alarms),
  };
}

function stackText({ before, after }: PlanDiff): string {
  if (before && after && before.stack !== after.stack) return `${before.stack} → ${after.stack}`;
  return (after ?? before)?.stack ?? "";
}

function headlineOf(diff: PlanDiff): string {
  const { alarms, cost } = diff;
  if (diff.same) return `nothing changes, ${dollarsText(cost.after ?? 0)} a month`;
  const counted = counts(alarms.added.length, alarms.removed.length, alarms.changed.length);
  const price =
    cost.before !== null && cost.after !== null && cost.delta === 0
      ? `cost unchanged, ${dollarsText(cost.after)} a month`
      : `${dollarsText(cost.before ?? 0)} → ${dollarsText(cost.after ?? 0)} a month (${deltaText(cost.delta)})`;
  return `${counted ? `alarms ${counted}` : "no alarm added, removed or changed"}, ${price}`;
}

/** Who is told, where that is no change. */
function toldNotes({ alerts, before }: PlanDiff): string[] {
  const standing =
    alerts.unknown.length > 0 ? [] : alerts.nobody.after.filter((name) => alerts.nobody.before.includes(name));
  const told = before ? [] : alerts.severities.filter(({ added }) => added.length > 0);
  const who = Map.groupBy(told, ({ added }) => listText(added.map(recipientText)));
  return [
    ...[...who].map(([recipients, severities]) => {
      const names = listText(severities.map(({ severity }) => severity));
      return `${sentence(names)} ${severities.length === 1 ? "is" : "are"} told to ${recipients}.`;
    }),
    ...(standing.length > 0
      ? [`${sentence(listText(standing))} ${standing.length === 1 ? "is" : "are"} told to nobody, as before.`]
      : []),
    ...(alerts.severities.some(({ added, changed }) =>
      [...added, ...changed.map(({ after }) => after)].some(({ by }) => by === "email"),
    )
      ? ["A new address gets nothing until it confirms the mail that AWS sends to it."]
      : []),
  ];
}

function notesOf({ before, after, same, targets, alarms, dashboards, feed, cost, other }: PlanDiff): string[] {
  const notes: string[] = [];
  if (!before) notes.push("There is no plan before: everything is new.");
  if (!after) notes.push("There is no plan after: nothing is left of it.");
  const twoStacks = before && after && before.stack !== after.stack;
  if (twoStacks) {
    notes.push("These are plans of different stacks, whose alarms have different names.");
  }
  const widgets = { added: 0, removed: 0, changed: 0 };
  for (const one of dashboards.changed) {
    widgets.added += one.added;
    widgets.removed += one.removed;
    widgets.changed += one.changed;
  }
  const inShort = [
    part("targets", counts(targets.added.length, targets.removed.length, targets.changed.length)),
    part("dashboards", counts(dashboards.added.length, dashboards.removed.length, 0)),
    part("widgets", counts(widgets.added, widgets.removed, widgets.changed)),
    part("published quotas", counts(feed.added.length, feed.removed.length, feed.changed.length)),
  ].filter((text) => text !== "");
  if (inShort.length > 0) notes.push(`${sentence(inShort.join(", "))}.`);
  const { length } = alarms.describedAnew;
  if (length > 0)
    notes.push(`${length === 1 ? "1 more alarm changes" : `${length} more alarms change`} only in words.`);
  const rest = twoStacks ? other.filter((field) => field !== "stack" && field !== "region") : other;
  if (rest.length > 0) notes.push(`The plans also differ in: ${rest.join(", ")}.`);
  if (!same) {
    const some = cost.unverifiedPrices === cost.prices ? "" : `${cost.unverifiedPrices} of `;
    const unverified =
      cost.unverifiedPrices > 0 ? `; no AWS page confirms ${some}the ${cost.prices} prices it is made from` : "";
    notes.push(`Cost is before the free tier${unverified}.`);
  }
  return notes;
}

function sectionsOf(
  { targets, dashboards, feed, functions, logs, cost }: PlanDiff,
  alarms: readonly SingleRow[],
): ReportSection[] {
  const targetText = ({ modelId, scope }: { modelId: string; scope: string }) => `${modelId} ${scope}`;
  const quotaText = ({ metric, modelId }: { metric: string; modelId: string }) => `${metric} ${modelId}`;
  const usdText = ({ usd }: { usd: number | null }) => (usd === null ? "" : `${dollarsText(usd)} a month`);
  const section = (title: string, nouns: ReportSection["nouns"], singles: readonly SingleRow[]): ReportSection => ({
    title,
    nouns,
    rows: groupedRows(singles),
  });
  const sections = [
    section("Alarms", ["alarm", "alarms"], alarms),
    section("Targets", ["target", "targets"], rowsOf(targets, targetText, usdText)),
    section("Dashboards", ["dashboard", "dashboards"], dashboardRows(dashboards)),
    section(
      "Published quotas",
      ["quota", "quotas"],
      [
        ...rowsOf(feed, quotaText, ({ code, name }) => `${code} ${name}`),
        ...feed.settings.map((change) => changeRow("publisher", change)),
      ],
    ),
    section(
      "Functions and roles",
      ["setting", "settings"],
      functions.map((change) => changeRow("all", change)),
    ),
    section(
      "Invocation logs",
      ["setting", "settings"],
      logs.map((change) => changeRow("all", change)),
    ),
    section(
      "Cost",
      ["line", "lines"],
      cost.lines.map(({ what, before, after }) => ({
        sign: before === 0 ? "+" : after === 0 ? "−" : "~",
        name: what,
        what: `${dollarsText(before)} → ${dollarsText(after)} a month`,
      })),
    ),
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

const dashboardRows = ({ added, removed, changed }: PlanDiff["dashboards"]): SingleRow[] => [
  ...added.map((name): SingleRow => ({ sign: "+", name, what: "" })),
  ...removed.map((name): SingleRow => ({ sign: "−", name, what: "" })),
  ...changed.map((one): SingleRow => {
    const widgets = counts(one.added, one.removed, one.changed);
    const parts = [
      widgets && `widgets ${widgets}`,
      one.moved > 0 && `${one.moved} moved`,
      one.settings && "settings changed",
    ];
    return { sign: "~", name: one.name, what: parts.filter(Boolean).join(", ") };
  }),
];

function rowsOf<E, C extends { changes: Change[] }>(
  { added, removed, changed }: { added: E[]; removed: E[]; changed: C[] },
  name: (entry: E | C) => string,
  what: (entry: E) => string,
): SingleRow[] {
  return [
    ...added.map((entry): SingleRow => ({ sign: "+", name: name(entry), what: what(entry) })),
    ...removed.map((entry): SingleRow => ({ sign: "−", name: name(entry), what: what(entry) })),
    ...changed.flatMap((entry) => entry.changes.map((change) => changeRow(name(entry), change))),
  ];
}

const changeRow = (name: string, change: Change): SingleRow => ({
  sign: "~",
  name,
  what: changeText(change),
  ...(change.effect && { effect: change.effect }),
});

const part = (name: string, counted: string): string => (counted ? `${name} ${counted}` : "");
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const dollarsText = (usd: number): string => `$${usd.toFixed(2)}`;
const deltaText = (usd: number): string => `${usd < 0 ? "−" : "+"}${dollarsText(Math.abs(usd))}`;
