/** The shape of `fleet`. */
import * as z from "zod";
import { says } from "./says.ts";

const stackName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

const place = says(
  z.strictObject({
    stack: says(stackName, {
      description: "The stack's name, as it is deployed.",
      errorMessage: "must be a stack's name: letters, digits, - and _",
      examples: ["payments-us-east-1"],
    }),
    file: says(stackName, {
      description: "The stack file that it was made from, Pulumi.<file>.yaml. Default: the stack's own.",
      errorMessage: "must be a stack's name: letters, digits, - and _",
      examples: ["us-east-1"],
    }).optional(),
    account: says(z.string().regex(/^\d{12}$/), {
      description: "The account that it is in, where it is another one: a source account of this one.",
      errorMessage: "must be an account's twelve digits, in quotes",
      examples: ["111122223333"],
    }).optional(),
  }),
  { errorMessage: "must be a map with stack, and file or account", examples: [{ stack: "us-east-1" }] },
);

/** EventBridge Scheduler, scheduler/latest/UserGuide/schedule-types: rate(value unit), cron(six fields). */
const schedule = /^(rate\([1-9]\d* (hours?|days?)\)|cron\(\S+( \S+){5}\))$/;

export const fleet = says(
  z.strictObject({
    places: says(z.array(place).min(1), {
      description: "The stacks that are shown side by side.",
      errorMessage: "must be a list of stacks, at least one",
      examples: [[{ stack: "us-east-1" }]],
    }),
    digest: says(
      z.union([
        z.literal("off"),
        z.literal(false),
        z.strictObject({
          schedule: says(z.string().regex(schedule), {
            description: "When the message is sent, UTC. Default: cron(0 7 * * ? *), every day at 7.",
            errorMessage: "must be rate(n hours), rate(n days) or cron(…) with six fields",
            examples: ["cron(0 7 ? * MON-FRI *)"],
          }).optional(),
          hours: says(z.int().min(1).max(336), {
            description: "How many hours a message looks back. Default: 24.",
            // One-minute data points are kept for 15 days. AmazonCloudWatch/latest/APIReference/API_GetMetricData
            errorMessage: "must be a whole number of hours from 1 to 336",
            examples: [24],
          }).optional(),
        }),
      ]),
      { errorMessage: "must be off, or a map with schedule or hours", examples: [{ hours: 24 }] },
    ).optional(),
  }),
  {
    description:
      "Makes the stack one that shows others: dashboards over Regions and accounts, and one message for all.",
    errorMessage: "must be a map with places",
    examples: [{ places: [{ stack: "us-east-1" }] }],
  },
);
