import type { Dollars } from "../words/units.ts";
import type { LimitKind, QuotaCode, Scope } from "../words/words.ts";
import type { IamSettings, InvocationLogging, PublisherVpc } from "./settings.ts";

/** Version of the MonitoringPlan document; raised when a field changes its meaning or goes. */
export const planSchemaVersion = 1;

export interface Dimension {
  Name: string;
  Value: string;
}

/** CloudWatch's MetricStat, as PutMetricAlarm and GetMetricData take it. */
export interface MetricStat {
  Metric: { Namespace: string; MetricName: string; Dimensions: Dimension[] };
  /** seconds */
  Period: number;
  Stat: string;
}

/** CloudWatch's MetricDataQuery: a metric or an expression over the others' ids. */
export type MetricDataQuery =
  | { Id: string; Label?: string; MetricStat: MetricStat; ReturnData: boolean }
  | { Id: string; Label?: string; Expression: string; Period?: number; ReturnData: boolean };

export type ComparisonOperator =
  | "GreaterThanOrEqualToThreshold"
  | "GreaterThanThreshold"
  | "LessThanThreshold"
  | "GreaterThanUpperThreshold";

/** An action until deployment: the topic of a severity, named; existing topics appear by ARN. */
export type PlannedAction = `topic:${string}` | `arn:${string}`;

export interface Tag {
  Key: string;
  Value: string;
}

/** The input of PutMetricAlarm, but for `id` and the actions, which say `topic:<severity>` until deployment. */
export interface PlannedAlarm {
  /** which alarm it is in its stack, whatever its name: `<model>/<scope>/<kind>/<severity>`, `publisher/<kind>/<severity>` */
  id: string;
  AlarmName: string;
  AlarmDescription: string;
  ActionsEnabled: boolean;
  AlarmActions: PlannedAction[];
  OKActions: PlannedAction[];
  InsufficientDataActions: PlannedAction[];
  Metrics: MetricDataQuery[];
  EvaluationPeriods: number;
  DatapointsToAlarm: number;
  /** absent for anomaly alarms, which have ThresholdMetricId */
  Threshold?: number;
  ThresholdMetricId?: string;
  ComparisonOperator: ComparisonOperator;
  TreatMissingData: "breaching" | "notBreaching" | "ignore" | "missing";
  /** a new alarm waits so long before it judges; absent: it judges at once */
  WarmUpConfiguration?: WarmUp;
  Tags: Tag[];
}

/**
 * How long a new alarm stays in INSUFFICIENT_DATA and calls nobody. It ends early once there are data for a whole
 * window, unless `OnlyStartEvaluatingAfterWarmUpPeriodEnds`. AmazonCloudWatch/latest/monitoring/alarm-warm-up
 */
export interface WarmUp {
  /** minutes, 1 to 2,880 */
  WarmUpPeriodDurationInMinutes: number;
  OnlyStartEvaluatingAfterWarmUpPeriodEnds?: boolean;
}

/** The input of PutCompositeAlarm, `id` and actions as in PlannedAlarm. */
export interface PlannedCompositeAlarm {
  /** `any/<severity>`, and a number where one rule can't hold all */
  id: string;
  AlarmName: string;
  AlarmDescription: string;
  ActionsEnabled: boolean;
  AlarmActions: PlannedAction[];
  OKActions: PlannedAction[];
  AlarmRule: string;
  Tags: Tag[];
}

export interface PlannedQuota {
  kind: LimitKind;
  code: QuotaCode;
  name: string;
}

export interface PlannedTarget {
  modelId: string;
  scope: Scope;
  provider: string;
  /** every dimension value whose usage draws on the target's quotas */
  monitoredIds: string[];
  quotas: PlannedQuota[];
  /** kinds that a target of this scope can have and this one has no quota for */
  missingKinds: LimitKind[];
  /** kinds that the stack's config leaves out; absent where it leaves out none */
  leftOutKinds?: LimitKind[];
  /** names of this target's alarms */
  alarms: string[];
  /** absent where the config asks for none */
  reservation?: PlannedReservation;
}

/** One quota that the publisher puts into CloudWatch every minute. */
export interface FeedQuota {
  /** name of the metric, in the feed's namespace */
  metric: string;
  /** value of the metric's dimension ModelId */
  modelId: string;
  kind: LimitKind;
  code: QuotaCode;
  name: string;
  /** what the Service Quotas value is multiplied with: 2 for "doubled for cross-region calls" */
  multiplier: 1 | 2;
  /** true: a figure on the dashboard that no alarm rests on; an account may well lack it, and that is no fault */
  shownOnly?: true;
}

/** One series of a sum: CloudWatch's Sum of it, or how many values it has, times the factor. */
export interface SumTerm {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  factor: number;
  /** absent: Sum */
  stat?: "SampleCount";
}

/** A figure that is of more series than an alarm holds: the publisher adds them up and publishes the sum. */
export interface FeedSum {
  /** name of the metric, in the feed's namespace */
  metric: string;
  /** value of the metric's dimension ModelId */
  modelId: string;
  /** minute: each minute's sum; day: in each minute the total of the last 24 hours */
  over: "minute" | "day";
  terms: SumTerm[];
}

/** What the publisher looks for among the ids that have use. */
export interface FeedUncounted {
  /** ids that some target counts, by namespace */
  counted: Record<string, string[]>;
  /** patterns of ids that are left out knowingly, `*` for any characters */
  ignore: string[];
}

/** What the quota publisher does. */
export interface Feed {
  namespace: string;
  /** value of the dimension Stack that every metric of the feed has: two stacks share none */
  stack: string;
  /** how often Service Quotas is read again */
  refreshMinutes: number;
  /** how many minutes ahead of the present one the quotas are published */
  horizonMinutes: number;
  quotas: FeedQuota[];
  /** absent where every alarm holds its series */
  sums?: FeedSum[];
  /** absent where the config switches the look off */
  uncounted?: FeedUncounted;
}

export interface CostLine {
  what: string;
  quantity: number;
  /** dollars for one of them, a month */
  unitUsd: number;
  usd: Dollars;
  source: string;
  /** false where no AWS page that could be read states the price */
  verified: boolean;
}

export interface PlanCost {
  currency: "USD";
  /** a month, before the free tier */
  monthlyUsd: Dollars;
  /** what the account-wide CloudWatch free tier takes off when nothing else uses it */
  freeTierUsd: Dollars;
  lines: CostLine[];
  perTarget: { modelId: string; scope: Scope; usd: Dollars }[];
}

/** One metric filter, as PutMetricFilter takes it. */
export interface PlannedLogFilter {
  name: string;
  /** CloudWatch's filter pattern */
  pattern: string;
  metric: string;
  /** what each matching record adds: a number, or a field of the record */
  value: string;
  /** a field of the record for each dimension; with one, a filter has no default value (MetricTransformation) */
  dimensions: Record<string, string>;
}

/** The metric filters on one log group. */
export interface PlannedLogFilters {
  logGroup: string;
  namespace: string;
  filters: PlannedLogFilter[];
}

/** What shows the reservation from model invocation logs. */
export interface PlannedLogs {
  groups: PlannedLogFilters[];
  /** the Region's model invocation logging, where the config asks the stack to switch it on */
  logging?: InvocationLogging;
}

/** How a target's reservation is shown. */
export interface PlannedReservation {
  source: "logs" | "client" | "estimate";
  /** what a request without max_tokens is taken to hold; absent where nobody says: such requests are left out */
  maxTokens?: number;
  logGroup?: string;
  applications?: string[];
  namespace?: string;
  /** why it can't be told of this target */
  cannotTell?: string;
}

export interface PlannedDashboard {
  name: string;
  /** DashboardBody of PutDashboard: JSON text */
  body: string;
}

/** Somebody or something that is told of a severity, besides who subscribed to its topic by hand. */
export interface PlannedRecipient {
  by: "email" | "slack" | "webhook" | "topic";
  /**
   * the address; a Slack channel as `<workspace id>/<channel id>`, or the ARN of a configuration that exists; the ARN of
   * the secret that holds a webhook's URL; a topic's ARN
   */
  to: string;
  /** of a webhook: whose it is */
  type?: "slack" | "teams";
  /** of a webhook: the customer-managed key of its secret, where it has one */
  kmsKeyArn?: string;
}

/** Who is told, and how. */
export interface PlannedAlerts {
  /** each: every alarm tells; model: one for each model and severity; stack: one for each severity */
  notify: "each" | "model" | "stack";
  /** mildest first; a severity without recipients is told to nobody */
  severities: { severity: string; recipients: PlannedRecipient[] }[];
  /** topics of other stacks that this one's Slack channel takes too; absent where it takes none */
  slackTopics?: string[];
  /** the key of the stack's topics, where the config names one; else the stack makes its own */
  kmsKeyArn?: string;
}

/** What the config asks of the stack's functions and of every role: no alarm shows it, and it can keep them from working. */
export interface PlannedFunctions {
  logRetentionDays: number;
  /** absent: in no VPC */
  vpc?: PublisherVpc;
  /** absent: nothing is asked of the roles */
  iam?: IamSettings;
}

/** Everything a stack will create, as plain JSON. Documented in docs/plan.md. */
export interface MonitoringPlan {
  schemaVersion: typeof planSchemaVersion;
  stack: string;
  region: string;
  /** absent in a document that was made before plans said who is told */
  alerts?: PlannedAlerts;
  targets: PlannedTarget[];
  alarms: PlannedAlarm[];
  compositeAlarms: PlannedCompositeAlarm[];
  dashboards: PlannedDashboard[];
  feed: Feed;
  /** absent in a document that was made before plans said it */
  functions?: PlannedFunctions;
  /** absent where no reservation is seen from logs */
  logs?: PlannedLogs;
  cost: PlanCost;
}
