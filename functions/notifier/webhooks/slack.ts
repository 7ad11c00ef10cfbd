import type { Notice } from "./notice.ts";

/** Slack's limits, characters. docs.slack.dev/reference/block-kit/blocks: header, section; 50 blocks a message */
export const slackLimits = { header: 150, section: 3_000, contextElement: 3_000, blocks: 50 } as const;

interface Text {
  type: "plain_text" | "mrkdwn";
  text: string;
  emoji?: boolean;
}
export type SlackBlock =
  | { type: "header"; text: Text }
  | { type: "section"; text: Text }
  | { type: "context"; elements: Text[] };

/** The body of an incoming webhook's request. docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export interface SlackMessage {
  /** what a notification shows */
  text: string;
  blocks: SlackBlock[];
}

const signs = { ALARM: "🔴", OK: "✅", news: "ℹ️" } as const;

/**
 * A notice in Block Kit. The link stands in text: a button would call the app back, and a webhook's app has nobody who
 * answers. Text of others is plain, so that nothing in it is a mention or a format.
 */
export function slackMessage({ state, title, advice, text, facts, link }: Notice): SlackMessage {
  const heading = `${signs[state]} ${title}`;
  const said = fitting(text, slackLimits.section, (line) => line);
  const advised = fitting(advice, slackLimits.section, mrkdwn);
  const end = [
    ...facts.map(([name, value]) => `${escaped(name)}: ${escaped(value)}`),
    ...(link ? [`<${link.url}|${escaped(link.title)}>`] : []),
  ];
  return {
    text: clipped(escaped(heading), slackLimits.section),
    blocks: [
      { type: "header", text: { type: "plain_text", text: clipped(heading, slackLimits.header), emoji: true } },
      ...section("mrkdwn", advised),
      ...section("plain_text", said),
      ...(end.length === 0
        ? []
        : [
            {
              type: "context" as const,
              elements: [
                { type: "mrkdwn" as const, text: fitting(end, slackLimits.contextElement, (line) => line, " · ") },
              ],
            },
          ]),
    ],
  };
}

/** Slack refuses a block without text. */
const section = (type: Text["type"], text: string): SlackBlock[] =>
  text.trim() === "" ? [] : [{ type: "section", text: { type, text } }];

/** The three characters that are Slack's own. docs.slack.dev/messaging/formatting-message-text, "Escaping text" */
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** What our descriptions use of Markdown, as Slack writes it. */
const mrkdwn = (line: string): string =>
  escaped(line)
    .replaceAll(/\[([^\]]+)\]\((https:[^)\s]+)\)/g, "<$2|$1>")
    .replaceAll(/\*\*([^*]+)\*\*/g, "*$1*");

/** Whole lines as far as they fit, so that no link and no escape is cut. */
function fitting(lines: readonly string[], limit: number, write: (line: string) => string, joiner = "\n"): string {
  const more = "…";
  let taken = "";
  for (const line of lines) {
    const next = taken === "" ? write(line) : `${taken}${joiner}${write(line)}`;
    if (next.length + joiner.length + more.length > limit)
      // Escaped, a character is five at most; a first line too long by itself is cut as plain text.
      return taken.trim() === "" ? `${escaped(clipped(line, Math.floor(limit / 5) - 1))}` : `${taken}${joiner}${more}`;
    taken = next;
  }
  return taken;
}

/** Never half of a character that is two units. */
const clipped = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
