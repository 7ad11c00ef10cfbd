import { ownTag } from "../../monitoring/alarms/alarm.ts";
import type { ComparisonOperator, PlannedAction, PlannedAlarm } from "../../monitoring/plan-types.ts";
import { kindLabels, type LimitKind } from "../../words/words.ts";
import { type StackPreview, targetKey } from "./data.ts";

/** An alarm of the plan as a person reads it. */
export interface AlarmView {
  name: string;
  composite: boolean;
  /** its target's label, or what else it watches */
  subject: string;
  /** e.g. "tokens per minute" */
  kind: string;
  severity: string;
  /** what it compares, e.g. "% of quota ≥ 70"; of composites their rule in a few words */
  condition: string;
  /** M of N, e.g. "2 of 3 min" */
  evaluation: string;
  missingData: string;
  actions: readonly PlannedAction[];
  /** Markdown */
  description: string;
  /** key of its target in the page's data */
  target?: string;
  alarm?: PlannedAlarm;
  rule?: string;
}

const signs: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanOrEqualToThreshold: "≥",
  GreaterThanThreshold: ">",
  LessThanThreshold: "<",
  GreaterThanUpperThreshold: "above",
};

/** What a missing minute counts as, in words. */
const missing: Readonly<Record<PlannedAlarm["TreatMissingData"], string>> = {
  breaching: "a missing minute counts as breaching",
  notBreaching: "a missing minute counts as within the threshold",
  ignore: "a missing minute keeps the state",
  missing: "missing minutes are left out",
};

/** Every alarm of a stack, composites first. */
export function alarmViews({ plan, labels }: StackPreview): AlarmView[] {
  const targets = new Map(
    plan.targets.flatMap((target) => target.alarms.map((name) => [name, targetKey(target)] as const)),
  );
  const composites = plan.compositeAlarms.map(
    (alarm): AlarmView => ({
      name: alarm.AlarmName,
      composite: true,
      subject: "Whole stack",
      kind: "any alarm",
      severity: ownTag(alarm, "severity") ?? "",
      condition: `any of ${alarm.AlarmRule.split("ALARM(").length - 1} alarms is on`,
      evaluation: "at once",
      missingData: "",
      actions: alarm.AlarmActions,
      description: alarm.AlarmDescription,
      rule: alarm.AlarmRule,
    }),
  );
  const singles = plan.alarms.map((alarm): AlarmView => {
    const target = targets.get(alarm.AlarmName);
    const kind = ownTag(alarm, "kind") ?? "";
    return {
      name: alarm.AlarmName,
      composite: false,
      subject: target === undefined ? "Quota publisher" : (labels[target] ?? target),
      kind: kind in kindLabels ? kindLabels[kind as LimitKind] : kind.replaceAll("-", " "),
      severity: ownTag(alarm, "severity") ?? "",
      condition: conditionOf(alarm),
      evaluation: evaluationOf(alarm),
      missingData: missing[alarm.TreatMissingData],
      actions: alarm.AlarmActions,
      description: alarm.AlarmDescription,
      ...(target === undefined ? {} : { target }),
      alarm,
    };
  });
  return [...composites, ...singles];
}

function conditionOf(alarm: PlannedAlarm): string {
  const watched = alarm.Metrics.find(({ ReturnData }) => ReturnData);
  const label = watched?.Label ?? watched?.Id ?? "";
  if (alarm.ThresholdMetricId !== undefined) return "above the expected band";
  return `${label} ${signs[alarm.ComparisonOperator]} ${alarm.Threshold}`;
}

function evaluationOf(alarm: PlannedAlarm): string {
  const period = Math.max(...alarm.Metrics.map((query) => ("MetricStat" in query ? query.MetricStat.Period : 0)));
  const unit = period === 60 ? "min" : period === 86_400 ? "day" : `× ${period} s`;
  return `${alarm.DatapointsToAlarm} of ${alarm.EvaluationPeriods} ${unit}`;
}
