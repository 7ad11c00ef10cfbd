import { RunError } from "@pulumi/pulumi";
import type { BedrockQuotaMonitorArgs, EvaluationWindow, Model, Publisher, Reservation } from "./arguments.ts";

/**
 * The arguments of the library's component, in the stack file's own words, made of those that every language has.
 * Nothing is checked here but what has two properties for one word: the library tells what is wrong with the rest.
 */
export function programArguments(args: BedrockQuotaMonitorArgs): object {
  const { models, evaluation, evaluationBySeverity, alerts, publisher, ...same } = args;
  const { topics, topicsBySeverity, ...told } = alerts ?? {};
  const one = oneOf("alerts.topics", topics, "alerts.topicsBySeverity", topicsBySeverity);
  return {
    ...same,
    // What is no list of entries is left to the library, whose message says what is allowed.
    models: Array.isArray(models) ? models.map(modelEntry) : models,
    ...evaluations("", evaluation, evaluationBySeverity),
    ...(alerts && { alerts: { ...told, ...(one !== undefined && { topics: one }) } }),
    ...(publisher && { publisher: publisherArguments(publisher) }),
  };
}

function modelEntry(entry: Model, index: number): object | string {
  if (typeof entry !== "object" || entry === null) return entry;
  const { applicationProfiles, applicationProfilesByScope, evaluation, evaluationBySeverity, off, ...same } = entry;
  const at = `models[${index}].`;
  const profiles = oneOf(
    `${at}applicationProfiles`,
    applicationProfiles,
    `${at}applicationProfilesByScope`,
    applicationProfilesByScope,
  );
  return {
    ...switchedOff(same, off ?? [], `${at}off`),
    ...(profiles !== undefined && { applicationProfiles: profiles }),
    ...evaluations(at, evaluation, evaluationBySeverity),
  };
}

function evaluations(
  at: string,
  all: EvaluationWindow | undefined,
  bySeverity: Record<string, EvaluationWindow> | undefined,
): { evaluation?: object } {
  const one = oneOf(`${at}evaluation`, all, `${at}evaluationBySeverity`, bySeverity);
  return one === undefined ? {} : { evaluation: one };
}

const isKey = (name: string, list: readonly string[]): boolean => list.includes(name);

/** An entry with the stack file's `off` in the places that `off` names. */
function switchedOff(entry: Omit<Model, "off">, off: readonly string[], path: string): object {
  const thresholds: Record<string, number | "off"> = { ...entry.thresholds };
  const reservation: Omit<Reservation, "thresholds"> & { thresholds?: Record<string, number | "off"> } = {
    ...entry.reservation,
  };
  const whole: Record<string, "off"> = {};
  for (const [index, name] of off.entries()) {
    const [, ofReservation, severity] = /^(reservation\.)?thresholds\.(.+)$/.exec(name) ?? [];
    if (severity === undefined && !isKey(name, ["serverErrorRate", "latencyAnomaly", "reservation"]))
      throw new RunError(
        `${path}[${index}] "${name}" must be serverErrorRate, latencyAnomaly, reservation, thresholds.<severity> or reservation.thresholds.<severity>`,
      );
    if (severity === undefined) whole[name] = "off";
    else if (ofReservation === undefined) thresholds[severity] = "off";
    else reservation.thresholds = { ...reservation.thresholds, [severity]: "off" };
  }
  return {
    ...entry,
    ...(Object.keys(thresholds).length > 0 && { thresholds }),
    ...(Object.keys(reservation).length > 0 && { reservation }),
    ...whole,
  };
}

function publisherArguments({ uncounted, vpc, ...same }: Publisher): object {
  const { create, ...place } = vpc ?? {};
  const { enabled = true, ...look } = uncounted ?? {};
  return {
    ...same,
    ...(uncounted && { uncounted: enabled ? look : "off" }),
    // `create: false` alone is no VPC; a stack file has no word for it.
    ...(vpc &&
      (create || create === undefined || Object.keys(place).length > 0) && {
        vpc: { ...place, ...(create && { create }) },
      }),
  };
}

/** The one of two properties that is given: both mean the same word of the stack file. */
function oneOf<T, U>(name: string, one: T | undefined, otherName: string, other: U | undefined): T | U | undefined {
  if (one !== undefined && other !== undefined)
    throw new RunError(`${name} and ${otherName} say the same thing in two ways; give one of them`);
  return one ?? other;
}
