import type { WebhookType } from "./webhook.ts";

/** A webhook's URL: whoever knows it can post, so it is in no message, log or error. */
export interface Address {
  url: string;
  /** whether the host is one of Slack's or Microsoft's own */
  known: boolean;
}

/**
 * The services' own hosts. Slack: hooks.slack.com, GovSlack's hooks.slack-gov.com. Teams: workflows (logic.azure.com and,
 * since 2025, api.powerplatform.com) and the incoming webhooks of old (webhook.office.com).
 */
const hosts: Readonly<Record<WebhookType, RegExp>> = {
  slack: /^hooks\.slack(-gov)?\.com$/,
  teams: /\.(logic\.azure\.com|logic\.azure\.us|api\.powerplatform\.com|webhook\.office\.com)$/,
};

/**
 * The URL in a secret's text: the text itself, or JSON as the console's key/value form writes it, with the key `url` or
 * one key only. Other hosts are taken, and said: companies have relays, and who may write the secret may as well choose
 * another webhook. Only https is.
 * @throws Error that says nothing of the text
 */
export function addressIn(secret: string, type: WebhookType): Address {
  const text = urlText(secret.trim());
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new Error('the secret holds no URL: store the URL itself, or {"url": "…"}');
  if (url.protocol !== "https:") throw new Error("the secret's URL is not https");
  if (url.username !== "" || url.password !== "") throw new Error("the secret's URL holds a user or a password");
  return { url: url.href, known: hosts[type].test(url.hostname) };
}

function urlText(secret: string): string | undefined {
  if (!secret.startsWith("{")) return secret;
  try {
    const found = JSON.parse(secret) as Record<string, unknown>;
    const values = Object.values(found).filter((value) => typeof value === "string");
    return typeof found["url"] === "string" ? found["url"] : values.length === 1 ? values[0] : undefined;
  } catch {
    return undefined;
  }
}
