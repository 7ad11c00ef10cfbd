import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type {
  MetricDataQuery,
  PlannedAction,
  PlannedAlarm,
  PlannedCompositeAlarm,
  Tag,
  WarmUp,
} from "../monitoring/plan-types.ts";

/** ARNs of the stack's topics, by severity. */
export type TopicArns = Readonly<Record<string, pulumi.Input<string>>>;

/** The Pulumi arguments of a planned alarm. */
export const metricAlarmArgs = (alarm: PlannedAlarm, topics: TopicArns, region: string) =>
  ({
    name: alarm.AlarmName,
    alarmDescription: alarm.AlarmDescription,
    actionsEnabled: alarm.ActionsEnabled,
    alarmActions: actionArns(alarm.AlarmActions, topics),
    okActions: actionArns(alarm.OKActions, topics),
    insufficientDataActions: actionArns(alarm.InsufficientDataActions, topics),
    metricQueries: alarm.Metrics.map(metricQuery),
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    threshold: alarm.Threshold,
    thresholdMetricId: alarm.ThresholdMetricId,
    comparisonOperator: alarm.ComparisonOperator,
    treatMissingData: alarm.TreatMissingData,
    ...(alarm.WarmUpConfiguration && { warmUpConfiguration: warmUp(alarm.WarmUpConfiguration) }),
    region,
    tags: tagMap(alarm.Tags),
  }) satisfies aws.cloudwatch.MetricAlarmArgs;

/** The Pulumi arguments of a planned composite alarm. */
export const compositeAlarmArgs = (alarm: PlannedCompositeAlarm, topics: TopicArns, region: string) =>
  ({
    alarmName: alarm.AlarmName,
    alarmDescription: alarm.AlarmDescription,
    actionsEnabled: alarm.ActionsEnabled,
    alarmActions: actionArns(alarm.AlarmActions, topics),
    okActions: actionArns(alarm.OKActions, topics),
    alarmRule: alarm.AlarmRule,
    region,
    tags: tagMap(alarm.Tags),
  }) satisfies aws.cloudwatch.CompositeAlarmArgs;

/** Names of the alarms that a composite's rule reads. */
export const alarmsInRule = (rule: string): string[] =>
  Array.from(rule.matchAll(/\(("(?:[^"\\]|\\.)*")\)/g), ([, quoted]) => JSON.parse(quoted ?? "") as string);

/**
 * The end of an alarm's name in Pulumi, from its identity.
 * @param from how many of the identity's parts the component's own name says already
 */
export const alarmSuffix = ({ id }: { id: string }, from: number): string => id.split("/").slice(from).join("-");

function actionArns(actions: readonly PlannedAction[], topics: TopicArns): pulumi.Input<string>[] {
  return actions.map((action) => {
    if (action.startsWith("arn:")) return action;
    const severity = action.slice("topic:".length);
    const topic = Object.hasOwn(topics, severity) ? topics[severity] : undefined;
    if (topic === undefined) throw new RangeError(`The plan names ${action}, and the stack has no such topic.`);
    return topic;
  });
}

const warmUp = (given: WarmUp) =>
  ({
    warmUpPeriodDurationInMinutes: given.WarmUpPeriodDurationInMinutes,
    onlyStartEvaluatingAfterWarmUpPeriodEnds: given.OnlyStartEvaluatingAfterWarmUpPeriodEnds,
  }) satisfies aws.types.input.cloudwatch.MetricAlarmWarmUpConfiguration;

const metricQuery = (query: MetricDataQuery) =>
  ({
    id: query.Id,
    label: query.Label,
    returnData: query.ReturnData,
    ...("Expression" in query
      ? { expression: query.Expression, period: query.Period }
      : {
          metric: {
            namespace: query.MetricStat.Metric.Namespace,
            metricName: query.MetricStat.Metric.MetricName,
            dimensions: Object.fromEntries(query.MetricStat.Metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
            period: query.MetricStat.Period,
            stat: query.MetricStat.Stat,
          },
        }),
  }) satisfies aws.types.input.cloudwatch.MetricAlarmMetricQuery;

const tagMap = (tags: readonly Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
