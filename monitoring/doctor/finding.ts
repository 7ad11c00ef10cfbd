/** How bad a finding is. `cannot-tell`: the check could not be made, which is never "ok". */
export type Level = "ok" | "note" | "warning" | "critical" | "cannot-tell";

/** Everything that is looked at, in the order of a message's way: from the credentials to the people who are told. */
export const checks = {
  credentials: "credentials",
  deployed: "the stack is there",
  state: "Pulumi's state",
  "alarms-there": "alarms are there",
  "alarms-as-planned": "alarms are as planned",
  "alarms-evaluate": "alarms evaluate",
  "alarms-tell": "alarms notify",
  "alarms-muted": "mute rules",
  "alarms-left-over": "alarms left over",
  "publisher-runs": "the publisher runs",
  "quotas-fresh": "quotas are read again",
  "quotas-published": "quotas are in CloudWatch",
  "changes-told": "changed quotas are told",
  delivery: "messages are delivered",
  subscriptions: "subscriptions",
  slack: "Slack",
  webhooks: "webhooks",
  "models-watched": "models in use are watched",
  "profiles-counted": "profiles are counted",
  "models-offered": "watched models are offered",
  burndown: "burndown rates",
  registry: "the registry",
  versions: "versions",
} as const;

export type CheckName = keyof typeof checks;

/** What one check found. */
export interface Finding {
  check: CheckName;
  level: Level;
  /** what it is about, by name: alarms, models, addresses; empty: the stack as a whole */
  subjects: readonly string[];
  /** a sentence or more, without the last full stop */
  found: string;
  /** what to do; absent where there is nothing to do */
  fix?: Fix;
}

/** What to do: in words, by a command with its arguments filled in, on a page; in this order where there are several. */
export interface Fix {
  text?: string;
  command?: string;
  link?: string;
}

/** Something of the account: what it is, or why it could not be read and what to do about that. */
export type Reading<T> = { value: T } | { unread: Unread };

export interface Unread {
  /** the IAM action that was asked, e.g. "cloudwatch:DescribeAlarms" */
  action: string;
  why: string;
  fix: string;
}

/** A check that could not be made. @param what could not be told, e.g. "whether alarms are there" */
export const cannotTell = (check: CheckName, what: string, { why, fix }: Unread): Finding => ({
  check,
  level: "cannot-tell",
  subjects: [],
  found: `cannot tell ${what}: ${why}`,
  fix: { text: fix },
});

/** A check that found nothing wrong. */
export const fine = (check: CheckName, found: string, subjects: readonly string[] = []): Finding => ({
  check,
  level: "ok",
  subjects,
  found,
});

/** "1 alarm", "3 alarms". */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Names in a sentence: the first of them, and how many more there are. */
export function named(names: readonly string[], most = 3): string {
  const more = names.length - most;
  const shown = names.slice(0, more === 1 ? most + 1 : most).join("; ");
  return more > 1 ? `${shown}; and ${more} more` : shown;
}

const order: readonly Level[] = ["critical", "cannot-tell", "warning", "note", "ok"];

/** The most pressing first; of one level in the order of the checks. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  const place = Object.keys(checks);
  return findings.toSorted(
    (one, other) =>
      order.indexOf(one.level) - order.indexOf(other.level) || place.indexOf(one.check) - place.indexOf(other.check),
  );
}
