import type { Input } from "@pulumi/pulumi";

// What Pulumi's schema inference can read: no unions, literals, readonly lists or inline objects. So a choice is a
// text, checked when the component is made, and where a stack file takes one of two forms there are two properties.
// The comments are the documentation that every generated SDK has.

/** An alarm on use fires when `datapoints` of the last `of` minutes are at or over its threshold. */
export interface EvaluationWindow {
  /** Minutes at or over the threshold. */
  datapoints: number;
  /** Minutes looked at, 1,440 at most. */
  of: number;
}

/** Shows what Bedrock reserves for a request (input + max_tokens) beside what is used, and can alarm on it. */
export interface Reservation {
  /** Where it is seen: `logs` (the model invocation logs), `client` (applications with the client library) or `estimate` (requests × max_tokens, an upper bound). */
  source?: string;
  /** With source `logs`: the Region's log group that Bedrock's model invocation logs go to. */
  logGroup?: string;
  /** With source `logs`, for the whole monitor: switches model invocation logging on in the whole Region. It stores prompts and answers. Default: false. */
  enableLogging?: boolean;
  /** With source `client`: the applications, by the names that they give to the client library. */
  applications?: string[];
  /** With source `client`: the namespace that they publish in. */
  namespace?: string;
  /** Tokens that Bedrock holds for a request without max_tokens; with source `estimate`, for every request. */
  maxTokens?: number;
  /** Alarms on what is taken of the tokens-per-minute quota: percent, by severity. */
  thresholds?: Record<string, number>;
}

/** A model to monitor. */
export interface Model {
  /** A model's id, the id of a system-defined inference profile (its scope alone), a pattern with `*`, or `all`. */
  model: string;
  /** How the model is called: `on-demand`, `cross-region`, `global`, `mantle`. Default: every way that the Region offers. */
  scopes?: string[];
  /** Other thresholds than the monitor's: percent of a quota, by severity. */
  thresholds?: Record<string, number>;
  /** What this entry switches off that a less specific one, or the monitor, has set: `thresholds.<severity>`, `serverErrorRate`, `latencyAnomaly`, `reservation`, `reservation.thresholds.<severity>`. */
  off?: string[];
  /** Ids or ARNs of application inference profiles made from this model, whose traffic draws on its quotas; for an entry of one scope. */
  applicationProfiles?: Input<string>[];
  /** The same for an entry of several scopes, by scope. */
  applicationProfilesByScope?: Record<string, Input<string>[]>;
  /** When an alarm on use fires, for every severity. */
  evaluation?: EvaluationWindow;
  /** When an alarm on use fires, by severity. */
  evaluationBySeverity?: Record<string, EvaluationWindow>;
  /** What counts as used: `estimated` (AWS's own figure) or `formula` (input + cache write + burndown × output). Default: estimated. */
  consumption?: string;
  /** Tokens of quota that one output token takes, where AWS's documentation does not say or has changed. */
  burndown?: number;
  /** False: charts only. Default: true. */
  alarms?: boolean;
  /** Alarm when so many percent of the invocations end in a server error. */
  serverErrorRate?: number;
  /** Alarm when p90 latency leaves the band that CloudWatch expects, this many standard deviations wide; 2 is usual. */
  latencyAnomaly?: number;
  /** What Bedrock reserves for this model's requests; single keys change the monitor's. */
  reservation?: Reservation;
  /** Service Quotas codes (L- and eight digits or letters) by kind of limit (tpm, rpm, tpd …); `none` leaves a kind out. Names a model that no list has yet. */
  quotas?: Record<string, string>;
}

/** A Slack channel; the workspace must be authorised once in Amazon Q Developer in chat applications. */
export interface Slack {
  /** T and capital letters or digits. */
  workspaceId?: Input<string>;
  /** C or G and capital letters or digits; not the channel's name. */
  channelId?: Input<string>;
  /** Where Amazon Q's API is called. Default: the monitor's Region, or us-east-2. */
  region?: string;
  /** Other monitors' topics that the channel takes too, of this account and any Region. */
  topics?: Input<string>[];
  /** ARN of the channel's configuration where somebody else has it: topics are made alone. */
  existing?: Input<string>;
}

/** A webhook of Slack or Teams, posted to without Amazon Q. */
export interface Webhook {
  /** `slack` or `teams`. */
  type: string;
  /** The secret in Secrets Manager that holds the webhook's URL, as text or as {url: …}. */
  secretArn: Input<string>;
  /** The secret's customer-managed key, where it has one. */
  kmsKeyArn?: Input<string>;
  /** Whose messages it gets. Default: all. */
  severities?: string[];
}

/** Who is told when an alarm fires. */
export interface Alerts {
  /** Who gets every severity by e-mail. AWS asks each address to confirm. */
  email?: Input<string>[];
  /** A Slack channel. */
  slack?: Slack;
  /** Webhooks of Slack or Teams. */
  webhooks?: Webhook[];
  /** ARNs of existing SNS topics to notify too, for every severity. */
  topics?: Input<string>[];
  /** ARNs of existing SNS topics to notify too, by severity. */
  topicsBySeverity?: Record<string, Input<string>[]>;
  /** `each`: every alarm notifies. `model`: one for each model and severity does. `stack`: one for each severity. Default: each. */
  notify?: string;
  /** An existing customer-managed key for the topics; its policy must let CloudWatch use it. Default: keys are made. */
  kmsKeyArn?: Input<string>;
}

/** A VPC for the functions: one of their own (create), or existing subnets and security groups. */
export interface Vpc {
  /** Makes a small VPC: isolated subnets, an endpoint for each service called, no NAT. */
  create?: boolean;
  /** With create: the VPC's private IPv4 range. Default: 10.20.0.0/24. */
  cidr?: string;
  /** With create: in how many Availability Zones, 1 to 3. Default: 1. */
  zones?: number;
  /** Existing subnets, from which Service Quotas, CloudWatch and SNS can be reached. */
  subnetIds?: Input<Input<string>[]>;
  /** Existing security groups that let the functions out to port 443. */
  securityGroupIds?: Input<Input<string>[]>;
}

/** The look, every ten minutes, at models and profiles that have use which no target counts. */
export interface Uncounted {
  /** False switches it off. Default: true. */
  enabled?: boolean;
  /** Ids and patterns that are left out knowingly. */
  ignore?: string[];
}

/** The function that publishes the quotas' values every minute. */
export interface Publisher {
  /** How often Service Quotas is read again. Default: 15. */
  refreshMinutes?: number;
  /** How many minutes ahead the quotas are published. Default: 10. */
  horizonMinutes?: number;
  /** How long logs are kept. Default: 30. */
  logRetentionDays?: number;
  /** The look at ids that have use and no target. */
  uncounted?: Uncounted;
  /** Attaches the functions to a VPC. Default: none. */
  vpc?: Vpc;
}

/** What a company's rules ask of the roles that the monitor makes. */
export interface Iam {
  /** ARN of the managed policy that bounds what each role may do. */
  permissionsBoundary?: Input<string>;
  /** The roles' path in IAM; begins and ends with a slash. */
  path?: string;
  /** Put before the name of each role. */
  namePrefix?: string;
}

/** The CloudWatch dashboard. */
export interface Dashboard {
  /** Names are global in an account. Default: made of stackName. */
  name?: string;
}

/** What one monitor watches. What decides which alarms there are is plain; all else may be an output. */
export interface BedrockQuotaMonitorArgs {
  /** The models to monitor. */
  models: Model[];
  /** The Region whose models and quotas are watched. Default: aws:region of the stack, or AWS_REGION. */
  region?: string;
  /** Part of the name of everything in AWS, and of every metric: no two monitors of an account have the same. Default: made of the project's, the stack's and the component's name. */
  stackName?: string;
  /** The monitor's severities, and the percent of a quota that each begins at. Default: warning 70, critical 90. */
  thresholds?: Record<string, number>;
  /** When an alarm on use fires, for every severity. */
  evaluation?: EvaluationWindow;
  /** When an alarm on use fires, by severity. */
  evaluationBySeverity?: Record<string, EvaluationWindow>;
  /** What Bedrock reserves for requests. Default: not looked at. */
  reservation?: Reservation;
  /** Who is told when an alarm fires. */
  alerts?: Alerts;
  /** The function that publishes the quotas' values every minute. */
  publisher?: Publisher;
  /** What a company's rules ask of the roles. */
  iam?: Iam;
  /** The CloudWatch dashboard. */
  dashboard?: Dashboard;
  /** Tags for everything that the monitor makes. */
  tags?: Record<string, Input<string>>;
}
