import type { DeployedAlarm } from "../../aws/alarms.ts";
import { alarmUrl } from "../../monitoring/console.ts";
import { namePrefix } from "../../monitoring/names.ts";
import { alarmJson, type ToldChange } from "./alarm-json.ts";
import type { Incident } from "./incident.ts";
import { isTest } from "./test-reason.ts";

/** What SNS is given to publish. */
export interface Message {
  /** at most 100 ASCII characters: SNS refuses more. API Publish (botocore 1.43.11, sns) */
  subject: string;
  /** by protocol, `default` for those that are not named. API Publish, MessageStructure */
  bodies: Readonly<Record<string, string>>;
}

/** What an alarm's metric had when it changed; from the data of CloudWatch's reason. */
interface Reached {
  /** those that were evaluated, at least one */
  values: readonly number[];
  /** absent where their order is not told */
  newest?: number;
  threshold?: number;
}

const subjectLength = 100;
/** An SMS has at most 1,600 characters, in parts of 140; one part says enough. sns/latest/dg/sms_sending-overview */
const smsLength = 140;

/**
 * The message that an alarm is over. People get text, programs get what CloudWatch would have sent.
 * @param okData the reason's data of the OK, JSON text
 */
export function okMessage(
  alarm: DeployedAlarm,
  change: ToldChange,
  incident: Incident,
  okData: string | undefined,
): Message {
  const subject = subjectOf("OK", alarm.name, isTest(incident.reason));
  return messageOf(alarm, change, subject, okText(alarm, change, incident, okData, subject));
}

/**
 * A message about a change of an alarm, in all its forms. Amazon Q Developer, PagerDuty and the like subscribe by https,
 * queues and functions are programs too; who reads the rest is a person.
 */
export function messageOf(alarm: DeployedAlarm, change: ToldChange, subject: string, text: string): Message {
  const json = JSON.stringify(alarmJson(alarm, change));
  const forPrograms = ["http", "https", "lambda", "sqs", "firehose", "email-json"].map((protocol) => [protocol, json]);
  return {
    subject,
    bodies: { default: text, email: text, sms: subject.slice(0, smsLength), ...Object.fromEntries(forPrograms) },
  };
}

const nameEnd = new RegExp(` \\(${namePrefix}/([^()/]+)\\)$`);

/**
 * "OK: critical: Claude Opus 5 cross-region at 90% of tokens/min (us-east-1)": an alarm's name as people read it, cut
 * in the middle of nothing that tells stacks apart.
 */
export function subjectOf(state: "OK" | "ALARM", alarmName: string, test: boolean): string {
  const stack = nameEnd.exec(alarmName)?.[1];
  const name = ascii(alarmName.replace(nameEnd, ""));
  const begin = `${state}: ${test ? "TEST: " : ""}`;
  const end = stack === undefined ? "" : ` (${ascii(stack)})`;
  const room = subjectLength - begin.length - end.length;
  return `${begin}${name.length <= room ? name : `${name.slice(0, room - 3).trimEnd()}...`}${end}`;
}

/** SNS takes printable ASCII alone in a subject. */
const ascii = (text: string): string =>
  text
    .replaceAll(/[–—]/g, "-")
    .normalize("NFKD")
    .replaceAll(/[^ -~]/g, "");

function okText(
  alarm: DeployedAlarm,
  { account, region, at }: ToldChange,
  { start, reason, reasonData }: Incident,
  okData: string | undefined,
  subject: string,
): string {
  const lines = [subject, ""];
  if (isTest(reason)) lines.push("This was a test by headroom test-alert: nothing was wrong.");
  const since = start === undefined ? "" : `, after ${lasted(at.getTime() - start.getTime())} (on since ${utc(start)})`;
  lines.push(`Over since ${utc(at)}${since}.`);
  const values = valuesText(alarm, reachedOf(reasonData), reachedOf(okData));
  if (values !== undefined) lines.push(values);
  if (reason !== undefined && !isTest(reason)) lines.push(`It was on because: ${reason}`);
  const why = whyCommand(alarm, start);
  if (why !== undefined) lines.push("", `Which limit it was, and who drew most: ${why}`);
  lines.push("", `Account ${account}, ${region}`, `Alarm: ${alarm.name}`, alarmUrl(region, alarm.name));
  return lines.join("\n");
}

/** The command that an alarm's description gives for the last hours, for the time at which the alarm went on. */
function whyCommand({ description = "" }: DeployedAlarm, start: Date | undefined): string | undefined {
  const command = /`(headroom diagnose [^`]*?) --since \w+`/.exec(description)?.[1];
  return command && start && `${command} --around ${start.toISOString().slice(0, 16)}Z`;
}

/** "% of tokens per minute: 104.2 when it went on, now 63 (threshold 90)" */
function valuesText(alarm: DeployedAlarm, on: Reached | undefined, off: Reached | undefined): string | undefined {
  if (!on) return undefined;
  const below = alarm.metric?.ComparisonOperator?.startsWith("LessThan");
  const worst = below ? Math.min(...on.values) : Math.max(...on.values);
  const now = off?.newest;
  const what = alarm.metric?.Metrics?.find(({ ReturnData }) => ReturnData)?.Label ?? "Value";
  return (
    `${what}: ${number(worst)} when it went on` +
    (now === undefined ? "" : `, now ${number(now)}`) +
    (on.threshold === undefined ? "" : ` (threshold ${number(on.threshold)})`)
  );
}

/** Undefined where the data have no value: an alarm on missing data, a composite one. */
function reachedOf(reasonData: string | undefined): Reached | undefined {
  let data: { recentDatapoints?: unknown; evaluatedDatapoints?: unknown; threshold?: unknown };
  try {
    data = JSON.parse(reasonData ?? "null") ?? {};
  } catch {
    return undefined;
  }
  const values = listOf(data.recentDatapoints).filter((point) => typeof point === "number");
  if (values.length === 0) return undefined;
  // The order of recentDatapoints is not documented; the others have their times.
  const [newest] = listOf(data.evaluatedDatapoints)
    .map((point) => point as { timestamp?: string; value?: unknown } | null)
    .filter((point) => typeof point?.value === "number")
    .sort((one, other) => String(other?.timestamp).localeCompare(String(one?.timestamp)));
  const last = newest?.value ?? (values.length === 1 ? values[0] : undefined);
  return {
    values,
    ...(typeof last === "number" && { newest: last }),
    ...(typeof data.threshold === "number" && { threshold: data.threshold }),
  };
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const number = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
const utc = (time: Date): string => `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;

function lasted(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 60) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  return `${hours} h ${minutes % 60} min`;
}
