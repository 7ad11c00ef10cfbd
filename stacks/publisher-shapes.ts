/** The shape of `publisher`. */
import * as z from "zod";
import { says } from "./says.ts";

/** CloudWatch Logs takes these alone. AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const subnetId = says(z.string().regex(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/), {
  errorMessage: "must be a subnet's id: subnet- and 8 or 17 digits or letters a to f",
  examples: ["subnet-0123456789abcdef0"],
});
const securityGroupId = says(z.string().regex(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/), {
  errorMessage: "must be a security group's id: sg- and 8 or 17 digits or letters a to f",
  examples: ["sg-0123456789abcdef0"],
});

const octet = String.raw`(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const ipv4Range = new RegExp(String.raw`^(${octet}\.){3}${octet}/\d{1,2}$`);

/** One map for both forms, so that each wrong part is told by itself; which keys go together: publisher-vpc.ts. */
const publisherVpc = says(
  z.strictObject({
    create: says(z.literal(true), {
      description:
        "Make a small VPC for the function: isolated subnets, an endpoint for each service it calls, no NAT.",
      errorMessage: "must be true, which makes a VPC; leave it out to use existing subnets",
      examples: [true],
    }).optional(),
    cidr: says(z.string().regex(ipv4Range), {
      description: "With create: the VPC's private IPv4 range, /16 to /28. Default: 10.20.0.0/24.",
      errorMessage: "must be an IPv4 range: four numbers up to 255, a slash and the length of the prefix",
      examples: ["10.20.0.0/24"],
    }).optional(),
    zones: says(z.int().min(1).max(3), {
      description: "With create: in how many Availability Zones. Each pays for its own endpoints. Default: 1.",
      errorMessage: "must be a whole number of Availability Zones from 1 to 3",
      examples: [2],
    }).optional(),
    subnetIds: says(z.array(subnetId).min(1), {
      description: "Existing subnets, from which Service Quotas, CloudWatch and SNS can be reached.",
      errorMessage: "must be a list of at least one subnet id",
      examples: [["subnet-0123456789abcdef0"]],
    }).optional(),
    securityGroupIds: says(z.array(securityGroupId).min(1), {
      description: "Existing security groups that let the function out to port 443.",
      errorMessage: "must be a list of at least one security group id",
      examples: [["sg-0123456789abcdef0"]],
    }).optional(),
  }),
  {
    description:
      "Attaches the function to a VPC: a small one of its own (create), or existing subnets and security groups. Default: none; docs/decisions/vpc.md.",
    errorMessage: "must be a map with create, or one with subnetIds and securityGroupIds",
    examples: [
      { create: true },
      { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
    ],
  },
);
export type PublisherVpcConfig = z.output<typeof publisherVpc>;

const uncounted = says(
  z.union([
    z.literal("off"),
    z.literal(false),
    z.strictObject({
      ignore: says(
        z.array(
          says(z.string().min(1), {
            errorMessage: "must be an id, or a pattern with *",
            examples: ["amazon.titan-*"],
          }),
        ),
        {
          description: "Ids and patterns that are left out knowingly, such as those of another stack in the Region.",
          errorMessage: "must be a list of ids or patterns",
          examples: [["amazon.titan-*", "abc123def456"]],
        },
      ).optional(),
    }),
  ]),
  {
    description:
      "Every ten minutes the publisher looks which models and profiles have use that no target of the stack counts, and tells of new ones. ignore leaves some out; off switches it off.",
    errorMessage: "must be off, or a map with ignore",
    examples: [{ ignore: ["amazon.titan-*"] }, "off"],
  },
);

export const publisher = says(
  z.strictObject({
    refreshMinutes: says(z.int().min(1).max(1440), {
      description: "How often Service Quotas is read again. Default: 15.",
      errorMessage: "must be a whole number of minutes from 1 to 1440",
      examples: [15],
    }).optional(),
    // The alarm that the publisher is dead takes five minutes: with fewer than six the usage alarms would be blind first.
    horizonMinutes: says(z.int().min(6).max(60), {
      description:
        "How many minutes ahead the quotas are published. So long the usage alarms still see when the publisher dies, and so late a raised quota counts (a lowered one counts at once). Default: 10.",
      errorMessage: "must be a whole number of minutes from 6 to 60",
      examples: [10],
    }).optional(),
    logRetentionDays: says(z.literal(retentionDays), {
      description: "How long the publisher's logs are kept. Default: 30.",
      errorMessage: `must be a number of days that CloudWatch Logs takes: ${retentionDays.join(", ")}`,
      examples: [30],
    }).optional(),
    uncounted: uncounted.optional(),
    vpc: publisherVpc.optional(),
  }),
  {
    description: "The function that publishes the quotas' values every minute.",
    errorMessage: "must be a map",
    examples: [{ refreshMinutes: 15 }],
  },
);
