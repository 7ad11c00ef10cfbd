import type { Evaluation } from "../monitoring/settings.ts";
import type { EvaluationConfig } from "./alarm-shapes.ts";
import { at, type Problems } from "./config-error.ts";
import { checkSeverityNames } from "./thresholds.ts";

interface Window {
  datapoints: number;
  of: number;
}

const isOneForAll = (given: EvaluationConfig): given is Window => typeof given["datapoints"] === "number";

const toEvaluation = ({ datapoints, of }: Window): Evaluation => ({
  datapointsToAlarm: datapoints,
  evaluationPeriods: of,
});

/** The evaluations of each severity, as an `evaluation` of the stack or of an entry changes them. */
export function evaluationsWith(
  before: Readonly<Record<string, Evaluation>>,
  given: EvaluationConfig | undefined,
): Readonly<Record<string, Evaluation>> {
  if (!given) return before;
  const windowOf = (severity: string): Window | undefined =>
    isOneForAll(given) ? given : Object.hasOwn(given, severity) ? given[severity] : undefined;
  return Object.fromEntries(
    Object.entries(before).map(([severity, evaluation]) => {
      const window = windowOf(severity);
      return [severity, window ? toEvaluation(window) : evaluation];
    }),
  );
}

/**
 * Checks an `evaluation`, the stack's or an entry's.
 * @param severities the names of the stack's severities; undefined while they can't be told
 */
export function checkEvaluation(
  given: EvaluationConfig,
  path: string,
  severities: readonly string[] | undefined,
  problems: Problems,
): void {
  if (isOneForAll(given)) {
    checkWindow(given, path, problems);
    return;
  }
  if (severities) checkSeverityNames(path, Object.keys(given), severities, problems);
  for (const [severity, window] of Object.entries(given)) checkWindow(window, at(path, severity), problems);
}

function checkWindow({ datapoints, of }: Window, path: string, problems: Problems): void {
  if (datapoints <= of) return;
  problems.add(
    at(path, "datapoints"),
    datapoints,
    `is more than the ${of} minutes that are looked at`,
    `write at most ${of}, or raise of`,
  );
}
