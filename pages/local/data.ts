/** Traffic that `npm run local` can write. */
export type TrafficName = "calm" | "burst" | "runaway" | "quota-lowered";

/** What the page of `npm run local` shows, as the server sends it whenever something has changed. */
export interface LocalState {
  stack: string;
  region: string;
  /** what is going on, e.g. "bringing the stack up" */
  phase: string;
  /** what can be chosen; empty until the stack is up */
  choices: { name: TrafficName; label: string; about: string }[];
  traffic: TrafficName;
  /** minutes since that traffic was chosen */
  trafficMinutes: number;
  /** epoch seconds of the minutes that `use` has values for, oldest first */
  minutes: number[];
  targets: LocalTarget[];
  /** newest first */
  alarms: { time: string; name: string; from: string; to: string; reason: string }[];
  /** newest first: what the subscribers of the topics were sent */
  messages: { time: string; topic: string; subject: string; text: string }[];
}

export interface LocalTarget {
  name: string;
  /** percent of the quota that is used most, minute by minute; null: no datapoint */
  use: (number | null)[];
  /** which quota that was last, e.g. "TPM" */
  kind: string;
  /** the severities' thresholds, mildest first */
  thresholds: { severity: string; percent: number }[];
  /** severities whose alarms are on */
  inAlarm: string[];
}
