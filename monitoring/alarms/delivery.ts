import { minute } from "../../words/units.ts";
import { counted, named } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import { limits } from "../limits.ts";
import { topicName } from "../names.ts";
import type { PlannedAction, PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings } from "../settings.ts";
import { actionsOf, alarmBase, description } from "./alarm.ts";
import { publisherAlarmId } from "./names.ts";

/**
 * Minutes that a failed delivery keeps its alarm on. Two topics with the same broken subscriber tell each other's
 * failures, and each message fails once more: as long as both alarms stay on, that ends there.
 */
export const quietMinutes = 6 * 60;

/**
 * One alarm for each topic of the stack: SNS could not deliver a message to one of its subscribers. It notifies the
 * *other* topics, the severest first, and the topic itself only where there is no other.
 *
 * AWS/SNS NumberOfNotificationsFailed, TopicName (sns/latest/dg/sns-monitoring-using-cloudwatch). For https every failed
 * try counts, for the others one that SNS gave up. What it can't show: a message that never reached SNS, because the
 * topic's policy or its key refused CloudWatch (`headroom test-alert` finds that), and a mail that was taken and hidden.
 */
export function deliveryAlarms(settings: MonitoringSettings): PlannedAlarm[] {
  const { stack } = settings;
  const names = settings.severities.map(({ name }) => name);
  return names.map((severity) => {
    const topic = topicName(stack, severity);
    const others = names.toReversed().filter((name) => name !== severity);
    const failed = counted({
      namespace: "AWS/SNS",
      name: "NumberOfNotificationsFailed",
      dimensions: { TopicName: topic },
    });
    return {
      ...alarmBase(settings, {
        id: publisherAlarmId("delivery", severity),
        about: `messages of ${severity} don't reach everybody`,
        description: description([
          `**Messages of ${severity} don't reach everybody** (stack ${stack}): SNS could not deliver a message of topic \`${topic}\`.`,
          `Do first: \`headroom test-alert ${stack}\` lists the topic's subscriptions; look at the one whose endpoint is gone or refuses.`,
          `The alarm stays on for ${quietMinutes / 60} hours after the last failure.`,
        ]),
        severity,
        metrics: queriesOf([named("failed", "failed deliveries", failed)], ["failed"], { period: minute }),
        evaluation: { datapointsToAlarm: 1, evaluationPeriods: quietMinutes },
        missingData: "notBreaching",
        tags: { kind: "delivery" },
        notifies: true,
      }),
      AlarmActions: actionsOfAll(settings, others.length === 0 ? [severity] : others),
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
    };
  });
}

/** The stack's own topics first: existing ones can be the same for every severity. */
function actionsOfAll(settings: MonitoringSettings, severities: readonly string[]): PlannedAction[] {
  const actions = severities.map((severity) => actionsOf(settings, severity));
  return uniqueActions([...actions.map(([own]) => own!), ...actions.flatMap(([, ...existing]) => existing)]);
}

/** Each once, as many as an alarm takes. */
export const uniqueActions = (actions: readonly PlannedAction[]): PlannedAction[] =>
  [...new Set(actions)].slice(0, limits.actionsPerState);
