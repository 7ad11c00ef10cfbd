import { quotaUrl } from "../../monitoring/console.ts";
import { kindLabels } from "../../words/words.ts";
import { isLowered, type NamedQuota, type News, newsCount, type QuotaChange } from "./news.ts";

/** What people are told, in the forms that SNS hands to each kind of subscriber. */
export interface Alert {
  /** at most 100 ASCII characters: SNS refuses more. API Publish (botocore 1.43.11, sns) */
  subject: string;
  /** plain text, for e-mail and everything else */
  text: string;
  /** a custom notification for Amazon Q Developer in chat applications, which subscribes by https */
  chat: ChatNotification;
}

/**
 * A custom notification as Amazon Q Developer in chat applications (formerly AWS Chatbot) renders it in Slack and Teams.
 * docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
interface ChatNotification {
  version: "1.0";
  source: "custom";
  content: {
    textType: "client-markdown";
    /** at most 250 characters */
    title: string;
    /** at most 8,000 characters */
    description: string;
    /** each at most 350 characters */
    nextSteps: string[];
    /** each at most 75 characters */
    keywords: string[];
  };
}

/** Where it happened. */
export interface Place {
  region: string;
  /** absent when the function was not told */
  account?: string;
}

/** Characters of all lines in a chat message, kept under the 8,000 of the description. */
const chatLength = 7_300;
/** Characters of all lines in the plain text: with the chat message well under the 256 KB of an SNS message. */
const textLength = 100_000;
const subjectLength = 100;

/** One piece of news, written. */
interface Item {
  severity: "Warning" | "Information";
  quota: NamedQuota;
  /** ends "<model> <kind> quota …" in a subject */
  short: string;
  /** the same, with figures */
  long: string;
}

/** One message for all news of one run, of which there is some; the gravest first. */
export function alertOf(news: News, place: Place): Alert {
  const items = itemsOf(news);
  const [first] = items;
  if (!first) throw new RangeError("there is nothing to tell");
  const where = place.account === undefined ? place.region : `account ${place.account}, ${place.region}`;
  const others = newsCount(news) - 1;
  const ending = `${others === 0 ? "" : `, and ${others} more`} (${place.region})`;
  const title = titleOf(first, ending);
  const steps = stepsOf(news, place.region, first.quota.code);
  const lines = (line: (item: Item) => string) => items.map(line);
  return {
    subject: title,
    text: [`${title}`, `In ${where}:`, "", ...fitting(lines(textLine), textLength), "", ...steps].join("\n"),
    chat: {
      version: "1.0",
      source: "custom",
      content: {
        textType: "client-markdown",
        title: first.severity === "Warning" ? `:warning: ${title}` : title,
        description: [`In ${where}:`, ...fitting(lines(chatLine), chatLength)].join("\n"),
        nextSteps: steps,
        keywords: ["Amazon Bedrock", `quota ${first.short}`.slice(0, 75)],
      },
    },
  };
}

/** Severity, model, what: a person reads a subject from the left, and SNS takes 100 characters. */
function titleOf({ severity, quota, short }: Item, ending: string): string {
  const rest = ` ${quota.kind.toUpperCase()} quota ${short}${ending}`;
  const room = Math.max(10, subjectLength - severity.length - 2 - rest.length);
  const model = ascii(quota.models[0] ?? quota.code) || quota.code;
  const name = model.length <= room ? model : `${model.slice(0, room - 3)}...`;
  return `${severity}: ${name}${rest}`.slice(0, subjectLength);
}

const ascii = (text: string): string => text.replaceAll(/[^!-~]/g, "");

function itemsOf({ changes, missing, unread, back, low }: News): Item[] {
  const item = (severity: Item["severity"], quota: NamedQuota, short: string, long = short): Item => ({
    severity,
    quota,
    short,
    long,
  });
  const lowered = changes.filter(isLowered);
  const raised = changes.filter((change) => !isLowered(change));
  return [
    ...lowered.map((change) => item("Warning", change, `lowered${percentOf(change)}`, step(change))),
    ...missing.map((quota) =>
      item("Warning", quota, "is not in the account", "not in this account any more, or never: its alarms are silent"),
    ),
    ...unread.map((quota) =>
      item(
        "Warning",
        quota,
        "can't be read",
        `can't be read (${quota.reason.slice(0, 300)}); a value known before stays`,
      ),
    ),
    ...low.map((quota) =>
      quota.value === 0
        ? item("Warning", quota, "is 0", `0${standardOf(quota)}: every request is throttled`)
        : item("Warning", quota, "is far under AWS's default", `${number(quota.value)}${standardOf(quota)}`),
    ),
    ...raised.map((change) => item("Information", change, `raised${percentOf(change)}`, step(change))),
    ...back.map((quota) =>
      item(
        "Information",
        quota,
        "has a value again",
        `has a value again: ${number(quota.value)}${quota.oldValue === undefined ? "" : `, before ${number(quota.oldValue)}`}`,
      ),
    ),
  ];
}

/** What to do, in the order of what there is. */
function stepsOf({ changes, missing, unread, low }: News, region: string, code: string): string[] {
  return [
    ...(changes.length > 0
      ? [
          "The dashboard and the alarms follow the new values by themselves: a lowered one at once, a raised one within the publisher's horizon. Nothing has to be deployed.",
        ]
      : []),
    ...(changes.some(isLowered) ? ["Check that the present use fits the lowered quota: its alarms may fire now."] : []),
    ...(missing.length > 0
      ? ["Missing: if the account really lacks it, leave that kind of quota out of the stack's config."]
      : []),
    ...(unread.length > 0
      ? ["Unread: look in Service Quotas whether the quota still has the value that the dashboard shows."]
      : []),
    ...(low.length > 0 ? ["Low: ask for more on the quota's page before the model is used."] : []),
    `If nobody asked for this, look in Service Quotas: ${quotaUrl(region, code)}`,
  ];
}

const textLine = ({ quota, long }: Item): string =>
  `- ${quota.models.join(", ")}: ${kindLabels[quota.kind]} ${long}\n  ${quota.name} (${quota.code})`;

const chatLine = ({ quota, long }: Item): string =>
  `• \`${quota.models.join("`, `")}\`: ${kindLabels[quota.kind]} *${long}*, ${quota.name} (${quota.code})`;

const step = (change: QuotaChange): string =>
  `${number(change.oldValue)} -> ${number(change.newValue)}${change.percent === undefined ? "" : ` (${signed(change.percent)})`}${change.origin === "default" ? ", AWS's default" : ""}`;

const percentOf = ({ percent }: QuotaChange): string =>
  percent === undefined ? "" : ` ${number(Math.abs(percent))} %`;

const signed = (percent: number): string => `${percent > 0 ? "+" : ""}${number(percent)} %`;

const standardOf = ({ standard }: { standard?: number }): string =>
  standard === undefined ? "" : `, AWS's default is ${number(standard)}`;

const number = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 1 });

/** The lines that fit, and how many more there are: the function's log has each of them. */
function fitting(lines: readonly string[], length: number): string[] {
  let used = 0;
  const taken = lines.filter((line) => {
    used += line.length + 1;
    return used <= length;
  });
  const left = lines.length - taken.length;
  return left === 0 ? taken : [...taken, `… and ${left} more, each in the publisher's log (events quota-…).`];
}
