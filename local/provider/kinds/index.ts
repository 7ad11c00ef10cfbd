import type { ResourceKind } from "../kind.ts";
import { compositeAlarm } from "./composite-alarm.ts";
import { dashboard } from "./dashboard.ts";
import { eventRule } from "./event-rule.ts";
import { eventTarget } from "./event-target.ts";
import { lambdaFunction } from "./function.ts";
import { functionEventInvokeConfig } from "./function-event-invoke-config.ts";
import { invocationLogging } from "./invocation-logging.ts";
import { key } from "./key.ts";
import { keyAlias } from "./key-alias.ts";
import { logGroup } from "./log-group.ts";
import { logMetricFilter } from "./log-metric-filter.ts";
import { metricAlarm } from "./metric-alarm.ts";
import { permission } from "./permission.ts";
import { policy } from "./policy.ts";
import { queue } from "./queue.ts";
import { role } from "./role.ts";
import { rolePolicy } from "./role-policy.ts";
import { schedule } from "./schedule.ts";
import { scheduleGroup } from "./schedule-group.ts";
import { slackChannelConfiguration } from "./slack-channel-configuration.ts";
import { topic } from "./topic.ts";
import { topicSubscription } from "./topic-subscription.ts";

/** Every resource type that the program uses, by its token. */
export const kinds: ReadonlyMap<string, ResourceKind> = new Map(
  [
    ...[compositeAlarm, dashboard, functionEventInvokeConfig, key, keyAlias, lambdaFunction, logGroup, metricAlarm],
    ...[eventRule, eventTarget, permission, logMetricFilter, invocationLogging],
    ...[policy, queue, role, rolePolicy, schedule, scheduleGroup, slackChannelConfiguration, topic, topicSubscription],
  ].map((kind) => [kind.type, kind]),
);
