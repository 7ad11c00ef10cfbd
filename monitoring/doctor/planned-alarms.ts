import { upCommand } from "../../words/commands.ts";
import { ownTag } from "../alarms/alarm.ts";
import { alarmNameEnd } from "../names.ts";
import type { MonitoringPlan, PlannedAction, PlannedAlarm, PlannedCompositeAlarm } from "../plan-types.ts";
import type { Level } from "./finding.ts";

export type AnyAlarm = PlannedAlarm | PlannedCompositeAlarm;

/** Every alarm of a plan, metric alarms first. */
export const alarmsOf = ({ alarms, compositeAlarms }: MonitoringPlan): readonly AnyAlarm[] => [
  ...alarms,
  ...compositeAlarms,
];

/** The severest severity of a stack; alerts have them mildest first. */
export const severestOf = ({ alerts }: MonitoringPlan): string | undefined => alerts?.severities.at(-1)?.severity;

/** What a fault of an alarm is: as bad as what it tells of. */
export const levelOf = (plan: MonitoringPlan, alarm: AnyAlarm): Extract<Level, "warning" | "critical"> =>
  ownTag(alarm, "severity") === severestOf(plan) ? "critical" : "warning";

/** An alarm's name in a sentence about its stack: without the end that all names of the stack have. */
export function shortName({ stack }: MonitoringPlan, name: string): string {
  const end = alarmNameEnd(stack);
  return name.endsWith(end) ? name.slice(0, -end.length) : name;
}

/** The command that puts things back to what the stack file says: the state is brought up to date first. */
export const putBack = ({ stack }: MonitoringPlan): string => `${upCommand(stack)} --refresh`;

/** What an alarm's description says to do first. */
export const doFirst = ({ AlarmDescription }: AnyAlarm): string | undefined =>
  /(?:^|\n\n)Do first: ([^\n]+)/.exec(AlarmDescription)?.[1]?.replaceAll("`", "").replace(/\.$/, "");

/** The severity of a planned action on one of the stack's own topics; undefined for a topic of somebody else. */
export const ownSeverity = (action: PlannedAction): string | undefined =>
  action.startsWith("topic:") ? action.slice("topic:".length) : undefined;
