import type { Notice } from "./notice.ts";

/**
 * Bytes of a message's JSON. Teams takes about 28 KB (learn.microsoft.com/connectors/teams, "Message size limit"), and
 * what a workflow adds is not known.
 */
export const teamsLimit = 24_000;

type Run = {
  type: "TextRun";
  text: string;
  size?: "medium";
  weight?: "bolder";
  color?: "attention" | "good" | "default";
};
type Element =
  | { type: "RichTextBlock"; inlines: Run[]; spacing?: "none" }
  | { type: "TextBlock"; text: string; wrap: true }
  | { type: "FactSet"; facts: { title: string; value: string }[] };

/**
 * The body of a request to a workflow "When a Teams webhook request is received", and to an incoming webhook of old:
 * learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
export interface TeamsMessage {
  type: "message";
  attachments: [{ contentType: "application/vnd.microsoft.card.adaptive"; contentUrl: null; content: AdaptiveCard }];
}

interface AdaptiveCard {
  $schema: string;
  type: "AdaptiveCard";
  /** Teams shows 1.4 everywhere, webhooks included */
  version: "1.4";
  fallbackText: string;
  body: Element[];
  actions?: { type: "Action.OpenUrl"; title: string; url: string }[];
}

const colors = { ALARM: "attention", OK: "good", news: "default" } as const;

/**
 * A notice as an Adaptive Card. Text of others stands in text runs, which know no Markdown; lines that do not fit are
 * left out from the end, and it is said.
 */
export function teamsMessage(notice: Notice): TeamsMessage {
  const lines = notice.text.filter((line) => line.trim() !== "");
  for (let count = lines.length; count > 0; count = Math.floor(count * 0.9)) {
    const text =
      count === lines.length ? lines : [...lines.slice(0, count), `… and ${lines.length - count} more lines`];
    const message = cardOf(notice, text);
    if (sizeOf(message) <= teamsLimit) return message;
  }
  const short = cardOf(notice, lines.length === 0 ? [] : [`${(lines[0] ?? "").slice(0, 1_000)}…`]);
  return sizeOf(short) <= teamsLimit ? short : cardOf({ ...notice, advice: [], facts: [] }, []);
}

const sizeOf = (message: TeamsMessage): number => Buffer.byteLength(JSON.stringify(message));

function cardOf({ state, title, advice, facts, link }: Notice, text: readonly string[]): TeamsMessage {
  const heading = title.slice(0, 300);
  const content: AdaptiveCard = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    fallbackText: heading,
    body: [
      rich({ text: heading, size: "medium", weight: "bolder", color: colors[state] }),
      ...advice.map((paragraph) => ({ type: "TextBlock" as const, text: paragraph, wrap: true as const })),
      ...text.map((line) => ({ ...rich({ text: line }), spacing: "none" as const })),
      ...(facts.length === 0
        ? []
        : [{ type: "FactSet" as const, facts: facts.map(([name, value]) => ({ title: name, value })) }]),
    ],
    ...(link && { actions: [{ type: "Action.OpenUrl" as const, title: link.title, url: link.url }] }),
  };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }],
  };
}

const rich = (run: Omit<Run, "type">) => ({
  type: "RichTextBlock" as const,
  inlines: [{ type: "TextRun" as const, ...run }],
});
