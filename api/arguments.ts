import type { Input } from "@pulumi/pulumi";
import type { ModelId } from "../registry/ids.ts";
import type { RegionName } from "../registry/regions.ts";
import type { LimitKind, QuotaCode, Scope } from "../words/words.ts";

/** First parts of the ids of system-defined inference profiles. */
export type ProfilePrefix = "amer" | "apac" | "au" | "ca" | "eu" | "global" | "in" | "jp" | "us" | "us-gov";

/** A model's id, a system-defined profile's id (its scope alone), or a pattern with `*`. */
export type ModelName = ModelId | `${ProfilePrefix}.${ModelId}` | `${string}*${string}` | "all";

/** What undoes a setting that a less specific entry made. */
export type Off = "off" | false | null;

/** Percent of a quota that each of the monitor's severities begins at: 70, not 0.7. */
export type Thresholds = Readonly<Record<string, number>>;

/** An alarm on use fires when `datapoints` of the last `of` minutes are at or over its threshold. */
export interface EvaluationWindow {
  /** minutes */
  readonly datapoints: number;
  /** minutes, 1,440 at most */
  readonly of: number;
}

/** How an alarm on use is evaluated: one way for all severities, or one for each named. */
export type EvaluationArgs = EvaluationWindow | Readonly<Record<string, EvaluationWindow>>;

/** Shows what Bedrock reserves (input + max_tokens) beside what is used: docs/reservation.md. */
export interface ReservationArgs {
  /** logs: the model invocation logs; client: applications with the client library; estimate: requests × max_tokens */
  readonly source?: "logs" | "client" | "estimate";
  /** with source logs: the log group of the Region that Bedrock's model invocation logs go to */
  readonly logGroup?: string;
  /** with source logs: switch model invocation logging on in the whole Region; it stores prompts and answers */
  readonly enableLogging?: boolean;
  /** with source client: the applications, by the names that they give to the client library */
  readonly applications?: readonly string[];
  /** with source client: the namespace that they publish in */
  readonly namespace?: string;
  /** tokens that Bedrock holds for a request without max_tokens; with source estimate, for every request */
  readonly maxTokens?: number;
  /** alarms on what is taken of the tokens-per-minute quota, by severity */
  readonly thresholds?: Readonly<Record<string, number | Off>>;
}

/** Ids or ARNs of application inference profiles. */
export type ApplicationProfiles = readonly Input<string>[];

interface ModelSettings {
  /** how the model is called; default: every way that the Region offers */
  readonly scopes?: readonly Scope[];
  /** other thresholds than the monitor's; `off` drops a severity here */
  readonly thresholds?: Readonly<Record<string, number | Off>>;
  /** profiles made from this model, whose traffic draws on its quotas; a list where the entry has one scope */
  readonly applicationProfiles?: "discover" | ApplicationProfiles | { readonly [S in Scope]?: ApplicationProfiles };
  readonly evaluation?: EvaluationArgs;
  /** estimated: AWS's own figure; formula: input + cache write + burndown × output. Default: estimated */
  readonly consumption?: "estimated" | "formula";
  /** tokens of quota that one output token takes, where AWS's documentation doesn't say or has changed */
  readonly burndown?: number;
  /** false: charts only */
  readonly alarms?: boolean;
  /** alarm when so many percent of the invocations end in a server error */
  readonly serverErrorRate?: number | Off;
  /** alarm when p90 latency leaves the band that CloudWatch expects; true: 2 standard deviations */
  readonly latencyAnomaly?: boolean | number | "off" | null;
  readonly reservation?: ReservationArgs | Off;
}

/** Quota codes by kind; `none` leaves a kind out: no alarm, not published. */
export type QuotaCodes = { readonly [Kind in LimitKind]?: QuotaCode | "none" };

/** A model with settings of its own. One that no list has yet is named with the codes of its quotas. */
export type ModelEntryArgs =
  | (ModelSettings & { readonly model: ModelName; readonly quotas?: QuotaCodes })
  | (ModelSettings & { readonly model: string; readonly quotas: QuotaCodes });

export interface SlackArgs {
  /** T and capital letters or digits */
  readonly workspaceId?: Input<string>;
  /** C or G and capital letters or digits */
  readonly channelId?: Input<string>;
  /** where Amazon Q's API is called; default: the monitor's Region, or us-east-2 */
  readonly region?: string;
  /** other monitors' topics that the channel takes too, of this account and any Region */
  readonly topics?: readonly Input<string>[];
  /** ARN of the channel's configuration where somebody else has it: topics are made alone */
  readonly existing?: Input<string>;
}

export interface WebhookArgs {
  readonly type: "slack" | "teams";
  /** the secret in Secrets Manager that holds the webhook's URL */
  readonly secretArn: Input<string>;
  /** the secret's customer-managed key, where it has one */
  readonly kmsKeyArn?: Input<string>;
  /** whose messages it gets; left out: all */
  readonly severities?: readonly string[];
}

/** Who is told when an alarm fires. */
export interface AlertsArgs {
  /** AWS asks each address to confirm */
  readonly email?: readonly Input<string>[];
  readonly slack?: SlackArgs;
  readonly webhooks?: readonly WebhookArgs[];
  /** existing SNS topics to notify too: for every severity, or by severity */
  readonly topics?: readonly Input<string>[] | Readonly<Record<string, readonly Input<string>[]>>;
  /** each: every alarm notifies; model: one for each model and severity; stack: one for each severity. Default: each */
  readonly notify?: "each" | "model" | "stack";
  /** an existing customer-managed key for the topics; its policy must let CloudWatch use it. Default: keys are made */
  readonly kmsKeyArn?: Input<string>;
}

/** A VPC for the functions: one of their own (create), or existing subnets and security groups. */
export interface VpcArgs {
  /** makes a small VPC with @pulumi/awsx, which must be installed */
  readonly create?: true;
  /** with create: the VPC's private IPv4 range; default: 10.20.0.0/24 */
  readonly cidr?: string;
  /** with create: in how many Availability Zones, 1 to 3 */
  readonly zones?: number;
  readonly subnetIds?: Input<readonly Input<string>[]>;
  readonly securityGroupIds?: Input<readonly Input<string>[]>;
}

/** The function that publishes the quotas' values every minute. */
export interface PublisherArgs {
  /** how often Service Quotas is read again; default: 15 */
  readonly refreshMinutes?: number;
  /** how many minutes ahead the quotas are published; default: 10 */
  readonly horizonMinutes?: number;
  /** default: 30 */
  readonly logRetentionDays?: number;
  /** the look at ids that have use and no target; default: on */
  readonly uncounted?: "off" | false | { readonly ignore?: readonly string[] };
  readonly vpc?: VpcArgs;
}

/** What a company's rules ask of the roles that the monitor makes. */
export interface IamArgs {
  readonly permissionsBoundary?: Input<string>;
  /** begins and ends with a slash */
  readonly path?: string;
  /** put before the name of each role */
  readonly namePrefix?: string;
}

/**
 * What one monitor watches, in the words of a stack file. What decides which alarms there are is plain; all else may be
 * an Output. Checked when the monitor is constructed, with every problem told at once.
 */
export interface BedrockQuotaMonitorArgs {
  /** the Region whose models and quotas are watched; default: aws:region of the stack, or AWS_REGION */
  readonly region?: RegionName;
  /**
   * Part of the name of everything in AWS, and of every metric: no two monitors of an account have the same. Default:
   * made of the project's, the stack's and the component's name.
   */
  readonly stackName?: string;
  /** all that the Region offers, or a list of models */
  readonly models: "all" | readonly (ModelName | ModelEntryArgs)[];
  /** application profiles of every model; discover needs `BedrockQuotaMonitor.create` */
  readonly applicationProfiles?: "discover" | "listed";
  /** the monitor's severities, and where each begins; default: warning 70, critical 90 */
  readonly thresholds?: Thresholds;
  readonly evaluation?: EvaluationArgs;
  readonly reservation?: ReservationArgs;
  readonly alerts?: AlertsArgs;
  readonly publisher?: PublisherArgs;
  readonly iam?: IamArgs;
  /** the CloudWatch dashboard; names are global in an account */
  readonly dashboard?: { readonly name?: string };
  /** for everything that the monitor makes; values may be Outputs */
  readonly tags?: Readonly<Record<string, Input<string>>>;
}
