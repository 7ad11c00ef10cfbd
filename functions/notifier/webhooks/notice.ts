import { alarmUrl } from "../../../monitoring/console.ts";
import { subjectOf } from "../message.ts";
import { isTest } from "../test-reason.ts";
import type { SnsMessage } from "./sns-event.ts";

/** What a channel is told, before it has a channel's form. */
export interface Notice {
  state: "ALARM" | "OK" | "news";
  /** whether `headroom test-alert` made it */
  isTest?: boolean;
  title: string;
  /** Markdown of our own, a paragraph each: an alarm's description */
  advice: readonly string[];
  /** text of others, without any markup, a line each */
  text: readonly string[];
  facts: readonly (readonly [name: string, value: string])[];
  link?: { title: string; url: string };
}

/** The alarm's fields that CloudWatch and the notifier write alike (alarm-json.ts). */
interface AlarmFields {
  AlarmName: string;
  AlarmArn?: string;
  AlarmDescription?: string | null;
  AWSAccountId?: string;
  Region?: string;
  NewStateValue: string;
  NewStateReason?: string;
  StateChangeTime?: string;
}

/** A topic's message: a change of an alarm, or text such as the publisher's. */
export function noticeOf({ subject, message }: Pick<SnsMessage, "subject" | "message">): Notice {
  const alarm = alarmFields(message);
  if (alarm) return alarmNotice(alarm);
  const lines = message.split("\n").map((line) => line.trimEnd());
  const title = subject || lines[0] || "Message of bedrock-headroom";
  // The publisher's text begins with its subject.
  return { state: "news", title, advice: [], text: lines[0] === title ? lines.slice(1) : lines, facts: [] };
}

function alarmFields(message: string): AlarmFields | undefined {
  try {
    const found = JSON.parse(message) as Partial<AlarmFields> | null;
    return typeof found?.AlarmName === "string" && typeof found.NewStateValue === "string"
      ? (found as AlarmFields)
      : undefined;
  } catch {
    return undefined;
  }
}

function alarmNotice(alarm: AlarmFields): Notice {
  const { AlarmName: name, NewStateReason: reason = "", AWSAccountId, Region, StateChangeTime } = alarm;
  const state = alarm.NewStateValue === "ALARM" ? "ALARM" : "OK";
  const region = alarm.AlarmArn?.split(":")[3];
  // What to do about an alarm is no news where it is over.
  const advice =
    state === "ALARM" ? (alarm.AlarmDescription ?? "").split("\n").filter((line) => line.trim() !== "") : [];
  const fact = (title: string, value: string | undefined) => (value ? [[title, value] as const] : []);
  return {
    state,
    ...(isTest(reason) && { isTest: true }),
    title: subjectOf(state, name, isTest(reason)),
    advice,
    text: reason.split("\n"),
    facts: [
      ...fact("Account", AWSAccountId),
      ...fact("Region", Region),
      ...fact(state === "ALARM" ? "On since" : "Over since", minuteOf(StateChangeTime)),
    ],
    ...(region && { link: { title: "Open the alarm in CloudWatch", url: alarmUrl(region, name) } }),
  };
}

/** "2026-10-02 17:04 UTC" */
function minuteOf(time: string | undefined): string | undefined {
  const at = time?.replace(/\+0000$/, "Z");
  return at && !Number.isNaN(Date.parse(at))
    ? `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`
    : undefined;
}
