import { limits } from "../limits.ts";
import { namePrefix } from "../names.ts";
import type { MetricDataQuery, PlannedAction, PlannedAlarm, Tag } from "../plan-types.ts";
import type { MonitoringSettings } from "../settings.ts";

/** What the alarms of a plan have in common. */
export type AlarmBase = Omit<PlannedAlarm, "Threshold" | "ThresholdMetricId" | "ComparisonOperator" | "Metrics"> & {
  Metrics: MetricDataQuery[];
};

export interface AlarmParts {
  name: string;
  /** Markdown, at most 1,024 characters */
  description: string;
  severity: string;
  metrics: MetricDataQuery[];
  evaluation: { datapointsToAlarm: number; evaluationPeriods: number };
  missingData: PlannedAlarm["TreatMissingData"];
  tags: Readonly<Record<string, string>>;
  /** with `notify: composite` only the stack's composite alarms notify, and the publisher's own */
  notifies: boolean;
}

/** The fields every alarm has, with its actions: the severity's own topic and the existing ones configured for it. */
export function alarmBase(settings: MonitoringSettings, parts: AlarmParts): AlarmBase {
  const actions = parts.notifies ? actionsOf(settings, parts.severity) : [];
  return {
    AlarmName: parts.name,
    AlarmDescription: parts.description,
    ActionsEnabled: true,
    AlarmActions: actions,
    OKActions: actions,
    InsufficientDataActions: [],
    Metrics: parts.metrics,
    EvaluationPeriods: parts.evaluation.evaluationPeriods,
    DatapointsToAlarm: parts.evaluation.datapointsToAlarm,
    TreatMissingData: parts.missingData,
    Tags: tagsOf(settings, { ...parts.tags, severity: parts.severity }),
  };
}

/** The topics to notify at a severity. */
export const actionsOf = (settings: MonitoringSettings, severity: string): PlannedAction[] => [
  `topic:${severity}`,
  ...topicsOf(settings, severity).map((arn) => arn as PlannedAction),
];

/** A severity's name is a person's word, and an object answers to a few of them by itself: "constructor". */
const topicsOf = ({ alerts: { topicArns } }: MonitoringSettings, severity: string): readonly string[] =>
  (Object.hasOwn(topicArns, severity) ? topicArns[severity] : undefined) ?? [];

/** The stack's tags with our own, ours prefixed so that they never collide. */
export const tagsOf = (settings: MonitoringSettings, own: Readonly<Record<string, string>>): Tag[] => [
  ...Object.entries(settings.tags).map(([Key, Value]) => ({ Key, Value })),
  ...Object.entries(own).map(([key, Value]) => ({ Key: `${namePrefix}:${key}`, Value })),
];

/**
 * Joins the paragraphs of a description; the last ones give way when the whole would be longer than AWS takes.
 * @param paragraphs the most important first
 */
export function description(paragraphs: readonly string[]): string {
  let text = "";
  for (const paragraph of paragraphs) {
    const longer = text === "" ? paragraph : `${text}\n\n${paragraph}`;
    if (longer.length > limits.alarmDescriptionLength) continue;
    text = longer;
  }
  return text;
}

/** The mildest severity of the stack. */
export const mildest = (settings: MonitoringSettings): string => severityAt(settings, 0);
/** The most severe severity of the stack. */
export const mostSevere = (settings: MonitoringSettings): string => severityAt(settings, -1);

function severityAt(settings: MonitoringSettings, index: number): string {
  const severity = settings.severities.at(index);
  if (!severity) throw new RangeError("a stack needs at least one severity");
  return severity.name;
}
