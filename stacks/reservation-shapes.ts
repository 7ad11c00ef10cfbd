/** The shape of `reservation`, which a stack and a model of it both have. What goes together: reservations.ts. */
import * as z from "zod";
import { clientNamespace } from "../monitoring/reservation/metrics.ts";
import { off, severityName, threshold } from "./alarm-shapes.ts";
import { says } from "./says.ts";

/** AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter, logGroupName */
const logGroup = says(z.string().regex(/^[.\-_/#A-Za-z0-9]{1,512}$/), {
  description: "With source logs: the log group of the stack's Region that Bedrock's model invocation logs go to.",
  errorMessage: "must be the name of a log group: 1 to 512 letters, digits and . - _ / #",
  examples: ["/aws/bedrock/invocations"],
});

/** AmazonCloudWatch/latest/APIReference/API_Dimension: 1 to 1,024 ASCII characters, not beginning with a colon */
const application = says(z.string().regex(/^(?!:)[\x21-\x7e][\x20-\x7e]{0,254}$/), {
  errorMessage: "must be an application's name, as it is given to the client library",
  examples: ["checkout"],
});

export const reservation = says(
  z.strictObject({
    source: says(z.enum(["logs", "client", "estimate"]), {
      description:
        "Where it is seen: logs (metric filters on the model invocation logs), client (applications with the client library), or estimate (requests × max_tokens, an upper bound).",
      errorMessage: "must be logs, client or estimate",
      examples: ["estimate"],
    }).optional(),
    logGroup: logGroup.optional(),
    enableLogging: says(z.boolean(), {
      description:
        "With source logs, in `reservation` of the stack: switch model invocation logging on in the whole Region, into logGroup, which the stack makes. It stores prompts and answers, and takes the place of any logging that is on. Default: false.",
      errorMessage: "must be true or false",
      examples: [true],
    }).optional(),
    applications: says(z.array(application).min(1), {
      description: "With source client: the applications, by the names that they give to the client library.",
      errorMessage: "must be a list of at least one application",
      examples: [["checkout"]],
    }).optional(),
    namespace: says(z.string().regex(/^(?!AWS\/)[\x21-\x39\x3b-\x7e]{1,255}$/), {
      description: `With source client: the namespace that they publish in. Default: ${clientNamespace}.`,
      errorMessage: "must be a namespace of CloudWatch: 1 to 255 characters without spaces and colons, not AWS/…",
      examples: [clientNamespace],
    }).optional(),
    maxTokens: says(z.int().min(1).max(10_000_000), {
      description:
        "Output tokens that Bedrock holds for a request without max_tokens; with source estimate, for every request. Default: the model's largest, where the registry knows it.",
      errorMessage: "must be a whole number of tokens",
      examples: [8192],
    }).optional(),
    thresholds: says(z.record(severityName, z.union([threshold, ...off])), {
      description:
        "Alarms on what is taken (held at once + used) of the tokens-per-minute quota, by the stack's severities; off drops one. Default: none.",
      errorMessage: "must be a percentage of the quota from 1 to 100 for each severity, or off",
      examples: [{ warning: 80 }],
    }).optional(),
  }),
  {
    description:
      "Shows what Bedrock reserves (input + max_tokens) beside what is used, and can alarm on it: docs/reservation.md. An entry of models changes single keys. Default: not looked at.",
    errorMessage: "must be a map with source",
    examples: [{ source: "estimate" }],
  },
);
export type ReservationConfig = z.output<typeof reservation>;

/** In an entry of `models`, which may also leave the model out. */
export const reservationOrOff = says(z.union([reservation, ...off]), {
  errorMessage: "must be a map, or off",
  examples: [{ maxTokens: 4096 }, "off"],
});
