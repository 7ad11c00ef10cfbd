import type { RegistryModel } from "../words/registry.ts";
import type { Percent } from "../words/units.ts";
import type { LimitKind, Scope } from "../words/words.ts";

/** A named level of alarm, e.g. warning at 70 %. */
export interface Severity {
  name: string;
  threshold: Percent;
}

/** CloudWatch's "M out of N": the alarm fires when `datapointsToAlarm` of the last `evaluationPeriods` minutes breach. */
export interface Evaluation {
  datapointsToAlarm: number;
  evaluationPeriods: number;
}

/** How token consumption is counted: AWS's own figure, or input + cache write + burndown × output. */
export type Consumption = "estimated" | "formula";

/** Where the reservation of a target is seen. */
export type ReservationSource =
  /** the model invocation logs: a log group of CloudWatch Logs in the stack's Region */
  | { source: "logs"; logGroup: string }
  /** metrics of applications that use the client library */
  | { source: "client"; applications: readonly string[]; namespace: string }
  /** requests × max_tokens: an upper bound from nothing but what Bedrock publishes */
  | { source: "estimate" };

/** How the reservation of a target is seen, and from which share of the quota on it is told. */
export type ReservationSettings = ReservationSource & {
  /** what Bedrock holds for a request that names no max_tokens; absent: the model's largest (registry) */
  maxTokens?: number;
  /** alarms on taken ÷ quota, mildest first; names of the stack's severities */
  thresholds: readonly Severity[];
};

/** Model invocation logging of a Region: one for the whole account there. */
export interface InvocationLogging {
  logGroup: string;
  /** how long prompts and answers are kept, days */
  retentionDays: number;
}

/** What to monitor of one (model, scope). */
export interface TargetSettings {
  model: RegistryModel;
  scope: Scope;
  /** inference profile ids of the application profiles made from this target; their traffic draws on its quotas */
  applicationProfiles: readonly string[];
  /** further ids are looked for in the account when the stack is deployed */
  discovers?: true;
  /** mildest first; the names are those of the stack's severities */
  thresholds: readonly Severity[];
  /** how the alarms on use are evaluated, by severity */
  evaluation: Readonly<Record<string, Evaluation>>;
  consumption: Consumption;
  /** overrides the registry's burndown rate */
  burndown?: number;
  /** kinds of quota that the config leaves out: no alarm, no chart's line, not published */
  leftOut?: readonly LimitKind[];
  /** false: charts only */
  alarms: boolean;
  /** absent: the reservation is not looked at */
  reservation?: ReservationSettings;
  /** alarm when server errors are more than this share of invocations */
  serverErrorRate?: Percent;
  /** alarm when p90 latency leaves the band CloudWatch expects (standard deviations) */
  latencyAnomaly?: number;
}

export interface SlackSettings {
  workspaceId: string;
  channelId: string;
  /** where Amazon Q's API is called; without it, the stack's own Region where it has one, or else us-east-2 */
  region?: string;
  /** other stacks' topics that the channel takes besides: of the same account, in any Region */
  topics?: readonly string[];
}

/** A webhook of Slack or Teams that the notifier posts to. */
export interface WebhookSettings {
  type: "slack" | "teams";
  /** the secret in Secrets Manager that holds the URL */
  secretArn: string;
  /** the customer-managed key of the secret, where it has one */
  kmsKeyArn?: string;
  /** those of the stack whose messages it gets */
  severities: readonly string[];
}

export interface AlertSettings {
  /**
   * each: every alarm notifies; model: one alarm for each model and severity does; stack: one for each severity. The
   * alarms on the publisher always do.
   */
  notify: "each" | "model" | "stack";
  email: readonly string[];
  slack?: SlackSettings;
  /** absent where there is none */
  webhooks?: readonly WebhookSettings[];
  /** ARN of a Slack configuration that somebody else owns and that lists the stack's topics: the stack makes none */
  slackExisting?: string;
  /** existing SNS topics by severity, notified besides the stack's own */
  topicArns: Readonly<Record<string, readonly string[]>>;
  /** an existing customer-managed key for the topics; without it the stack makes one */
  kmsKeyArn?: string;
}

/** Where the publisher's function gets its network, where it must not run outside a VPC. */
export type PublisherVpc =
  | {
      kind: "create";
      /** IPv4 range of the VPC, shared evenly by its zones */
      cidr: string;
      /** how many Availability Zones */
      zones: number;
    }
  | { kind: "existing"; subnetIds: readonly string[]; securityGroupIds: readonly string[] };

export interface PublisherSettings {
  /** how often Service Quotas is read again, minutes */
  refreshMinutes: number;
  /** how many minutes ahead the quotas are published: what the alarms have left when the publisher dies */
  horizonMinutes: number;
  logRetentionDays: number;
  /** the look at ids that have use and no target; absent: switched off */
  uncounted?: { ignore: readonly string[] };
  /** absent: the function is attached to no VPC, which needs nothing */
  vpc?: PublisherVpc;
}

/** What a company's rules ask of the roles that a stack makes, and of the one policy beside them (Slack's). */
export interface IamSettings {
  /** ARN of the managed policy that bounds what each role may do */
  permissionsBoundary?: string;
  /** begins and ends with a slash, e.g. /platform/ */
  path?: string;
  /** put before each name */
  namePrefix?: string;
}

/** Everything that one stack monitors: what `plan()` takes. Plain data, checked. */
export interface MonitoringSettings {
  stack: string;
  region: string;
  dashboardName: string;
  targets: readonly TargetSettings[];
  /** mildest first */
  severities: readonly Severity[];
  alerts: AlertSettings;
  publisher: PublisherSettings;
  iam?: IamSettings;
  tags: Readonly<Record<string, string>>;
  /** the account-wide daily quota, shown as a value */
  crossModelDaily?: { code: `L-${string}`; name: string };
  /** Bedrock's model invocation logging in the Region, where the config asks the stack to switch it on */
  invocationLogging?: InvocationLogging;
  /** the account's twelve digits, where they are known: invocation logs name application profiles by ARN */
  accountId?: string;
}
