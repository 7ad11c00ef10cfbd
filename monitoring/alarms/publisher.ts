import { minute } from "../../words/units.ts";
import { logGroupUrl } from "../console.ts";
import { metricOf, named } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import { heartbeatMetric, missingQuotasMetric } from "../feed.ts";
import { quotaNamespace } from "../metrics.ts";
import { deadLetterQueueName, publisherFunctionName, publisherLogGroupName } from "../names.ts";
import type { PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings } from "../settings.ts";
import { alarmBase, description, mildest, mostSevere } from "./alarm.ts";
import { publisherAlarmId } from "./names.ts";

interface PublisherAlarm {
  kind: string;
  severity: string;
  metric: { namespace: string; name: string; dimensions: Readonly<Record<string, string>>; stat: string };
  comparison: "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  minutes: number;
  missingData: "breaching" | "notBreaching";
  what: string;
  /** the same for the alarm's name, in a few words */
  about: string;
  doFirst: string;
}

/**
 * The alarms on the quota publisher itself: without its figures every usage alarm is silent, so it must never fail
 * quietly. They always notify, whatever `notify` says.
 */
export function publisherAlarms(settings: MonitoringSettings): PlannedAlarm[] {
  const functionName = publisherFunctionName(settings.stack);
  const logs = `[Logs](${logGroupUrl(settings.region, publisherLogGroupName(settings.stack))})`;
  const alarms: PublisherAlarm[] = [
    {
      kind: "heartbeat",
      severity: mostSevere(settings),
      metric: { namespace: quotaNamespace, name: heartbeatMetric, dimensions: {}, stat: "Sum" },
      comparison: "LessThanThreshold",
      // Fires when the range that CloudWatch looks at, two minutes more than these three, holds no beat.
      minutes: 3,
      missingData: "breaching",
      what: "no fresh quota values for 5 minutes",
      about: "no fresh quota values",
      doFirst:
        "Do first: read the logs. Either the function does not run (schedule, permissions), or Service Quotas can't be read. In the second case the last known values go on being published and the usage alarms still work; in the first they are silent, so watch throttles by hand.",
    },
    {
      kind: "errors",
      severity: mildest(settings),
      metric: { namespace: "AWS/Lambda", name: "Errors", dimensions: { FunctionName: functionName }, stat: "Sum" },
      comparison: "GreaterThanOrEqualToThreshold",
      minutes: 3,
      missingData: "notBreaching",
      what: "the function failed 3 minutes in a row",
      about: "the function fails",
      doFirst: "Do first: read the logs; a failed run also lands in the dead-letter queue.",
    },
    {
      kind: "dead-letters",
      severity: mildest(settings),
      metric: {
        namespace: "AWS/SQS",
        name: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: deadLetterQueueName(settings.stack) },
        stat: "Maximum",
      },
      comparison: "GreaterThanOrEqualToThreshold",
      minutes: 1,
      missingData: "notBreaching",
      about: "failed runs in the dead-letter queue",
      what: "runs that could not be delivered or failed for good are in the dead-letter queue",
      doFirst: `Do first: read a message of queue \`${deadLetterQueueName(settings.stack)}\` (it says why), then purge the queue.`,
    },
    {
      kind: "missing-quotas",
      severity: mildest(settings),
      metric: { namespace: quotaNamespace, name: missingQuotasMetric, dimensions: {}, stat: "Maximum" },
      comparison: "GreaterThanOrEqualToThreshold",
      minutes: 3,
      missingData: "notBreaching",
      about: "a configured quota is missing",
      what: "the account does not have a quota that is configured here, so its alarm is silent",
      doFirst:
        "Do first: read the logs for the codes. Take the model or scope out of the stack's config, or bring the registry up to date.",
    },
  ];
  return alarms.map((alarm) => planned(settings, alarm, logs));
}

const planned = (settings: MonitoringSettings, alarm: PublisherAlarm, logs: string): PlannedAlarm => ({
  ...alarmBase(settings, {
    id: publisherAlarmId(alarm.kind, alarm.severity),
    about: `quota publisher: ${alarm.about}`,
    description: description([
      `**Quota publisher of ${settings.stack}: ${alarm.what}** (${alarm.severity}).`,
      alarm.doFirst,
      logs,
    ]),
    severity: alarm.severity,
    metrics: queriesOf([named("watched", alarm.kind, metricOf("count", alarm.metric))], ["watched"], {
      period: minute,
    }),
    evaluation: { datapointsToAlarm: alarm.minutes, evaluationPeriods: alarm.minutes },
    missingData: alarm.missingData,
    tags: { kind: alarm.kind },
    notifies: true,
  }),
  Threshold: 1,
  ComparisonOperator: alarm.comparison,
});
