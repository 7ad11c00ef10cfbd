import type { Evaluation, Severity, TargetSettings } from "./settings.ts";

/** A window of an hour: an alarm that one burst set off stays on until an hour has passed without another. */
const hour = 60;

/**
 * How the alarms on use are evaluated where the config does not say, chosen by the table in docs/decisions/alarms.md:
 * at the severest level a single minute counts, since Bedrock throttles on the reservation, which is never less than
 * the use that the metrics show; at a milder one two of an hour.
 */
export const defaultEvaluations = (severities: readonly Severity[]): Readonly<Record<string, Evaluation>> =>
  Object.fromEntries(
    severities.map(({ name }, index): [string, Evaluation] => [
      name,
      { datapointsToAlarm: index === severities.length - 1 ? 1 : 2, evaluationPeriods: hour },
    ]),
  );

/** @throws RangeError for a severity that the stack does not have; the config's reader gives each one */
export function evaluationOf({ evaluation }: TargetSettings, severity: string): Evaluation {
  const found = evaluation[severity];
  if (!found) throw new RangeError(`no evaluation for the severity ${severity}`);
  return found;
}

/** A single minute counts, however late its metrics are within the hour, and one message covers all of the hour. */
export const oneMinuteOfAnHour: Evaluation = { datapointsToAlarm: 1, evaluationPeriods: hour };

/** AWS does not state how late Bedrock's metrics can be; the simulation asks up to so many minutes. */
const latest = 4;

/** Whether an alarm so evaluated tells of a single bad minute, late metrics included. */
export const tellsOfOneMinute = ({ datapointsToAlarm, evaluationPeriods }: Evaluation): boolean =>
  datapointsToAlarm === 1 && evaluationPeriods > latest;

/** How the window of an alarm reads in a sentence, e.g. "in at least 2 of the last 60 minutes". */
export function windowText({ datapointsToAlarm: needed, evaluationPeriods: minutes }: Evaluation): string {
  if (minutes === 1) return "in the last minute";
  if (needed === minutes) return `in each of the last ${minutes} minutes`;
  return `in at least ${needed} of the last ${minutes} minutes`;
}
