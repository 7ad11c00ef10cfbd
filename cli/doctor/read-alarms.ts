import { alarmNamesWith, type DeployedAlarm, describeAlarms } from "../../aws/alarms.ts";
import { listMuteRules } from "../../aws/mute-rules.ts";
import type { AlarmDefinition, FoundAlarm, MuteRule } from "../../monitoring/doctor/facts.ts";
import type { Reading } from "../../monitoring/doctor/finding.ts";
import { alarmsOf } from "../../monitoring/doctor/planned-alarms.ts";
import { alarmNameEnd } from "../../monitoring/names.ts";
import type { ComparisonOperator, MetricDataQuery, MonitoringPlan, PlannedAlarm } from "../../monitoring/plan-types.ts";
import type { UsageClients } from "../usage/clients.ts";
import { mapped, type Read } from "./reading.ts";

export interface AlarmReadings {
  alarms: Reading<ReadonlyMap<string, FoundAlarm>>;
  strangers: Reading<readonly string[]>;
  muteRules: Reading<readonly MuteRule[]>;
  /** of the account that the alarms are in; undefined: none was found */
  account: string | undefined;
}

/** Reads the alarms of a plan, those that look like its own, and the mute rules. */
export async function readAlarms(
  { cloudwatch }: UsageClients,
  plan: MonitoringPlan,
  read: Read,
): Promise<AlarmReadings> {
  const names = alarmsOf(plan).map(({ AlarmName }) => AlarmName);
  // Names begin with their severity (monitoring/alarms/names.ts): also those that the stack had by default.
  const severities = new Set([
    ...(plan.alerts?.severities.map(({ severity }) => severity) ?? []),
    "warning",
    "critical",
  ]);
  const [deployed, alike, rules] = await Promise.all([
    read("cloudwatch:DescribeAlarms", () => describeAlarms(cloudwatch, names)),
    read("cloudwatch:DescribeAlarms", async () => {
      const lists = await Promise.all([...severities].map((one) => alarmNamesWith(cloudwatch, `${one}: `)));
      return lists.flat();
    }),
    read("cloudwatch:ListAlarmMuteRules", () => listMuteRules(cloudwatch)),
  ]);
  const planned = new Set(names);
  const end = alarmNameEnd(plan.stack);
  const [first] = "value" in deployed ? deployed.value.values() : [];
  return {
    alarms: await mapped(deployed, (found) => new Map([...found].map(([name, alarm]) => [name, foundAlarm(alarm)]))),
    strangers: await mapped(alike, (found) => found.filter((name) => name.endsWith(end) && !planned.has(name)).sort()),
    muteRules: await mapped(rules, (found) =>
      found.map(({ expires, ...rule }) => ({ ...rule, ...(expires && { expires: secondsOf(expires) }) })),
    ),
    account: first?.arn.split(":")[4],
  };
}

const secondsOf = (time: Date): number => time.getTime() / 1000;

function foundAlarm(alarm: DeployedAlarm): FoundAlarm {
  const {
    name,
    description,
    actionsEnabled,
    alarmActions,
    state,
    reason,
    changed,
    configured,
    metric,
    rule,
    suppressor,
  } = alarm;
  return {
    name,
    actionsEnabled,
    alarmActions,
    ...(description !== undefined && { description }),
    ...(state !== undefined && { state }),
    ...(reason !== undefined && { reason }),
    ...(metric?.EvaluationState !== undefined && { evaluation: metric.EvaluationState }),
    ...(changed && { changed: secondsOf(changed) }),
    ...(configured && { configured: secondsOf(configured) }),
    ...(metric && { definition: definitionOf(metric) }),
    ...(rule !== undefined && { rule }),
    ...(suppressor !== undefined && { suppressor }),
  };
}

type Deployed = NonNullable<DeployedAlarm["metric"]>;

function definitionOf(metric: Deployed): AlarmDefinition {
  const { EvaluationPeriods, DatapointsToAlarm, Threshold, ThresholdMetricId, ComparisonOperator: comparison } = metric;
  return {
    Metrics: (metric.Metrics ?? []).map(queryOf),
    ...(EvaluationPeriods !== undefined && { EvaluationPeriods }),
    ...(DatapointsToAlarm !== undefined && { DatapointsToAlarm }),
    ...(Threshold !== undefined && { Threshold }),
    ...(ThresholdMetricId !== undefined && { ThresholdMetricId }),
    ...(comparison !== undefined && { ComparisonOperator: comparison as ComparisonOperator }),
    ...(metric.TreatMissingData !== undefined && {
      TreatMissingData: metric.TreatMissingData as PlannedAlarm["TreatMissingData"],
    }),
  };
}

function queryOf(query: NonNullable<Deployed["Metrics"]>[number]): MetricDataQuery {
  // ReturnData is true where it is left out (API MetricDataQuery).
  const { Id = "", ReturnData = true, Expression, Period, MetricStat } = query;
  if (Expression !== undefined) return { Id, ReturnData, Expression, ...(Period !== undefined && { Period }) };
  const { Metric, Period: period = 0, Stat = "" } = MetricStat ?? {};
  const Dimensions = (Metric?.Dimensions ?? []).map(({ Name = "", Value = "" }) => ({ Name, Value }));
  return {
    Id,
    ReturnData,
    MetricStat: {
      Metric: { Namespace: Metric?.Namespace ?? "", MetricName: Metric?.MetricName ?? "", Dimensions },
      Period: period,
      Stat,
    },
  };
}
