import { minute } from "../../words/units.ts";
import { logGroupUrl } from "../console.ts";
import { metricOf, named } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import { publisherMetrics, stackDimensions, staleMargin } from "../feed.ts";
import { limits } from "../limits.ts";
import { quotaNamespace } from "../metrics.ts";
import { deadLetterQueueName, publisherFunctionName, publisherLogGroupName } from "../names.ts";
import type { PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings } from "../settings.ts";
import { type AlarmBase, actionsOf, alarmBase, description, mildest, mostSevere } from "./alarm.ts";
import { publisherAlarmId } from "./names.ts";

/** What one alarm on the publisher watches, and what it says. Each says one thing, so that none hides another's news. */
interface PublisherAlarm {
  kind: string;
  metric: { namespace: string; name: string; dimensions: Readonly<Record<string, string>>; stat: string };
  comparison: "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  threshold: number;
  /** M of N minutes */
  evaluation: [needed: number, of: number];
  missingData: "breaching" | "notBreaching";
  /** minutes that a new alarm waits for its first data */
  warmUp?: number;
  /** true: nobody has to get up for it, so it is of the mildest severity */
  mild?: true;
  /** true: also the topics of the milder severities, since the severest one may be what fails */
  everyTopic?: true;
  what: string;
  /** the same for the alarm's name, in a few words */
  about: string;
  doFirst: string;
}

/**
 * The alarms on the quota publisher itself: without its figures every usage alarm is silent, so it must never fail
 * quietly. They always notify, whatever `notify` says, and go to the severest topic but for those that are mild.
 */
export function publisherAlarms(settings: MonitoringSettings): PlannedAlarm[] {
  const logs = `[Logs](${logGroupUrl(settings.region, publisherLogGroupName(settings.stack))})`;
  return [...ownMetricAlarms(settings), ...runAlarms(settings)].map((alarm) => planned(settings, alarm, logs));
}

/** On what the publisher says of itself. */
function ownMetricAlarms({ stack, region, publisher }: MonitoringSettings): PublisherAlarm[] {
  const own = (name: string, stat: string) => ({
    namespace: quotaNamespace,
    name,
    dimensions: stackDimensions(stack),
    stat,
  });
  const { refreshMinutes, horizonMinutes } = publisher;
  return [
    {
      kind: "runs",
      metric: own(publisherMetrics.runs, "Sum"),
      comparison: "LessThanThreshold",
      threshold: 1,
      // Fires when the range that CloudWatch looks at, at most two minutes more than these three, holds no run.
      evaluation: [3, 3],
      missingData: "breaching",
      // The schedule's first run comes within a minute or two of the deployment: its absence is no news before.
      warmUp: 10,
      about: "does not run",
      what: "it has not run for up to 5 minutes",
      doFirst: `Do first: read the logs; is the schedule there, may the function run and put metrics? Quotas are published ${horizonMinutes} minutes ahead: after that every usage alarm of the stack is silent, so watch throttles by hand.`,
    },
    {
      kind: "stale",
      metric: own(publisherMetrics.age, "Maximum"),
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: refreshMinutes + staleMargin,
      // An age grows by the minute: one value over the threshold is no accident.
      evaluation: [1, 1],
      missingData: "notBreaching",
      about: "a quota can't be read",
      what: `a quota could not be read for ${refreshMinutes + staleMargin} minutes`,
      doFirst:
        "Do first: read the logs for the codes and the reason (events quotas-unread, quotas-unreadable). The last known values go on being published and the usage alarms work with them; a quota that AWS changes meanwhile is not noticed.",
    },
    {
      kind: "without-value",
      metric: own(publisherMetrics.withoutValue, "Maximum"),
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      // A first reading of an account with defaults only is confirmed code by code, which takes some runs.
      evaluation: [4, 4],
      missingData: "notBreaching",
      about: "a configured quota has no value",
      what: "a configured quota has no value, so its alarms are silent",
      doFirst:
        "Do first: read the logs for the codes (events quotas-missing, quotas-unread). If the account lacks them, leave that kind of quota, scope or model out of the stack's config, or bring the registry up to date. A further code is told by a message of its own.",
    },
    {
      kind: "untold",
      // A run that has told people in the end puts 0 into the same minute.
      metric: own(publisherMetrics.untold, "Minimum"),
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      evaluation: [2, 2],
      missingData: "notBreaching",
      everyTopic: true,
      about: "a changed quota could not be told",
      what: "a changed or missing quota could not be told: no topic took the message",
      doFirst:
        "Do first: read the logs (events quota-changed, quota-fault, alert-failed). Then see why the topics refuse: their policies, the key's policy, the role's permissions. It is tried again every minute.",
    },
    ...(publisher.uncounted ? [uncountedAlarm(own(publisherMetrics.uncounted, "Maximum"), stack, region)] : []),
  ];
}

/** On ids that have use and no target. The message names each new one; the alarm stays on while there is any. */
const uncountedAlarm = (metric: PublisherAlarm["metric"], stack: string, region: string): PublisherAlarm => ({
  kind: "uncounted",
  metric,
  comparison: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  // What was looked up once is put each minute until the next look: one value is no accident.
  evaluation: [1, 1],
  missingData: "notBreaching",
  mild: true,
  about: "a model or profile is used that no alarm counts",
  what: "a model or profile has had use in the last 3 hours that no target of the stack counts, so no alarm sees it",
  doFirst: `Do first: read the publisher's message or its log for the ids (event ids-uncounted); \`headroom usage --region ${region}\` shows which quota each draws on. Add it to the stack ${stack}, or to publisher.uncounted.ignore where it is left out knowingly or is another stack's.`,
});

/** On how its runs are delivered. */
function runAlarms({ stack }: MonitoringSettings): PublisherAlarm[] {
  const queue = deadLetterQueueName(stack);
  return [
    {
      kind: "errors",
      metric: {
        namespace: "AWS/Lambda",
        name: "Errors",
        dimensions: { FunctionName: publisherFunctionName(stack) },
        stat: "Sum",
      },
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      evaluation: [3, 3],
      missingData: "notBreaching",
      what: "the function failed 3 minutes in a row",
      about: "the function fails",
      doFirst: "Do first: read the logs; a failed run also lands in the dead-letter queue.",
    },
    {
      kind: "dead-letters",
      // Messages that arrived, not those that lie there: the alarm clears by itself and tells of the next one.
      // AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics
      metric: { namespace: "AWS/SQS", name: "NumberOfMessagesSent", dimensions: { QueueName: queue }, stat: "Sum" },
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      evaluation: [1, 5],
      missingData: "notBreaching",
      about: "failed runs",
      what: "a run could not be delivered or failed for good",
      doFirst: `Do first: read the newest message of queue \`${queue}\` (it says why). The alarm clears by itself; messages stay 14 days.`,
    },
  ];
}

function planned(settings: MonitoringSettings, alarm: PublisherAlarm, logs: string): PlannedAlarm {
  const severity = alarm.mild ? mildest(settings) : mostSevere(settings);
  const [datapointsToAlarm, evaluationPeriods] = alarm.evaluation;
  const base = alarmBase(settings, {
    id: publisherAlarmId(alarm.kind, severity),
    about: `quota publisher: ${alarm.about}`,
    description: description([
      `**Quota publisher of ${settings.stack}: ${alarm.what}** (${severity}).`,
      alarm.doFirst,
      `${logs} · Examine all of it: \`headroom doctor --stack ${settings.stack}\``,
    ]),
    severity,
    metrics: queriesOf([named("watched", alarm.kind, metricOf("count", alarm.metric))], ["watched"], {
      period: minute,
    }),
    evaluation: { datapointsToAlarm, evaluationPeriods },
    missingData: alarm.missingData,
    tags: { kind: alarm.kind },
    notifies: true,
  });
  return {
    ...(alarm.everyTopic ? toEveryTopic(settings, base) : base),
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    ...(alarm.warmUp === undefined ? {} : { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: alarm.warmUp } }),
  };
}

/** The topics of all severities, the severest first, as many as an alarm may notify: the stack's own before others. */
function toEveryTopic(settings: MonitoringSettings, base: AlarmBase): AlarmBase {
  const all = settings.severities.toReversed().flatMap(({ name }) => actionsOf(settings, name));
  const [own, others] = [all.filter((one) => one.startsWith("topic:")), all.filter((one) => !one.startsWith("topic:"))];
  const actions = [...own, ...others].slice(0, limits.actionsPerState);
  return { ...base, AlarmActions: actions };
}
