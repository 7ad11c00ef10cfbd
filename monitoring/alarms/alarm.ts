import { limits } from "../limits.ts";
import { namePrefix } from "../names.ts";
import type { MetricDataQuery, PlannedAction, PlannedAlarm, Tag } from "../plan-types.ts";
import type { MonitoringSettings } from "../settings.ts";
import { alarmName } from "./names.ts";

/** What the alarms of a plan have in common. */
export type AlarmBase = Omit<PlannedAlarm, "Threshold" | "ThresholdMetricId" | "ComparisonOperator" | "Metrics"> & {
  Metrics: MetricDataQuery[];
};

/** An alarm with the severity that it was made for. */
export interface RatedAlarm {
  severity: string;
  alarm: PlannedAlarm;
}

export interface AlarmParts {
  /** see alarms/names.ts */
  id: string;
  /** what the alarm is on, for its name: see `alarmName` */
  about: string;
  /** Markdown, at most 1,024 bytes */
  description: string;
  severity: string;
  metrics: MetricDataQuery[];
  evaluation: { datapointsToAlarm: number; evaluationPeriods: number };
  missingData: PlannedAlarm["TreatMissingData"];
  tags: Readonly<Record<string, string>>;
  /** only with `notify: each` do single alarms notify; the publisher's own always do */
  notifies: boolean;
}

/** The fields every alarm has, with its actions: the severity's own topic and the existing ones configured for it. */
export function alarmBase(settings: MonitoringSettings, parts: AlarmParts): AlarmBase {
  const actions = parts.notifies ? actionsOf(settings, parts.severity) : [];
  return {
    id: parts.id,
    AlarmName: alarmName(settings.stack, parts.severity, parts.about),
    AlarmDescription: parts.description,
    ActionsEnabled: true,
    AlarmActions: actions,
    // CloudWatch runs them from INSUFFICIENT_DATA too, so a healthy first deployment would send one for every alarm.
    OKActions: [],
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
export function tagsOf(settings: MonitoringSettings, own: Readonly<Record<string, string>>): Tag[] {
  const tags: Tag[] = [];
  for (const [Key, Value] of Object.entries(settings.tags)) tags.push({ Key, Value });
  for (const [key, Value] of Object.entries(own)) tags.push({ Key: `${namePrefix}:${key}`, Value });
  return tags;
}

/** The value of one of our own tags of an alarm, e.g. `severity` or `kind`. */
export const ownTag = ({ Tags }: { Tags: readonly Tag[] }, key: string): string | undefined =>
  Tags.find(({ Key }) => Key === `${namePrefix}:${key}`)?.Value;

const encoder = new TextEncoder();
/** As long as a description may be, in bytes: a text that doesn't fit is too long by itself. */
const scratch = new Uint8Array(limits.alarmDescriptionBytes);

/**
 * Joins the paragraphs of a description; the last ones give way when the whole would be longer than AWS takes.
 * @param paragraphs the most important first
 */
export function description(paragraphs: readonly string[]): string {
  const taken: string[] = [];
  let bytes = 0;
  for (const paragraph of paragraphs) {
    // Each is counted once, into one buffer: to encode the whole again each time takes a sixth of a large plan's time.
    const { read, written } = encoder.encodeInto(paragraph, scratch);
    const grown = bytes + written + (taken.length === 0 ? 0 : separator.length);
    if (read < paragraph.length || grown > limits.alarmDescriptionBytes) continue;
    taken.push(paragraph);
    bytes = grown;
  }
  return taken.join(separator);
}

/** Between two paragraphs; of one byte each. */
const separator = "\n\n";

/** The mildest severity of the stack. */
export const mildest = (settings: MonitoringSettings): string => severityAt(settings, 0);
/** The most severe severity of the stack. */
export const mostSevere = (settings: MonitoringSettings): string => severityAt(settings, -1);

function severityAt(settings: MonitoringSettings, index: number): string {
  const severity = settings.severities.at(index);
  if (!severity) throw new RangeError("a stack needs at least one severity");
  return severity.name;
}
