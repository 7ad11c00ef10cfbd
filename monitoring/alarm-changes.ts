import { kindTable } from "../words/limit-kinds.ts";
import { type AnyAlarm, childrenOf } from "./alarm-audience.ts";
import { ownTag } from "./alarms/alarm.ts";
import {
  type Effect,
  effectOfEvaluation,
  effectOfIds,
  effectOfMissingData,
  effectOfPeriod,
  effectOfThreshold,
} from "./effect.ts";
import { type Change, canonical, changeOf, inOrder, withEffect } from "./keyed-diff.ts";
import type { PlannedAlarm } from "./plan-types.ts";

export const isMetric = (alarm: AnyAlarm): alarm is PlannedAlarm => "Metrics" in alarm;

/** What one field of the difference is made from; every field that none names is compared under its own name. */
interface Field {
  name: string;
  keys: string[];
  text: (alarm: AnyAlarm) => string | null;
  effect?: (before: PlannedAlarm, after: PlannedAlarm) => Effect | undefined;
}

const metricText = (text: (alarm: PlannedAlarm) => string | null) => (alarm: AnyAlarm) =>
  isMetric(alarm) ? text(alarm) : null;

const fields: Field[] = [
  {
    name: "threshold",
    keys: ["Threshold", "ThresholdMetricId", "ComparisonOperator"],
    text: metricText(thresholdText),
    effect: effectOfThreshold,
  },
  {
    name: "evaluation",
    keys: ["EvaluationPeriods", "DatapointsToAlarm"],
    text: metricText(evaluationText),
    effect: effectOfEvaluation,
  },
  {
    name: "missing data",
    keys: ["TreatMissingData"],
    text: metricText(({ TreatMissingData }) => TreatMissingData),
    effect: effectOfMissingData,
  },
  { name: "metrics", keys: ["Metrics"], text: metricText(expressionOf) },
  { name: "rule", keys: ["AlarmRule"], text: (alarm) => (isMetric(alarm) ? null : ruleText(alarm.AlarmRule)) },
  { name: "actions", keys: ["AlarmActions", "OKActions", "InsufficientDataActions"], text: actionsText },
  { name: "actions enabled", keys: ["ActionsEnabled"], text: ({ ActionsEnabled }) => String(ActionsEnabled) },
  { name: "tags", keys: ["Tags"], text: () => null },
  // Last: with a threshold the name changes too, and says no more.
  { name: "name", keys: ["AlarmName"], text: ({ AlarmName }) => AlarmName },
  { name: "description", keys: ["AlarmDescription"], text: () => null },
];
const named = new Set(["id", ...fields.flatMap(({ keys }) => keys)]);

/**
 * What changes between two states of an alarm, a field each.
 * @param audience what it does to who is told of the alarm; of a composite one, of those that it is made of
 */
export function changesOf(one: AnyAlarm, other: AnyAlarm, audience: Effect | undefined): Change[] {
  const [old, now] = [values(one), values(other)];
  const differs = (key: string) => canonical(old[key]) !== canonical(now[key]);
  const changes = fields
    .filter(({ keys }) => keys.some(differs))
    .flatMap(({ name, text, effect }): Change[] => {
      if (name === "metrics" && isMetric(one) && isMetric(other)) return metricsChanges(one, other);
      if (name === "tags") return tagChanges(one, other);
      const found = aboutAudience.has(name)
        ? audience
        : isMetric(one) && isMetric(other)
          ? effect?.(one, other)
          : undefined;
      return [{ field: name, ...told(text(one), text(other)), ...(found && { effect: found }) }];
    });
  const rest = inOrder([...new Set([...Object.keys(old), ...Object.keys(now)])]).filter((key) => !named.has(key));
  return [...changes, ...rest.flatMap((key) => changeOf(key, old[key], now[key], canonical))];
}

const aboutAudience = new Set(["actions", "actions enabled", "rule"]);

function tagChanges({ Tags: before }: AnyAlarm, { Tags: after }: AnyAlarm): Change[] {
  const [old, now] = [before, after].map((tags) => new Map(tags.map(({ Key, Value }) => [Key, Value])));
  return inOrder([...new Set([...old!.keys(), ...now!.keys()])]).flatMap((key) =>
    changeOf(`tag ${key}`, old!.get(key), now!.get(key), (value) => value ?? "none"),
  );
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

/** Whether an alarm is on the use of a quota, of which its threshold is a share. */
const isOnUse = (alarm: AnyAlarm): boolean => Object.hasOwn(kindTable, ownTag(alarm, "kind") ?? "");
/** Whether an alarm's figure is a sum over ids, so that one id more can but raise it. */
const addsUpIds = (alarm: AnyAlarm): boolean => isOnUse(alarm) || ownTag(alarm, "kind") === "throttles";

export function thresholdText(alarm: PlannedAlarm): string {
  const { Threshold, ComparisonOperator } = alarm;
  const isShare = isOnUse(alarm) || ownTag(alarm, "kind") === "server-errors";
  const value = Threshold === undefined ? "its anomaly band" : `${Threshold}${isShare ? " %" : ""}`;
  return `${comparisons[ComparisonOperator] ?? ComparisonOperator} ${value}`;
}

export function evaluationText({ DatapointsToAlarm, EvaluationPeriods }: PlannedAlarm): string {
  return `${DatapointsToAlarm} of ${EvaluationPeriods}`;
}

function actionsText({ AlarmActions, OKActions }: AnyAlarm): string {
  const ok = OKActions.length > 0 ? `; OK: ${inOrder(OKActions).join(", ")}` : "";
  return `${inOrder(AlarmActions).join(", ") || "none"}${ok}`;
}

/** The expression that the threshold is compared with. */
function expressionOf({ Metrics }: PlannedAlarm): string | null {
  const returned = Metrics.find(({ ReturnData }) => ReturnData);
  return returned && "Expression" in returned ? returned.Expression : null;
}

/** Most often the metrics change because other ids are counted, or over other periods: then these are what to say. */
function metricsChanges(one: PlannedAlarm, other: PlannedAlarm): Change[] {
  const ids = changeOf("ids", one, other, idsOf).map((change) => withEffect(change, idsEffect(one, other)));
  const periods = changeOf("period", one, other, periodText).map((change) =>
    withEffect(change, ids.length > 0 ? undefined : periodEffect(one, other)),
  );
  const band = changeOf("band", one, other, (alarm) => bandOf(alarm) ?? "none").map((change) =>
    withEffect(change, bandEffect(one, other)),
  );
  const found = [...ids, ...periods, ...band];
  return found.length > 0 ? found : [{ field: "metrics", ...told(expressionOf(one), expressionOf(other)) }];
}

const idsEffect = (one: PlannedAlarm, other: PlannedAlarm): Effect | undefined =>
  addsUpIds(one) && addsUpIds(other) ? effectOfIds(idsOf(one), idsOf(other)) : undefined;

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

/** Seconds of each of an alarm's metrics, each length once. */
const periodsOf = ({ Metrics }: PlannedAlarm): number[] => [
  ...new Set(Metrics.flatMap((query) => ("MetricStat" in query ? [query.MetricStat.Period] : (query.Period ?? [])))),
];

const periodText = (alarm: PlannedAlarm): string =>
  `${
    periodsOf(alarm)
      .sort((a, b) => a - b)
      .join(", ") || "no"
  } s`;

function periodEffect(one: PlannedAlarm, other: PlannedAlarm): Effect | undefined {
  const [[before, ...more], [after, ...others]] = [periodsOf(one), periodsOf(other)];
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0) return undefined;
  const [old, now] = [soleStat(one), soleStat(other)];
  return old === now ? effectOfPeriod(one, other, { before, after }, now) : undefined;
}

/** The statistic of the one metric that is compared as it is. */
function soleStat({ Metrics }: PlannedAlarm): string | undefined {
  const stats = Metrics.filter((query) => "MetricStat" in query);
  const others = Metrics.filter((query) => "Expression" in query);
  const [only] = stats;
  return stats.length === 1 && others.every(({ Expression }) => Expression === only?.Id)
    ? only?.MetricStat.Stat
    : undefined;
}

const bandForm = /ANOMALY_DETECTION_BAND\(\s*\w+\s*,\s*(\d+(?:\.\d+)?)\s*\)/;

/** Standard deviations of an alarm's anomaly band: the wider, the more has to happen. */
function bandOf({ Metrics }: PlannedAlarm): string | undefined {
  for (const query of Metrics) {
    const found = "Expression" in query ? bandForm.exec(query.Expression)?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function bandEffect(one: PlannedAlarm, other: PlannedAlarm): Effect | undefined {
  const [before, after] = [Number(bandOf(one)), Number(bandOf(other))];
  if (before < after) return "less sensitive";
  return before > after ? "more sensitive" : undefined;
}

const childForm = /^ALARM\("[^"]*"\)$/;

/** A rule that is nothing but alternatives means the same in any order. */
function orderedRule(rule: string): string {
  const parts = rule.split(" OR ");
  return parts.every((part) => childForm.test(part)) ? inOrder(parts).join(" OR ") : rule;
}

export const ruleText = (rule: string): string => `over ${childrenOf({ AlarmRule: rule }).length} alarms`;
