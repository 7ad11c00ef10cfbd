import { type Effect, effectOfAudience } from "./effect.ts";
import { byKey, type Change, changeOf, inOrder, withEffect } from "./keyed-diff.ts";
import type { MonitoringPlan, PlannedAlerts, PlannedRecipient } from "./plan-types.ts";

/** What changes for one severity. */
export interface SeverityDiff {
  severity: string;
  /** its name before, where only that is new; null else */
  renamedFrom: string | null;
  /** whether the plan of that side has it */
  existed: boolean;
  exists: boolean;
  added: PlannedRecipient[];
  removed: PlannedRecipient[];
  /** the same recipient, named otherwise: an address in other letters, a webhook whose secret has another key */
  changed: { before: PlannedRecipient; after: PlannedRecipient }[];
  effect?: Effect;
}

export interface AlertsDiff {
  /** sides whose plan is from before plans said who is told: then nothing of the two is compared */
  unknown: ("before" | "after")[];
  /** severities of which something changes; mildest first */
  severities: SeverityDiff[];
  /** severities that nobody is told of, mildest first; whether that is new or not */
  nobody: { before: string[]; after: string[] };
  settings: Change[];
}

/**
 * Who is told, from one plan to another. The order of recipients does not matter.
 * @param renames severities by their earlier name: see severity-renames.ts
 */
export function diffAlerts(
  before: MonitoringPlan | undefined,
  after: MonitoringPlan | undefined,
  renames: ReadonlyMap<string, string>,
): AlertsDiff {
  const unknown = [
    ...(before && !before.alerts ? (["before"] as const) : []),
    ...(after && !after.alerts ? (["after"] as const) : []),
  ];
  const nobody = { before: untold(before?.alerts), after: untold(after?.alerts) };
  if (unknown.length > 0) return { unknown, severities: [], nobody, settings: [] };
  return {
    unknown,
    severities: severitiesOf(before?.alerts, after?.alerts, renames),
    nobody,
    settings: before?.alerts && after?.alerts ? settingsOf(before.alerts, after.alerts) : [],
  };
}

const untold = (alerts: PlannedAlerts | undefined): string[] =>
  (alerts?.severities ?? []).filter(({ recipients }) => recipients.length === 0).map(({ severity }) => severity);

function severitiesOf(
  before: PlannedAlerts | undefined,
  after: PlannedAlerts | undefined,
  renames: ReadonlyMap<string, string>,
): SeverityDiff[] {
  const old = new Map((before?.severities ?? []).map((one) => [renames.get(one.severity) ?? one.severity, one]));
  const now = byKey(after?.severities ?? [], ({ severity }) => severity);
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((severity): SeverityDiff => {
      const [one, other] = [old.get(severity), now.get(severity)];
      const recipients = recipientsDiff(one?.recipients ?? [], other?.recipients ?? []);
      const { effect, ...lists } = recipients;
      return {
        severity,
        renamedFrom: one && one.severity !== severity ? one.severity : null,
        existed: one !== undefined,
        exists: other !== undefined,
        ...lists,
        ...(effect && { effect }),
      };
    })
    .filter(
      ({ renamedFrom, existed, exists, added, removed, changed }) =>
        renamedFrom !== null || existed !== exists || added.length + removed.length + changed.length > 0,
    );
}

function recipientsDiff(
  before: readonly PlannedRecipient[],
  after: readonly PlannedRecipient[],
): Pick<SeverityDiff, "added" | "removed" | "changed" | "effect"> {
  const [old, now] = [byKey(before, recipientKey), byKey(after, recipientKey)];
  const effect = effectOfAudience(new Set(old.keys()), new Set(now.keys()));
  const only = (from: typeof old, other: typeof old) =>
    inOrder([...from.keys()].filter((key) => !other.has(key))).map((key) => from.get(key)!);
  return {
    added: only(now, old),
    removed: only(old, now),
    changed: inOrder([...old.keys()]).flatMap((key) => {
      const [one, other] = [old.get(key)!, now.get(key)];
      return other && changeOf("", one, other, (each) => `${each.to} ${each.kmsKeyArn}`).length > 0
        ? [{ before: one, after: other }]
        : [];
    }),
    ...(effect && { effect }),
  };
}

/** A mail server takes an address in any letters: the config refuses the same one twice in that sense, too. */
const recipientKey = ({ by, to, type }: PlannedRecipient): string =>
  [by, type ?? "", by === "email" ? to.toLowerCase() : to].join(" ");

function settingsOf(before: PlannedAlerts, after: PlannedAlerts): Change[] {
  const slackTopics = changeOf(
    "other stacks' topics in Slack",
    before.slackTopics ?? [],
    after.slackTopics ?? [],
    inOrder,
  );
  const effect = effectOfAudience(new Set(before.slackTopics), new Set(after.slackTopics));
  const step = notifyOrder.indexOf(after.notify) - notifyOrder.indexOf(before.notify);
  const known = notifyOrder.includes(before.notify) && notifyOrder.includes(after.notify);
  return [
    ...changeOf("notify", before.notify, after.notify).map((change) =>
      withEffect(change, known ? (step > 0 ? "less sensitive" : "more sensitive") : undefined),
    ),
    ...slackTopics.map((change) => withEffect(change, effect)),
    ...changeOf("topics' key", before.kmsKeyArn ?? "the stack's own", after.kmsKeyArn ?? "the stack's own"),
  ];
}

/** From the one that tells everything by itself to the one that keeps most to itself while something is on. */
const notifyOrder: readonly string[] = ["each", "model", "stack"];
