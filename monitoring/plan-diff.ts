import type { Scope } from "../words/words.ts";
import { type AlarmDiff, diffAlarms } from "./alarm-diff.ts";
import { type AlertsDiff, diffAlerts } from "./alerts-diff.ts";
import { diffWidgets, type WidgetDiff } from "./dashboard-diff.ts";
import { effectOfIds, effectOfLeavingOut } from "./effect.ts";
import { diffFeed, type FeedDiff } from "./feed-diff.ts";
import {
  byKey,
  type Change,
  canonical,
  changeOf,
  changesOfKept,
  inOrder,
  keyedDiff,
  withEffect,
} from "./keyed-diff.ts";
import type { MonitoringPlan, PlanCost, PlannedFunctions, PlannedLogs, PlannedTarget } from "./plan-types.ts";
import { severityRenames } from "./severity-renames.ts";

/** Raised when a field of the difference changes its meaning or goes. */
const planDiffSchemaVersion = 1;

interface TargetEntry {
  modelId: string;
  scope: Scope;
  /** what it costs a month before the free tier, US dollars; null where the plan does not say */
  usd: number | null;
}

interface CostChange {
  what: string;
  /** US dollars a month */
  before: number;
  after: number;
}

/** What changes from one plan to another. Lists are in the order of their names, whatever the plans' order. */
export interface PlanDiff {
  schemaVersion: typeof planDiffSchemaVersion;
  /** null: there is no plan on that side */
  before: { stack: string; region: string } | null;
  after: { stack: string; region: string } | null;
  /** both plans say the same, whatever the order they say it in */
  same: boolean;
  /** who is told */
  alerts: AlertsDiff;
  targets: {
    added: TargetEntry[];
    removed: TargetEntry[];
    changed: { modelId: string; scope: Scope; changes: Change[] }[];
  };
  alarms: AlarmDiff;
  dashboards: { added: string[]; removed: string[]; changed: ({ name: string } & WidgetDiff)[] };
  feed: FeedDiff;
  /** what the config asks of the functions and their roles; nothing where a plan doesn't say it */
  functions: Change[];
  /** what shows the reservation from model invocation logs */
  logs: Change[];
  /** US dollars a month, before the free tier */
  cost: {
    /** null: there is no plan on that side */
    before: number | null;
    after: number | null;
    /** after − before; a side without a plan costs nothing */
    delta: number;
    lines: CostChange[];
    /** of the prices of both plans, those that no AWS page confirms */
    prices: number;
    unverifiedPrices: number;
  };
  /** fields of the plans that differ in a way none of the above says */
  other: string[];
}

/**
 * The difference between two plans of a stack. Pure; the order of lists in the plans does not matter.
 * @param before undefined where there is none: everything is new then
 * @param after undefined where there is none: everything goes then
 */
export function diffPlans(before: MonitoringPlan | undefined, after: MonitoringPlan | undefined): PlanDiff {
  const renames = severityRenames(before, after);
  const sections = {
    alerts: diffAlerts(before, after, renames),
    targets: targetDiff(before, after),
    alarms: diffAlarms(before, after, renames),
    dashboards: dashboardDiff(before, after),
    feed: diffFeed(before?.feed, after?.feed),
    functions: before?.functions && after?.functions ? functionsDiff(before.functions, after.functions) : [],
    logs: before && after ? logsDiff(before.logs, after.logs) : [],
    cost: costDiff(before?.cost, after?.cost),
  };
  const other = before && after ? unexplained(before, after, sections) : [];
  return {
    schemaVersion: planDiffSchemaVersion,
    before: side(before),
    after: side(after),
    same:
      (before === undefined) === (after === undefined) && other.length === 0 && Object.values(sections).every(isEmpty),
    ...sections,
    other,
  };
}

const side = (plan: MonitoringPlan | undefined) => (plan ? { stack: plan.stack, region: plan.region } : null);

function targetDiff(before: MonitoringPlan | undefined, after: MonitoringPlan | undefined): PlanDiff["targets"] {
  const { added, removed, kept } = keyedDiff(before?.targets ?? [], after?.targets ?? [], targetKey);
  const entry =
    (plan: MonitoringPlan | undefined) =>
    ({ modelId, scope }: PlannedTarget): TargetEntry => ({
      modelId,
      scope,
      usd: plan?.cost.perTarget.find((one) => targetKey(one) === targetKey({ modelId, scope }))?.usd ?? null,
    });
  const quotaText = ({ quotas }: PlannedTarget) => inOrder(quotas.map(({ kind, code }) => `${kind} ${code}`));
  return {
    added: added.map(entry(after)),
    removed: removed.map(entry(before)),
    changed: changesOfKept(kept, (one, other) => ({
      modelId: one.modelId,
      scope: one.scope,
      changes: [
        ...changeOf("ids", one.monitoredIds, other.monitoredIds, inOrder).map((change) =>
          withEffect(change, effectOfIds(one.monitoredIds, other.monitoredIds)),
        ),
        ...changeOf("quotas", one, other, quotaText),
        ...changeOf("no quota of", one.missingKinds, other.missingKinds, inOrder),
        ...changeOf("reservation", one.reservation, other.reservation, reservationText),
        ...alarmsChange(one.alarms.length, other.alarms.length),
        ...changeOf("left out", one.leftOutKinds ?? [], other.leftOutKinds ?? [], inOrder).map((change) =>
          withEffect(change, effectOfLeavingOut(one.leftOutKinds ?? [], other.leftOutKinds ?? [])),
        ),
      ],
    })),
  };
}

/** Of a target that has charts alone, before or after; how many alarms come and go is said of the alarms. */
const alarmsChange = (before: number, after: number): Change[] =>
  before > 0 && after > 0
    ? []
    : changeOf("alarms", before, after).map((change) =>
        withEffect(change, after === 0 ? "silent" : "no longer silent"),
      );

const targetKey = ({ modelId, scope }: { modelId: string; scope: string }): string => `${modelId} ${scope}`;

function dashboardDiff(before: MonitoringPlan | undefined, after: MonitoringPlan | undefined): PlanDiff["dashboards"] {
  const { added, removed, kept } = keyedDiff(before?.dashboards ?? [], after?.dashboards ?? [], ({ name }) => name);
  return {
    added: added.map(({ name }) => name),
    removed: removed.map(({ name }) => name),
    changed: kept.flatMap(([one, other]) => {
      const widgets = diffWidgets(one.body, other.body);
      return isEmpty(widgets) ? [] : [{ name: one.name, ...widgets }];
    }),
  };
}

function functionsDiff(before: PlannedFunctions, after: PlannedFunctions): Change[] {
  const [old, now] = [before.iam ?? {}, after.iam ?? {}];
  return [
    ...changeOf("logs kept, days", before.logRetentionDays, after.logRetentionDays),
    ...changeOf("VPC", before.vpc, after.vpc, vpcText),
    ...changeOf("permissions boundary", old.permissionsBoundary, now.permissionsBoundary, (arn) => arn ?? "none"),
    ...changeOf("roles' path", old.path, now.path, (path) => path ?? "/"),
    ...changeOf("roles' name prefix", old.namePrefix, now.namePrefix, (prefix) => prefix ?? "none"),
  ];
}

/** What a reservation is shown from, in a few words. */
function reservationText(reservation: PlannedTarget["reservation"]): string {
  if (!reservation) return "not looked at";
  const { source, maxTokens, logGroup, applications, namespace } = reservation;
  const from = logGroup ?? (applications ? `${inOrder(applications).join(", ")} in ${namespace}` : undefined);
  const assumed = maxTokens === undefined ? "left out" : `as ${maxTokens}`;
  return `${source}${from === undefined ? "" : ` ${from}`}, requests without max_tokens ${assumed}`;
}

function logsDiff(before: PlannedLogs | undefined, after: PlannedLogs | undefined): Change[] {
  const groups = (logs: PlannedLogs | undefined) => inOrder((logs?.groups ?? []).map(({ logGroup }) => logGroup));
  const filters = (logs: PlannedLogs | undefined) =>
    (logs?.groups ?? []).flatMap(({ filters: own, ...group }) => own.map((filter) => ({ ...group, ...filter })));
  const { added, removed, kept } = keyedDiff(
    filters(before),
    filters(after),
    ({ logGroup, name }) => `${logGroup} ${name}`,
  );
  const other = kept.filter(([one, now]) => canonical(one) !== canonical(now)).length;
  const logging = (logs: PlannedLogs | undefined) =>
    logs?.logging ? `into ${logs.logging.logGroup}, kept ${logs.logging.retentionDays} days` : "left as it is";
  return [
    ...changeOf("metric filters on", groups(before), groups(after), (names) => names),
    ...changeOf("metric filters", before, after, (logs) => filters(logs).length),
    ...(added.length + removed.length === 0 && other > 0
      ? [
          {
            field: "metric filters",
            before: `${filters(before).length}`,
            after: `${other} of them with other contents`,
          },
        ]
      : []),
    ...changeOf("model invocation logging of the Region", before, after, logging),
  ];
}

function vpcText(vpc: PlannedFunctions["vpc"]): string {
  if (!vpc) return "none";
  if (vpc.kind === "create") return `a new one of ${vpc.cidr} in ${vpc.zones} zones`;
  return `subnets ${inOrder(vpc.subnetIds).join(", ")} with groups ${inOrder(vpc.securityGroupIds).join(", ")}`;
}

function costDiff(before: PlanCost | undefined, after: PlanCost | undefined): PlanDiff["cost"] {
  const [old, now] = [byKey(before?.lines ?? [], ({ what }) => what), byKey(after?.lines ?? [], ({ what }) => what)];
  const names = inOrder([...new Set([...old.keys(), ...now.keys()])]);
  const prices = names.map((what) => [old.get(what), now.get(what)]);
  return {
    before: before?.monthlyUsd ?? null,
    after: after?.monthlyUsd ?? null,
    delta: cents((after?.monthlyUsd ?? 0) - (before?.monthlyUsd ?? 0)),
    lines: names
      .map((what) => ({ what, before: old.get(what)?.usd ?? 0, after: now.get(what)?.usd ?? 0 }))
      .filter((line) => line.before !== line.after),
    prices: prices.length,
    unverifiedPrices: prices.filter((sides) => sides.some((line) => line?.verified === false)).length,
  };
}

const cents = (value: number): number => Math.round(value * 100) / 100;

/**
 * Fields that differ although the section on them is empty, so that no difference goes unsaid. Alarms and dashboards'
 * bodies are compared to the last field as it is, and their texts may differ in an order that means nothing.
 */
function unexplained(
  before: MonitoringPlan,
  after: MonitoringPlan,
  sections: Pick<PlanDiff, "alerts" | "alarms" | "functions" | "logs" | "targets" | "dashboards" | "feed" | "cost">,
): string[] {
  const said: Record<string, object> = sections;
  const { added, removed, changed } = sections.alarms;
  const alarmsDiffer = added.length + removed.length + changed.length > 0;
  const [one, other] = [before, after].map((plan) => compared(plan, alarmsDiffer)) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  return inOrder([...new Set([...Object.keys(one), ...Object.keys(other)])]).filter(
    (field) => canonical(one[field]) !== canonical(other[field]) && !(said[field] && !isEmpty(said[field])),
  );
}

/** @param alarmsDiffer the names of its alarms, which a target repeats, differ with them */
const compared = (
  { alarms: _, compositeAlarms: __, dashboards, targets, ...rest }: MonitoringPlan,
  alarmsDiffer: boolean,
): Record<string, unknown> => ({
  ...rest,
  targets: alarmsDiffer ? targets.map(({ alarms: _, ...others }) => others) : targets,
  dashboards: dashboards.map(({ body: _, ...others }) => others),
});

/** Whether a section says nothing: no list has an entry, no number counts a change. */
const isEmpty = (section: object): boolean =>
  Object.entries(section).every(([name, value]) =>
    Array.isArray(value) ? value.length === 0 : notAChange.has(name) || value === 0 || value === false,
  );
const notAChange = new Set(["before", "after", "nobody", "prices", "unverifiedPrices"]);
