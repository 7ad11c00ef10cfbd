import { minute } from "../../words/units.ts";
import { logGroupUrl } from "../console.ts";
import { counted, named, sum } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import {
  deadLetterQueueName,
  notifierFunctionName,
  notifierLogGroupName,
  notifierQueueName,
  notifierRuleName,
} from "../names.ts";
import type { PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings } from "../settings.ts";
import { actionsOf, alarmBase, description, mildest, mostSevere } from "./alarm.ts";
import { quietMinutes, uniqueActions } from "./delivery.ts";
import { publisherAlarmId } from "./names.ts";

/**
 * The alarm on the notifier: an OK that it could not tell leaves people with a trouble that is over. It looks at what
 * was given up, not at single errors, which two retries may still mend:
 * events that Lambda dropped after its retries (lambda/latest/dg/monitoring-metrics-types, AsyncEventsDropped: counted
 * also where a destination takes them), and those that EventBridge could not hand over (eventbridge/latest/userguide/
 * eb-monitoring, FailedInvocations). It goes to the mildest topic, too, as the notifier may fail because of the severest.
 */
export function notifierAlarms(settings: MonitoringSettings): PlannedAlarm[] {
  const { region, stack, alerts } = settings;
  // A dead webhook loses the alarm's own messages too: its OK would turn the alarm on again every few minutes.
  const hasWebhooks = (alerts.webhooks ?? []).length > 0;
  const evaluationPeriods = hasWebhooks ? quietMinutes : 1;
  const severity = mostSevere(settings);
  const lost = sum(
    counted({
      namespace: "AWS/Lambda",
      name: "AsyncEventsDropped",
      dimensions: { FunctionName: notifierFunctionName(stack) },
    }),
    counted({
      namespace: "AWS/Events",
      name: "FailedInvocations",
      dimensions: { RuleName: notifierRuleName(stack) },
    }),
  );
  return [
    {
      ...alarmBase(settings, {
        id: publisherAlarmId("notifier", severity),
        about: hasWebhooks ? "an OK or a webhook's message could not be told" : "an OK could not be told",
        description: hasWebhooks
          ? webhookDescription(settings, severity)
          : description([
              `**Notifier of ${stack}: an OK could not be told** (${severity}). An alarm that people were told of is over, and they were not told.`,
              "Do first: look at the alarms in CloudWatch before you believe that one is still on. Alarms going on are told all the same: CloudWatch sends those itself.",
              `Then read the logs, and the lost event in queue \`${deadLetterQueueName(stack)}\`.`,
              `[Logs](${logGroupUrl(region, notifierLogGroupName(stack))})`,
            ]),
        severity,
        metrics: queriesOf([named("lost", "OK messages given up", lost)], ["lost"], { period: minute }),
        evaluation: { datapointsToAlarm: 1, evaluationPeriods },
        missingData: "notBreaching",
        tags: { kind: "notifier" },
        notifies: true,
      }),
      AlarmActions: uniqueActions([...actionsOf(settings, severity), ...actionsOf(settings, mildest(settings))]),
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
    },
  ];
}

function webhookDescription({ region, stack }: MonitoringSettings, severity: string): string {
  return description([
    `**Notifier of ${stack}: a message was given up** (${severity}). Slack or Teams did not get it, or people were told of an alarm and not that it is over.`,
    "Do first: look at the alarms in CloudWatch. Mail and other subscribers of the topics are told all the same.",
    `Then read the logs (\`webhook-failed\` says which webhook and why; an exchanged URL goes into its secret), and the lost event in queue \`${notifierQueueName(stack)}\`.`,
    `[Logs](${logGroupUrl(region, notifierLogGroupName(stack))})`,
    `The alarm stays on for ${quietMinutes / 60} hours after the last loss.`,
  ]);
}
