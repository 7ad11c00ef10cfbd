import { quotaUrl } from "../../monitoring/console.ts";
import { kindLabels } from "../../words/words.ts";
import { isLowered, type QuotaChange } from "./changes.ts";

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

/** Where a change happened. */
export interface Place {
  region: string;
  /** absent when the function was not told */
  account?: string;
}

/** Characters of all lines in a chat message, kept under the 8,000 of the description. */
const chatLength = 7_500;
/** Characters of all lines in the plain text: with the chat message well under the 256 KB of an SNS message. */
const textLength = 100_000;

/** One alert for all changes of one reading; `changes` is not empty and has the lowered ones first. */
export function alertOf(changes: readonly QuotaChange[], place: Place): Alert {
  const lowered = changes.filter(isLowered).length;
  const title = titleOf(lowered, changes.length - lowered);
  const where = place.account === undefined ? place.region : `account ${place.account}, ${place.region}`;
  const effect = "The dashboard and the alarms already follow the new values. Nothing has to be deployed.";
  const steps = [
    ...(lowered > 0 ? ["Check that the present use fits the lowered quota: its alarms may fire now."] : []),
    `If nobody asked for this change, look in Service Quotas: ${quotaUrl(place.region, changes[0]?.code ?? "")}`,
  ];
  return {
    subject: `${title} (${place.region})`,
    text: [`${title} in ${where}.`, "", ...fitting(changes.map(textLine), textLength), "", effect, ...steps].join("\n"),
    chat: {
      version: "1.0",
      source: "custom",
      content: {
        textType: "client-markdown",
        title: lowered > 0 ? `:warning: ${title}` : title,
        description: [`In ${where}:`, ...fitting(changes.map(chatLine), chatLength), effect].join("\n"),
        nextSteps: steps,
        keywords: ["Amazon Bedrock", lowered > 0 ? "quota lowered" : "quota raised"],
      },
    },
  };
}

/** A lowered quota is a warning, and comes first; a raised one is information. */
function titleOf(lowered: number, raised: number): string {
  const quotas = (count: number) => `${count} Bedrock quota${count === 1 ? "" : "s"}`;
  if (lowered === 0) return `Information: quota raised - ${quotas(raised)}`;
  return `Warning: quota lowered - ${quotas(lowered)}${raised === 0 ? "" : `, and ${raised} raised`}`;
}

const textLine = (change: QuotaChange): string =>
  `- ${change.models.join(", ")}: ${kindLabels[change.kind]} ${step(change)}\n  ${change.name} (${change.code})`;

const chatLine = (change: QuotaChange): string =>
  `• \`${change.models.join("`, `")}\`: ${kindLabels[change.kind]} *${step(change)}*, ${change.name} (${change.code})`;

function step({ oldValue, newValue, percent, origin }: QuotaChange): string {
  const size = percent === undefined ? "" : ` (${percent > 0 ? "+" : ""}${number(percent)} %)`;
  return `${number(oldValue)} -> ${number(newValue)}${size}${origin === "default" ? ", AWS's default" : ""}`;
}

const number = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 1 });

/** The lines that fit, and how many more there are: the function's log has each of them. */
function fitting(lines: readonly string[], length: number): string[] {
  let used = 0;
  const taken = lines.filter((line) => {
    used += line.length + 1;
    return used <= length;
  });
  const left = lines.length - taken.length;
  return left === 0 ? taken : [...taken, `… and ${left} more, each in the publisher's log (event quota-changed).`];
}
