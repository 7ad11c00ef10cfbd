import { compositeAlarms } from "./alarms/composite.ts";
import { deliveryAlarms } from "./alarms/delivery.ts";
import { endOfLifeAlarm } from "./alarms/end-of-life.ts";
import { notifierAlarms } from "./alarms/notifier.ts";
import { publisherAlarms } from "./alarms/publisher.ts";
import { targetAlarms } from "./alarms/target-alarms.ts";
import { costOf } from "./cost.ts";
import { dashboards } from "./dashboard/dashboards.ts";
import { feedOf } from "./feed.ts";
import { checkLimits } from "./limit-checks.ts";
import {
  type MonitoringPlan,
  type PlannedAlarm,
  type PlannedFunctions,
  type PlannedTarget,
  planSchemaVersion,
} from "./plan-types.ts";
import { alertsOf } from "./recipients.ts";
import { logsOf } from "./reservation/log-filters.ts";
import { plannedReservation } from "./reservation/planned.ts";
import type { MonitoringSettings, TargetSettings } from "./settings.ts";
import { sumsOf } from "./sums.ts";
import { missingKinds, monitoredIds, scopeOf } from "./target.ts";

/** Stands for the account where none is known (offline): AWS's own example account. */
export const placeholderAccount = "123456789012";

/**
 * Everything a stack creates, from its settings. Pure: the same settings give the same bytes.
 * @param accountId the account's twelve digits; they occur in ARNs alone: of alarms on the dashboards' status widgets, and
 * of profiles as invocation logs name them
 * @throws LimitError naming every AWS limit that the settings would break, and what to change
 */
export function plan(given: MonitoringSettings, accountId: string = placeholderAccount): MonitoringPlan {
  // Records of the invocation logs name profiles by ARN.
  const settings = { ...given, accountId: given.accountId ?? accountId };
  const rated = settings.targets.map((target) => targetAlarms(settings, target));
  const byTarget = settings.targets.map((target, index) => ({
    target,
    alarms: [...rated[index]!.map(({ alarm }) => alarm), ...[endOfLifeAlarm(settings, target) ?? []].flat()],
  }));
  const publisher = [...publisherAlarms(settings), ...notifierAlarms(settings), ...deliveryAlarms(settings)];
  const alarms = [...byTarget.flatMap((entry) => entry.alarms), ...publisher];
  const composites = compositeAlarms(settings, rated.flat());
  const sums = sumsOf(settings);
  const feed = { ...feedOf(settings), ...(sums.length > 0 && { sums }) };
  const pages = dashboards(settings, { byTarget, publisher, composites }, accountId);
  const logs = logsOf(settings);
  const parts = { feed, ...(logs && { logs }), alarms, compositeAlarms: composites, dashboards: pages };
  checkLimits(parts);
  return {
    schemaVersion: planSchemaVersion,
    stack: settings.stack,
    region: settings.region,
    alerts: alertsOf(settings),
    targets: byTarget.map((entry) => plannedTarget(settings, entry.target, entry.alarms)),
    alarms,
    compositeAlarms: composites,
    dashboards: pages.map(({ name, body }) => ({ name, body: JSON.stringify(body) })),
    feed,
    functions: functionsOf(settings),
    ...(logs && { logs }),
    cost: costOf(settings, { ...parts, byTarget }),
  };
}

const functionsOf = ({ publisher, iam }: MonitoringSettings): PlannedFunctions => ({
  logRetentionDays: publisher.logRetentionDays,
  ...(publisher.vpc && { vpc: publisher.vpc }),
  ...(iam && { iam }),
});

const plannedTarget = (
  settings: MonitoringSettings,
  target: TargetSettings,
  alarms: readonly PlannedAlarm[],
): PlannedTarget => ({
  modelId: target.model.modelId,
  scope: target.scope,
  provider: target.model.provider,
  monitoredIds: [...monitoredIds(target, settings.region)],
  quotas: scopeOf(target).quotas.map(({ kind, code, name }) => ({ kind, code, name })),
  missingKinds: missingKinds(target),
  ...(target.leftOut && { leftOutKinds: [...target.leftOut] }),
  alarms: alarms.map(({ AlarmName }) => AlarmName),
  ...reservedPart(target),
});

const reservedPart = (target: TargetSettings): Pick<PlannedTarget, "reservation"> => {
  const reservation = plannedReservation(target);
  return reservation ? { reservation } : {};
};
