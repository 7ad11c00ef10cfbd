import type { Change } from "../monitoring/keyed-diff.ts";
import type { PlanDiff } from "../monitoring/plan-diff.ts";

export type Sign = "+" | "−" | "~";

export interface ReportRow {
  sign: Sign;
  name: string;
  what: string;
}

export interface ReportSection {
  title: string;
  rows: ReportRow[];
}

/** A difference of plans in the words of people: the terminal and the pull request's comment say the same. */
export interface DiffReport {
  /** the stack, or both */
  stack: string;
  /** alarms and cost, in a line */
  headline: string;
  /** the rest in short, a sentence each */
  notes: string[];
  sections: ReportSection[];
}

/** Puts a difference into words. */
export function reportOf(diff: PlanDiff): DiffReport {
  return { stack: stackText(diff), headline: headlineOf(diff), notes: notesOf(diff), sections: sectionsOf(diff) };
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

function sectionsOf({ targets, alarms, dashboards, feed, cost }: PlanDiff): ReportSection[] {
  const targetText = ({ modelId, scope }: { modelId: string; scope: string }) => `${modelId} ${scope}`;
  const quotaText = ({ metric, modelId }: { metric: string; modelId: string }) => `${metric} ${modelId}`;
  const usdText = ({ usd }: { usd: number | null }) => (usd === null ? "" : `${dollarsText(usd)} a month`);
  const sections: ReportSection[] = [
    {
      title: "Alarms",
      rows: rowsOf(
        alarms,
        ({ name }) => name,
        ({ condition }) => condition,
      ),
    },
    { title: "Targets", rows: rowsOf(targets, targetText, usdText) },
    {
      title: "Dashboards",
      rows: [
        ...dashboards.added.map((name): ReportRow => ({ sign: "+", name, what: "" })),
        ...dashboards.removed.map((name): ReportRow => ({ sign: "−", name, what: "" })),
        ...dashboards.changed.map(({ name, added, removed, changed, moved, settings }): ReportRow => {
          const widgets = counts(added, removed, changed);
          const parts = [
            widgets && `widgets ${widgets}`,
            moved > 0 && `${moved} moved`,
            settings && "settings changed",
          ];
          return { sign: "~", name, what: parts.filter(Boolean).join(", ") };
        }),
      ],
    },
    {
      title: "Published quotas",
      rows: [
        ...rowsOf(feed, quotaText, ({ code, name }) => `${code} ${name}`),
        ...feed.settings.map((change): ReportRow => ({ sign: "~", name: "publisher", what: changeText(change) })),
      ],
    },
    {
      title: "Cost",
      rows: cost.lines.map(({ what, before, after }) => ({
        sign: before === 0 ? "+" : after === 0 ? "−" : "~",
        name: what,
        what: `${dollarsText(before)} → ${dollarsText(after)} a month`,
      })),
    },
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

function rowsOf<E, C extends { changes: Change[] }>(
  { added, removed, changed }: { added: E[]; removed: E[]; changed: C[] },
  name: (entry: E | C) => string,
  what: (entry: E) => string,
): ReportRow[] {
  return [
    ...added.map((entry): ReportRow => ({ sign: "+", name: name(entry), what: what(entry) })),
    ...removed.map((entry): ReportRow => ({ sign: "−", name: name(entry), what: what(entry) })),
    ...changed.map(
      (entry): ReportRow => ({
        sign: "~",
        name: name(entry),
        what: told(entry.changes).map(changeText).join("; "),
      }),
    ),
  ];
}

/** An alarm's description follows its other fields: then these are enough. */
const told = (changes: readonly Change[]): readonly Change[] => {
  const others = changes.filter(({ field }) => field !== "description");
  return others.length > 0 ? others : changes;
};

const changeText = ({ field, before, after }: Change): string =>
  before === null && after === null ? `${field} changed` : `${field} ${before ?? "none"} → ${after ?? "none"}`;

/** "+3 −1 ~2", without what is 0 */
export const counts = (added: number, removed: number, changed: number): string =>
  [added > 0 && `+${added}`, removed > 0 && `−${removed}`, changed > 0 && `~${changed}`].filter(Boolean).join(" ");

const part = (name: string, counted: string): string => (counted ? `${name} ${counted}` : "");
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const dollarsText = (usd: number): string => `$${usd.toFixed(2)}`;
const deltaText = (usd: number): string => `${usd < 0 ? "−" : "+"}${dollarsText(Math.abs(usd))}`;
