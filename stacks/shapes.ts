/**
 * The shape of a stack's config: its keys, their types and the limits that a value has by itself.
 * What depends on the Region or on another value is checked in the files beside this one.
 * Each leaf says in `errorMessage` what is allowed and shows an example: reports and editors tell both.
 */
import * as z from "zod";
import { defaultThresholds } from "../monitoring/default-thresholds.ts";
import { limits } from "../monitoring/limits.ts";
import { type LimitKind, limitKinds } from "../words/limit-kinds.ts";
import { minute } from "../words/units.ts";
import { scopes } from "../words/words.ts";

interface Says {
  /** where the shape stands more than once: its name in the JSON Schema */
  id?: string;
  /** what the key is for; editors show it */
  description?: string;
  /** what is allowed, as the end of a sentence that begins with the value */
  errorMessage: string;
  examples: [unknown, ...unknown[]];
}

const says = <S extends z.ZodType>(schema: S, meta: Says): S => schema.meta({ ...meta });

/** CloudWatch Logs takes these alone. AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Longest name of a dashboard, and its characters. AmazonCloudWatch/latest/APIReference/API_PutDashboard */
const dashboardName = new RegExp(`^[A-Za-z0-9_-]{1,${limits.dashboardNameLength}}$`);

/**
 * Tag keys and values that AWS services take alike: batch/latest/userguide/tag-restrictions.
 * The prefix aws: is AWS's own, in any case, for keys and for values.
 */
const tagCharacters = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`;
/** Words that every object of JavaScript answers to. Pulumi asks the map of tags for them and fails on a text. */
const objectWords = "constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf";
/** Properties that begin with __ Pulumi keeps to itself. */
const tagKey = new RegExp(`^(?![aA][wW][sS]:|__|(${objectWords})$)${tagCharacters}{1,128}$`, "u");
const tagValue = new RegExp(`^(?![aA][wW][sS]:)${tagCharacters}{0,256}$`, "u");

const threshold = says(z.number().min(1).max(100), {
  errorMessage: "must be a percentage of the quota from 1 to 100 (70, not 0.7)",
  examples: [70],
});

/**
 * Part of the topics' and the alarms' names, hence short and plain. Programs read the topics by severity from an object,
 * and every object has a "constructor" already; its other words have capitals or underscores.
 */
const severityName = says(z.string().regex(/^(?!constructor$)[a-z][a-z0-9-]{0,30}$/), {
  errorMessage:
    "must be a name of at most 31 lower-case letters, digits and -, beginning with a letter, and not constructor",
  examples: ["warning"],
});

/** What undoes a setting that a less specific entry made. */
const off = [z.literal("off"), z.literal(false), z.null()] as const;

/** CloudWatch evaluates a window longer than a day once an hour only: `limits.alarmWindowSeconds`. */
const longestEvaluation = limits.alarmWindowSeconds / minute;
const minutes = says(z.int().min(1).max(longestEvaluation), {
  errorMessage: `must be a whole number of minutes from 1 to ${longestEvaluation}: an alarm looks back a day at most`,
  examples: [3],
});

const evaluationWindow = says(z.strictObject({ datapoints: minutes, of: minutes }), {
  errorMessage: 'must be a map with "datapoints" and "of", in minutes',
  examples: [{ datapoints: 2, of: 60 }],
});

const evaluation = says(z.union([evaluationWindow, z.record(severityName, evaluationWindow)]), {
  description:
    "An alarm on use fires when so many of the last so many minutes are at or over its threshold: one for all severities, or one for each named. Default: 1 of 60 at the severest, 2 of 60 below.",
  errorMessage: 'must be a map with "datapoints" and "of", in minutes, or a map from severity to such a map',
  examples: [{ datapoints: 2, of: 60 }, { warning: { datapoints: 3, of: 60 } }],
});
export type EvaluationConfig = z.output<typeof evaluation>;

const quotaCode = says(z.string().regex(/^L-[0-9A-F]{8}$/), {
  errorMessage: "must be a Service Quotas code: L- and eight digits or letters A to F",
  examples: ["L-0AD9BBE8"],
});

const codeOrNone = says(z.union([quotaCode, z.literal("none")]), {
  errorMessage: "must be a Service Quotas code (L- and eight digits or letters A to F), or none to leave the kind out",
  examples: ["L-0AD9BBE8", "none"],
});

const codeByKind = Object.fromEntries(limitKinds.map((kind) => [kind, codeOrNone.optional()])) as Record<
  LimitKind,
  z.ZodOptional<typeof codeOrNone>
>;

/** A profile's id, or its ARN. */
const applicationProfile = says(z.string().min(1).max(2048), {
  errorMessage: "must be the id or the ARN of an application inference profile",
  examples: ["abcd1234efgh"],
});
const applicationProfiles = z.array(applicationProfile);

export const modelName = says(z.string().min(1).max(2048), {
  id: "model",
  description: "A model id, a system-defined profile's id (its scope alone), or a pattern with *.",
  errorMessage: "must be a model id, a profile id or a pattern with *",
  examples: ["anthropic.claude-sonnet-5", "global.anthropic.claude-sonnet-5", "anthropic.*"],
});

const modelEntry = says(
  z.strictObject({
    model: modelName,
    scopes: says(z.array(z.enum(scopes)).min(1), {
      description: "How the model is called. Default: every way that the Region offers.",
      errorMessage: `must be a list of scopes: ${scopes.join(", ")}`,
      examples: [["cross-region", "global"]],
    }).optional(),
    thresholds: says(z.record(severityName, z.union([threshold, ...off])), {
      description: "Other thresholds than the stack's, by severity; off drops a severity here.",
      errorMessage: "must be a percentage of the quota from 1 to 100 for each severity, or off",
      examples: [{ warning: 60 }, { warning: "off" }],
    }).optional(),
    applicationProfiles: says(
      z.union([
        applicationProfiles,
        z.strictObject(
          Object.fromEntries(scopes.map((scope) => [scope, applicationProfiles.optional()])) as Record<
            (typeof scopes)[number],
            z.ZodOptional<typeof applicationProfiles>
          >,
        ),
      ]),
      {
        description:
          "Application inference profiles made from this model: their traffic draws on its quotas. A list when the entry has one scope, else a map from scope to list.",
        errorMessage: "must be a list of profile ids or ARNs, or a map from scope to such a list",
        examples: [["abcd1234efgh"], { global: ["abcd1234efgh"] }],
      },
    ).optional(),
    evaluation: evaluation.optional(),
    consumption: says(z.enum(["estimated", "formula"]), {
      description:
        "How tokens are counted: estimated is AWS's own figure (EstimatedTPMQuotaUsage), formula is input + cache write + burndown × output. Default: estimated.",
      errorMessage: 'must be "estimated" or "formula"',
      examples: ["estimated"],
    }).optional(),
    burndown: says(z.number().min(1).max(100), {
      description: "Tokens of quota that one output token takes, where AWS's documentation doesn't say or has changed.",
      errorMessage: "must be a number from 1 to 100: the tokens of quota that one output token takes",
      examples: [5],
    }).optional(),
    alarms: says(z.boolean(), {
      description: "false: charts only.",
      errorMessage: "must be true or false",
      examples: [false],
    }).optional(),
    serverErrorRate: says(z.union([z.number().gt(0).max(100), ...off]), {
      description: "Alarm when so many percent of the invocations end in a server error.",
      errorMessage: "must be a percentage over 0 and up to 100, or off",
      examples: [5],
    }).optional(),
    latencyAnomaly: says(z.union([z.boolean(), z.number().gt(0).max(10), z.literal("off"), z.null()]), {
      description: "Alarm when p90 latency leaves the band that CloudWatch expects. true: 2 standard deviations.",
      errorMessage: "must be true, off, or a number of standard deviations over 0 and up to 10",
      examples: [true, 3],
    }).optional(),
    quotas: says(z.strictObject(codeByKind), {
      description:
        "Quota codes by kind, for one model and scope whose quotas the registry does not know; none leaves a kind out: no alarm, not published.",
      errorMessage: "must be a map from kind of quota to its code, or to none",
      examples: [{ tpm: "L-0AD9BBE8" }, { tpd: "none" }],
    }).optional(),
  }),
  {
    errorMessage: "must be a model id, or a map with the key model",
    examples: [{ model: "anthropic.claude-sonnet-5" }],
  },
);
export type ModelEntry = z.output<typeof modelEntry>;

export const modelsItem = says(z.union([modelName, modelEntry]), {
  errorMessage: "must be a model id, or a map with the key model",
  examples: ["anthropic.claude-sonnet-5"],
});

const topicArn = says(z.string().regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/), {
  errorMessage: "must be the ARN of an SNS topic",
  examples: ["arn:aws:sns:us-east-1:123456789012:on-call"],
});
const topics = z.array(topicArn);

const alerts = says(
  z.strictObject({
    email: says(
      z.array(says(z.email(), { errorMessage: "must be an e-mail address", examples: ["platform-team@example.com"] })),
      {
        description: "Who gets every severity by e-mail. AWS asks each address to confirm.",
        errorMessage: "must be a list of e-mail addresses",
        examples: [["platform-team@example.com"]],
      },
    ).optional(),
    slack: says(
      z.strictObject({
        workspaceId: says(z.string().regex(/^T[A-Z0-9]{1,254}$/), {
          errorMessage: "must be a Slack workspace id: T and capital letters or digits",
          examples: ["T0123456789"],
        }),
        channelId: says(z.string().regex(/^[CG][A-Z0-9]{1,254}$/), {
          errorMessage: "must be a Slack channel id: C or G and capital letters or digits, not the channel's name",
          examples: ["C0123456789"],
        }),
      }),
      {
        description:
          "A Slack channel; the workspace must be authorised once in Amazon Q Developer in chat applications.",
        errorMessage: "must be a map with workspaceId and channelId",
        examples: [{ workspaceId: "T0123456789", channelId: "C0123456789" }],
      },
    ).optional(),
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

const publisher = says(
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
    vpc: publisherVpc.optional(),
  }),
  {
    description: "The function that publishes the quotas' values every minute.",
    errorMessage: "must be a map",
    examples: [{ refreshMinutes: 15 }],
  },
);

/** Every key of a stack's config, without the project's prefix. All are optional here; `models` is missed elsewhere. */
export const configShape = z.strictObject({
  models: says(z.union([z.literal("all"), z.array(modelsItem)]), {
    description: "What to monitor: all, or a list of models.",
    errorMessage: "must be all, or a list of models",
    examples: [["anthropic.claude-sonnet-5"], "all"],
  }).optional(),
  thresholds: says(z.record(severityName, threshold), {
    description: `The stack's severities and the share of a quota each begins at. Default: warning ${defaultThresholds.warning}, critical ${defaultThresholds.critical}.`,
    errorMessage: "must be a map from severity to percentage",
    examples: [{ ...defaultThresholds }],
  }).optional(),
  evaluation: evaluation.optional(),
  alerts: alerts.optional(),
  publisher: publisher.optional(),
  dashboard: says(
    z.strictObject({
      name: says(z.string().regex(dashboardName), {
        errorMessage: `must be a name of at most ${limits.dashboardNameLength} letters, digits, - and _`,
        examples: ["bedrock-headroom-us-east-1"],
      }).optional(),
    }),
    {
      description:
        "The CloudWatch dashboard. Dashboards are global in an account, so each stack needs a name of its own.",
      errorMessage: "must be a map",
      examples: [{ name: "bedrock-headroom-us-east-1" }],
    },
  ).optional(),
  tags: says(
    z.record(
      says(z.string().regex(tagKey), {
        errorMessage:
          "must be a tag key: 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws: or __, nor a word of JavaScript's objects such as constructor",
        examples: ["team"],
      }),
      says(z.string().regex(tagValue), {
        errorMessage: "must be text of up to 256 letters, digits, spaces and _ . : / = + - @, not beginning with aws:",
        examples: ["platform"],
      }),
    ),
    {
      description: "Tags for everything the stack creates.",
      errorMessage: "must be a map from tag key to text",
      examples: [{ team: "platform" }],
    },
  ).optional(),
  registry: says(z.string(), {
    description: "The Region whose models and quotas are known. Default, and the only choice that fits: aws:region.",
    errorMessage: "must be a Region's name",
    examples: ["us-east-1"],
  }).optional(),
});
export type Config = z.output<typeof configShape>;
