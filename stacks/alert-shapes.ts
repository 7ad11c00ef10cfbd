/** The shape of `alerts`. */
import * as z from "zod";
import { slackApiRegions } from "../monitoring/slack-api.ts";
import { severityName } from "./alarm-shapes.ts";
import { says } from "./says.ts";
import { webhooks } from "./webhook-shapes.ts";

const topicArn = says(z.string().regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/), {
  errorMessage: "must be the ARN of an SNS topic",
  examples: ["arn:aws:sns:us-east-1:123456789012:on-call"],
});
const topics = z.array(topicArn);

/** One map for both forms, so that each wrong part is told by itself; which keys go together: slack.ts. */
const slack = says(
  z.strictObject({
    workspaceId: says(z.string().regex(/^T[A-Z0-9]{1,254}$/), {
      errorMessage: "must be a Slack workspace id: T and capital letters or digits",
      examples: ["T0123456789"],
    }).optional(),
    channelId: says(z.string().regex(/^[CG][A-Z0-9]{1,254}$/), {
      errorMessage: "must be a Slack channel id: C or G and capital letters or digits, not the channel's name",
      examples: ["C0123456789"],
    }).optional(),
    region: says(z.enum(slackApiRegions), {
      description:
        "The Region that Amazon Q's API is called in, where a policy forbids others. Default: the stack's own, or us-east-2.",
      errorMessage: `must be a Region that has the API of Amazon Q Developer in chat applications: ${slackApiRegions.join(", ")}`,
      examples: ["eu-west-1"],
    }).optional(),
    topics: says(topics, {
      description: "Other stacks' topics that the channel takes too, of this account and any Region.",
      errorMessage: "must be a list of topic ARNs",
      examples: [["arn:aws:sns:us-west-2:123456789012:bedrock-headroom-us-west-2-critical"]],
    }).optional(),
    existing: says(
      z.string().regex(/^arn:aws:chatbot::\d{12}:chat-configuration\/slack-channel\/[A-Za-z0-9_-]{1,128}$/),
      {
        description: "The ARN of the channel's configuration where another stack has it: this one makes topics alone.",
        errorMessage:
          "must be the ARN of a Slack channel's configuration: arn:aws:chatbot::…:chat-configuration/slack-channel/…",
        examples: ["arn:aws:chatbot::123456789012:chat-configuration/slack-channel/bedrock-headroom-us-east-1"],
      },
    ).optional(),
  }),
  {
    description: "A Slack channel; the workspace must be authorised once in Amazon Q Developer in chat applications.",
    errorMessage: "must be a map with workspaceId and channelId, or with existing",
    examples: [{ workspaceId: "T0123456789", channelId: "C0123456789" }],
  },
);
export type SlackConfig = z.output<typeof slack>;

export const alerts = says(
  z.strictObject({
    email: says(
      z.array(says(z.email(), { errorMessage: "must be an e-mail address", examples: ["platform-team@example.com"] })),
      {
        description: "Who gets every severity by e-mail. AWS asks each address to confirm.",
        errorMessage: "must be a list of e-mail addresses",
        examples: [["platform-team@example.com"]],
      },
    ).optional(),
    slack: slack.optional(),
    webhooks: webhooks.optional(),
    topics: says(z.union([topics, z.record(severityName, topics)]), {
      description: "Existing SNS topics to notify too: a list for every severity, or a map from severity to list.",
      errorMessage: "must be a list of topic ARNs, or a map from severity to such a list",
      examples: [
        ["arn:aws:sns:us-east-1:123456789012:on-call"],
        { critical: ["arn:aws:sns:us-east-1:123456789012:on-call"] },
      ],
    }).optional(),
    notify: says(z.enum(["each", "model", "stack", "composite"]), {
      description:
        "each: every alarm notifies. model: one for each model and severity does. stack: one for each severity; a second model is not told while a first one is on. composite: an older word for stack. Default: each.",
      errorMessage: 'must be "each", "model" or "stack"',
      examples: ["each"],
    }).optional(),
    kmsKeyArn: says(z.string().regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,256}$/), {
      description: "An existing customer-managed key for the topics; without it the stack makes one.",
      errorMessage: "must be the ARN of a KMS key (arn:…:key/…, not an alias)",
      examples: ["arn:aws:kms:us-east-1:123456789012:key/11112222-3333-4444-5555-666677778888"],
    }).optional(),
  }),
  {
    description: "Who is told when an alarm fires.",
    errorMessage: "must be a map",
    examples: [{ email: ["platform-team@example.com"] }],
  },
);
