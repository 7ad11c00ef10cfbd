import { type Change, canonical, changeOf, inOrder, keyedDiff } from "./keyed-diff.ts";
import type { MonitoringPlan, PlannedAlarm, PlannedCompositeAlarm } from "./plan-types.ts";

interface AlarmEntry {
  name: string;
  kind: "metric" | "composite";
  /** what it takes for the alarm to fire, e.g. "≥ 70, 2 of 3" */
  condition: string;
}

export interface AlarmDiff {
  added: AlarmEntry[];
  removed: AlarmEntry[];
  changed: { name: string; changes: Change[] }[];
  /** names of the alarms of which only the description changes */
  describedAnew: string[];
}

type AnyAlarm = PlannedAlarm | PlannedCompositeAlarm;
type Alarms = Pick<MonitoringPlan, "alarms" | "compositeAlarms">;

/** The alarms, composite ones among them, that come, go and change from one plan to another. */
export function diffAlarms(before: Alarms | undefined, after: Alarms | undefined): AlarmDiff {
  const { added, removed, kept } = keyedDiff(all(before), all(after), ({ id }) => id);
  const changed = kept
    .map(([one, other]) => ({ name: commonName(one, other), changes: changesOf(one, other) }))
    .filter(({ changes }) => changes.length > 0);
  const isDescription = ({ changes }: { changes: Change[] }) => changes.every(({ field }) => field === "description");
  return {
    added: added.map(entryOf),
    removed: removed.map(entryOf),
    changed: changed.filter((one) => !isDescription(one)),
    describedAnew: changed.filter(isDescription).map(({ name }) => name),
  };
}

/** What both sides call an alarm: its name, or its identity where the name changes too. */
const commonName = (one: AnyAlarm, other: AnyAlarm): string =>
  one.AlarmName === other.AlarmName ? one.AlarmName : one.id;

const all = (plan: Alarms | undefined): AnyAlarm[] => (plan ? [...plan.alarms, ...plan.compositeAlarms] : []);

const entryOf = (alarm: AnyAlarm): AlarmEntry => ({
  name: alarm.AlarmName,
  kind: isMetric(alarm) ? "metric" : "composite",
  condition: isMetric(alarm) ? `${thresholdText(alarm)}, ${evaluationText(alarm)}` : ruleText(alarm.AlarmRule),
});

const isMetric = (alarm: AnyAlarm): alarm is PlannedAlarm => "Metrics" in alarm;

/** What one field of the difference is made from; every field that none names is compared under its own name. */
const fields: { name: string; keys: string[]; text: (alarm: AnyAlarm) => string | null }[] = [
  {
    name: "threshold",
    keys: ["Threshold", "ThresholdMetricId", "ComparisonOperator"],
    text: (alarm) => (isMetric(alarm) ? thresholdText(alarm) : null),
  },
  {
    name: "evaluation",
    keys: ["EvaluationPeriods", "DatapointsToAlarm"],
    text: (alarm) => (isMetric(alarm) ? evaluationText(alarm) : null),
  },
  {
    name: "missing data",
    keys: ["TreatMissingData"],
    text: (alarm) => (isMetric(alarm) ? alarm.TreatMissingData : null),
  },
  { name: "metrics", keys: ["Metrics"], text: (alarm) => (isMetric(alarm) ? metricsText(alarm) : null) },
  { name: "rule", keys: ["AlarmRule"], text: (alarm) => (isMetric(alarm) ? null : ruleText(alarm.AlarmRule)) },
  { name: "actions", keys: ["AlarmActions", "OKActions", "InsufficientDataActions"], text: actionsText },
  { name: "actions enabled", keys: ["ActionsEnabled"], text: ({ ActionsEnabled }) => String(ActionsEnabled) },
  {
    name: "tags",
    keys: ["Tags"],
    text: ({ Tags }) => inOrder(Tags.map(({ Key, Value }) => `${Key}=${Value}`)).join(", "),
  },
  // Last: with a threshold the name changes too, and says no more.
  { name: "name", keys: ["AlarmName"], text: ({ AlarmName }) => AlarmName },
  { name: "description", keys: ["AlarmDescription"], text: () => null },
];
const named = new Set(["id", ...fields.flatMap(({ keys }) => keys)]);

function changesOf(one: AnyAlarm, other: AnyAlarm): Change[] {
  const [old, now] = [values(one), values(other)];
  const differs = (key: string) => canonical(old[key]) !== canonical(now[key]);
  const changes = fields
    .filter(({ keys }) => keys.some(differs))
    .map(({ name, text }): Change => {
      const [before, after] = [text(one), text(other)];
      if (name === "metrics") return metricsChange(one, other) ?? { field: name, ...told(before, after) };
      return { field: name, ...told(before, after) };
    });
  const rest = inOrder([...new Set([...Object.keys(old), ...Object.keys(now)])]).filter((key) => !named.has(key));
  return [...changes, ...rest.flatMap((key) => changeOf(key, old[key], now[key], canonical))];
}

/** Where the texts of both sides are the same, the difference lies in what they leave out. */
const told = (before: string | null, after: string | null) =>
  before === after ? { before: null, after: null } : { before, after };

/** An alarm's fields, with those in which the order of a list is written into a text brought into one order. */
const values = (alarm: AnyAlarm): Record<string, unknown> => ({
  ...alarm,
  ...(!isMetric(alarm) && { AlarmRule: orderedRule(alarm.AlarmRule) }),
});

const comparisons: Record<PlannedAlarm["ComparisonOperator"], string> = {
  GreaterThanOrEqualToThreshold: "≥",
  GreaterThanThreshold: ">",
  LessThanThreshold: "<",
  GreaterThanUpperThreshold: "above",
};

const thresholdText = ({ Threshold, ComparisonOperator }: PlannedAlarm): string =>
  `${comparisons[ComparisonOperator] ?? ComparisonOperator} ${Threshold ?? "its anomaly band"}`;

const evaluationText = ({ DatapointsToAlarm, EvaluationPeriods }: PlannedAlarm): string =>
  `${DatapointsToAlarm} of ${EvaluationPeriods}`;

function actionsText({ AlarmActions, OKActions }: AnyAlarm): string {
  return `alarm: ${inOrder(AlarmActions).join(", ") || "none"}; OK: ${inOrder(OKActions).join(", ") || "none"}`;
}

/** The expression that the threshold is compared with. */
const metricsText = ({ Metrics }: PlannedAlarm): string | null => {
  const returned = Metrics.find(({ ReturnData }) => ReturnData);
  return returned && "Expression" in returned ? returned.Expression : null;
};

/** Most often the metrics change because other ids are counted: then these are what to say. */
function metricsChange(one: AnyAlarm, other: AnyAlarm): Change | undefined {
  return isMetric(one) && isMetric(other) ? changeOf("ids", one, other, idsOf)[0] : undefined;
}

const idsOf = ({ Metrics }: PlannedAlarm): string[] =>
  inOrder([
    ...new Set(
      Metrics.flatMap((query) =>
        "MetricStat" in query
          ? // The stack's name is on every published quota: it is no id.
            query.MetricStat.Metric.Dimensions.flatMap(({ Name, Value }) => (Name === "Stack" ? [] : [Value]))
          : [],
      ),
    ),
  ]);

const childForm = /^ALARM\("[^"]*"\)$/;

/** A rule that is nothing but alternatives means the same in any order. */
function orderedRule(rule: string): string {
  const parts = rule.split(" OR ");
  return parts.every((part) => childForm.test(part)) ? inOrder(parts).join(" OR ") : rule;
}

const ruleText = (rule: string): string => `over ${(rule.match(/ALARM\("/g) ?? []).length} alarms`;
