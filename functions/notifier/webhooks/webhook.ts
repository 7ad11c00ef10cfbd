/** Where a webhook leads, which decides the message's form. */
export type WebhookType = "slack" | "teams";

/** One webhook as the function is told of it. */
export interface Webhook {
  type: WebhookType;
  /** the secret in Secrets Manager that holds the URL */
  secretArn: string;
  /** names of the topics whose messages it gets */
  topics: readonly string[];
}

/** The environment variable that holds them, as JSON. */
export const webhooksVariable = "WEBHOOKS";

export const webhooksFrom = (environment: Readonly<Record<string, string | undefined>>): Webhook[] =>
  JSON.parse(environment[webhooksVariable] || "[]") as Webhook[];
