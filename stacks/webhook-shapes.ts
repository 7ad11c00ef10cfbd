/** The shape of `alerts.webhooks`. */
import * as z from "zod";
import { severityName } from "./alarm-shapes.ts";
import { says } from "./says.ts";

const key = "arn:aws:kms:us-east-1:123456789012:key/11112222-3333-4444-5555-666677778888";
const secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-webhook-AbCdEf";

/** A secret's name: secretsmanager/latest/apireference/API_CreateSecret; six characters of AWS's own end the ARN. */
const secretArn = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}$/;

export const webhooks = says(
  z.array(
    says(
      z.strictObject({
        type: says(z.enum(["slack", "teams"]), {
          description: "slack: an incoming webhook. teams: a workflow's webhook.",
          errorMessage: 'must be "slack" or "teams"',
          examples: ["slack"],
        }),
        secretArn: says(z.string().regex(secretArn), {
          description: "The secret in Secrets Manager that holds the webhook's URL, as text or as {url: …}.",
          errorMessage: "must be the full ARN of a secret in Secrets Manager, with the six characters at its end",
          examples: [secret],
        }),
        kmsKeyArn: says(z.string().regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,256}$/), {
          description: "The secret's customer-managed key, where it has one.",
          errorMessage: "must be the ARN of a KMS key (arn:…:key/…, not an alias)",
          examples: [key],
        }).optional(),
        severities: says(z.array(severityName), {
          description: "Whose messages it gets; left out: all.",
          errorMessage: "must be a list of the stack's severities",
          examples: [["critical"]],
        }).optional(),
      }),
      {
        errorMessage: "must be a map with type and secretArn",
        examples: [{ type: "slack", secretArn: secret }],
      },
    ),
  ),
  {
    description: "Webhooks of Slack or Teams, posted to without Amazon Q; each URL is kept in Secrets Manager.",
    errorMessage: "must be a list of maps with type and secretArn",
    examples: [[{ type: "slack", secretArn: secret }]],
  },
);
