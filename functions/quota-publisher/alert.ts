import { quotaUrl } from "../../monitoring/console.ts";
import { kindLabels, type QuotaCode } from "../../words/words.ts";
import { isLowered, type NamedQuota, type News, newsCount, type QuotaChange } from "./news.ts";

/** What people are told, in the forms that SNS hands to each kind of subscriber. */
export interface Alert {
  /** at most 100 ASCII characters: SNS refuses more. API Publish (botocore 1.43.11, sns) */
  subject: string;
  /** plain text, for e-mail and everything else */
  text: string;
  /** for programs: a custom notification for Amazon Q Developer in chat applications, and in it the news as data */
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
  /** of the page above, "Event schema"; what Amazon Q shows nobody, and other subscribers read: docs/alerts.md */
  metadata: {
    summary: string;
    eventType: "bedrock-headroom quota news" | "bedrock-headroom fleet digest";
    /** quota codes, and ids of models and profiles that no target counts */
    relatedResources: string[];
    additionalContext: {
      region: string;
      account?: string;
      /** JSON text: a list of ProgramItem, the gravest first, as many as fit; empty in a digest */
      news: string;
    };
  };
}

/** One piece of news for programs. */
interface ProgramItem {
  severity: Item["severity"];
  /** what is new, in a few words */
  what: string;
  /** of a quota */
  code?: QuotaCode;
  kind?: string;
  models?: string[];
  /** Service Quotas' own numbers, where they are known */
  oldValue?: number;
  newValue?: number;
  /** an id that has use and no target */
  id?: string;
}

/** Where it happened. */
export interface Place {
  region: string;
  /** absent when the function was not told */
  account?: string;
}

/** Characters of all lines in a chat message, kept under the 8,000 of the description. */
const chatLength = 7_300;
/** Characters of the news as data: its message stands in the forms of four protocols. */
const newsLength = 8_000;
/** Characters of all lines in the plain text: with the chat message well under the 256 KB of an SNS message. */
const textLength = 100_000;
const subjectLength = 100;

/** One piece of news, written. */
interface Item {
  severity: "Warning" | "Information";
  /** what it is of, as a subject begins */
  name: string;
  /** what goes on after it in a subject, e.g. "TPM quota lowered 50 %" */
  short: string;
  /** a line of plain text, and one of chat */
  text: string;
  chat: string;
  /** the quota, where it is of one */
  code?: QuotaCode;
  data: ProgramItem;
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
  const steps = stepsOf(news, place.region, items.find(({ code }) => code !== undefined)?.code);
  return {
    subject: title,
    text: [
      `${title}`,
      `In ${where}:`,
      "",
      ...fitting(
        items.map((item) => item.text),
        textLength,
      ),
      "",
      ...steps,
    ].join("\n"),
    chat: {
      version: "1.0",
      source: "custom",
      content: {
        textType: "client-markdown",
        title: first.severity === "Warning" ? `:warning: ${title}` : title,
        description: [
          `In ${where}:`,
          ...fitting(
            items.map((item) => item.chat),
            chatLength,
          ),
        ].join("\n"),
        nextSteps: steps,
        keywords: ["Amazon Bedrock", first.short.slice(0, 75)],
      },
      metadata: {
        summary: title,
        eventType: "bedrock-headroom quota news",
        relatedResources: items.slice(0, mostResources).map(({ data }) => data.code ?? data.id ?? ""),
        additionalContext: {
          region: place.region,
          ...(place.account !== undefined && { account: place.account }),
          news: `[${fittingData(items)}]`,
        },
      },
    },
  };
}

const mostResources = 20;

/** As many items as fit, as JSON. */
function fittingData(items: readonly Item[]): string {
  let text = "";
  for (const { data } of items) {
    const more = `${text === "" ? "" : `${text},`}${JSON.stringify(data)}`;
    if (more.length > newsLength) break;
    text = more;
  }
  return text;
}

/** Severity, model, what: a person reads a subject from the left, and SNS takes 100 characters. */
function titleOf({ severity, name, short }: Item, ending: string): string {
  const rest = ` ${short}${ending}`;
  const room = Math.max(10, subjectLength - severity.length - 2 - rest.length);
  const plain = ascii(name);
  return `${severity}: ${plain.length <= room ? plain : `${plain.slice(0, room - 3)}...`}${rest}`.slice(
    0,
    subjectLength,
  );
}

const ascii = (text: string): string => text.replaceAll(/[^!-~]/g, "");

function itemsOf({ changes, missing, unread, back, low, uncounted }: News): Item[] {
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
    ...uncounted.map(uncountedItem),
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

/** News of a quota. @param long what its line says, with figures; as the subject where it is left out */
function item(severity: Item["severity"], quota: NamedQuota, short: string, long = short): Item {
  const { models, kind, code, name } = quota;
  return {
    severity,
    name: ascii(models[0] ?? code) === "" ? code : (models[0] ?? code),
    short: `${kind.toUpperCase()} quota ${short}`,
    text: `- ${models.join(", ")}: ${kindLabels[kind]} ${long}\n  ${name} (${code})`,
    chat: `• \`${models.join("`, `")}\`: ${kindLabels[kind]} *${long}*, ${name} (${code})`,
    code,
    data: { severity, what: short, code, kind, models, ...valuesOf(quota) },
  };
}

/** The values of a change, of a quota that is far too low, or of one that is back. */
const valuesOf = (quota: NamedQuota & { oldValue?: number; newValue?: number; value?: number }) => {
  const newValue = quota.newValue ?? quota.value;
  return {
    ...(quota.oldValue !== undefined && { oldValue: quota.oldValue }),
    ...(newValue !== undefined && { newValue }),
  };
};

/** An id that has use and no target. */
function uncountedItem(id: string): Item {
  const hint = hintOn(id);
  return {
    severity: "Warning",
    name: id,
    short: "is used, and no alarm counts it",
    text: `- ${id}: is used, and no target of the stack counts it\n  ${hint}`,
    chat: `• \`${id}\`: *is used, and no target of the stack counts it*. ${hint}`,
    data: { severity: "Warning", what: "is used, and no target counts it", id },
  };
}

/** What an id is, as far as it tells, and where it would be counted. */
function hintOn(id: string): string {
  const [, type, name] = /^arn:aws[\w-]*:bedrock:[\w-]*:\d*:([\w-]+)\/(.+)$/.exec(id) ?? [];
  if (type === "inference-profile")
    return `Calls by the ARN of ${name}, which CloudWatch shows apart: list the ARN in applicationProfiles of its model's entry, or write discover there.`;
  if (type === "foundation-model") return `Calls by the ARN of ${name}: add that model to models, on demand.`;
  if (type === "application-inference-profile")
    return "Calls by an application profile's ARN, which CloudWatch shows apart: write discover in applicationProfiles.";
  if (type !== undefined)
    return `A call by ARN (${type}): whose quota it draws on, if any, can't be told; publisher.uncounted leaves it out.`;
  if (id.includes(".")) return "A model or a system profile: add it to models.";
  return "An application profile, if anything: list it in applicationProfiles of the model it was made from, or write discover there.";
}

/** What to do, in the order of what there is. */
function stepsOf({ changes, missing, unread, low, uncounted }: News, region: string, code?: string): string[] {
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
    ...(low.length > 0
      ? [`Low: ask for more before the model is used: \`headroom increase --region ${region}\` prepares it.`]
      : []),
    ...(uncounted.length > 0
      ? [
          `Uncounted: \`headroom usage --region ${region}\` shows which quota each draws on. What is left out knowingly, or is another stack's, goes into publisher.uncounted.ignore.`,
        ]
      : []),
    ...(code === undefined ? [] : [`If nobody asked for this, look in Service Quotas: ${quotaUrl(region, code)}`]),
  ];
}

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
  return left === 0
    ? taken
    : [...taken, `… and ${left} more, each in the publisher's log (events quota-…, ids-uncounted).`];
}
