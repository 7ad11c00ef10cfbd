import type { Registry } from "../../words/registry.ts";
import type { MonitoringPlan, PlannedAlarm } from "../plan-types.ts";
import type { ApplicationProfile } from "../report/discover.ts";
import type { ProfileModels } from "../report/made-from.ts";
import type { QuotaReadings } from "../report/quota-reading.ts";
import type { TargetSettings } from "../settings.ts";
import type { BurndownHours } from "./burndown-rate.ts";
import type { Reading, Unread } from "./finding.ts";

/** What is judged: what should be there, and what was found. Plain data; a part that could not be read says why. */
export interface DoctorFacts {
  /** epoch seconds */
  now: number;
  plan: MonitoringPlan;
  /** why the plan may lack what `up` would find in the account; absent: it has all of it */
  planUnsure?: string;
  targets: readonly TargetSettings[];
  /** twelve digits, as ARNs of the account have them; absent: none was seen */
  account?: string;
  /** account ids that the stack file names in ARNs of things which are in the stack's own account */
  ownAccounts: readonly string[];
  alarms: Reading<ReadonlyMap<string, FoundAlarm>>;
  /** names of the account's alarms that end as this stack's do and are not in the plan */
  strangers: Reading<readonly string[]>;
  muteRules: Reading<readonly MuteRule[]>;
  feed: Reading<FeedPoints>;
  quotas: QuotaReadings;
  /** why the account's quotas could not be listed: none of them is known then */
  quotasUnread?: Unread;
  /** by severity: the stack's own topics */
  topics: ReadonlyMap<string, Reading<FoundTopic>>;
  /** by ARN: topics of others that alarms notify besides */
  otherTopics: ReadonlyMap<string, Reading<FoundTopic>>;
  /** secrets of webhooks, by ARN */
  secrets: ReadonlyMap<string, Reading<"there" | "missing" | "to be deleted">>;
  /** ids with use in the last two weeks */
  used: Reading<readonly UsedId[]>;
  /** which other stack of the folder counts an id, by "<namespace> <id>" */
  elsewhere: ReadonlyMap<string, string>;
  /** the registry with what the Region lists */
  registry: Registry;
  /** ids that ListFoundationModels has */
  listedModels: Reading<readonly string[]>;
  systemProfiles: Reading<readonly ProfileModels[]>;
  applicationProfiles: Reading<readonly ApplicationProfile[]>;
  /** of each target with a known id on bedrock-runtime, by "<modelId> <scope>" */
  burndown: Reading<ReadonlyMap<string, BurndownHours>>;
  /** ISO date of the newest reading that the shipped registry has of the Region */
  registryReadAt?: string;
  versions: { project: string; node: string };
  /** where the state was given */
  state?: PulumiState;
}

/** An alarm as it is deployed. */
export interface FoundAlarm {
  name: string;
  description?: string;
  actionsEnabled: boolean;
  /** ARNs */
  alarmActions: readonly string[];
  state?: string;
  /** why it is in that state, in CloudWatch's words */
  reason?: string;
  /** CloudWatch's EvaluationState: PARTIAL_DATA, EVALUATION_ERROR, EVALUATION_FAILURE, IN_WARM_UP; absent: as usual */
  evaluation?: string;
  /** epoch seconds of the last change of state, and of the definition */
  changed?: number;
  configured?: number;
  /** of a metric alarm */
  definition?: AlarmDefinition;
  /** of a composite alarm */
  rule?: string;
  /** of a composite alarm: the alarm that suppresses its actions */
  suppressor?: string;
}

/** What an alarm watches and how it is evaluated. */
export type AlarmDefinition = Pick<PlannedAlarm, "Metrics"> &
  Partial<
    Pick<
      PlannedAlarm,
      | "EvaluationPeriods"
      | "DatapointsToAlarm"
      | "Threshold"
      | "ThresholdMetricId"
      | "ComparisonOperator"
      | "TreatMissingData"
    >
  >;

/** A mute rule that is on, or will be. */
export interface MuteRule {
  name: string;
  status: "ACTIVE" | "SCHEDULED";
  alarms: readonly string[];
  /** epoch seconds; absent: it never ends by itself */
  expires?: number;
}

/** Series of the last hour, a value for each minute, NaN where there is none. */
export interface FeedPoints {
  /** what the publisher says of itself, by the metric's name */
  own: Readonly<Record<string, ArrayLike<number> | undefined>>;
  /**
   * By "<metric> <modelId>": the lowest and the highest value of a minute. Minutes are published ahead, so a changed
   * quota has both its old and its new value in the minutes until they are over.
   */
  quotas: ReadonlyMap<string, { lowest: ArrayLike<number> | undefined; highest: ArrayLike<number> | undefined }>;
  /** AWS/Lambda of the publisher's function */
  invocations: ArrayLike<number> | undefined;
  errors: ArrayLike<number> | undefined;
}

/** A topic with those who get its messages; `missing`: there is none of this name. */
export type FoundTopic = { arn: string; subscriptions: readonly TopicSubscription[] } | { arn: string; missing: true };

export interface TopicSubscription {
  protocol: string;
  endpoint: string;
  confirmed: boolean;
}

export interface UsedId {
  namespace: string;
  id: string;
  /** in the last seven days */
  calls: number;
}

/** What a `pulumi stack export` says, as far as it is looked at: names alone, no values. */
export interface PulumiState {
  stack: string;
  /** names of metric and composite alarms */
  alarms: readonly string[];
  /** ARNs of topics */
  topics: readonly string[];
  /** operations that were under way when an update ended */
  pendingOperations: number;
  /** resources that a replacement has left to be deleted */
  pendingDeletes: number;
}
