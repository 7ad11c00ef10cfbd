/** The shapes of thresholds, severities and evaluations, which a stack and a model of it both have. */
import * as z from "zod";
import { limits } from "../monitoring/limits.ts";
import { minute } from "../words/units.ts";
import { says } from "./says.ts";

export const threshold = says(z.number().min(1).max(100), {
  errorMessage: "must be a percentage of the quota from 1 to 100 (70, not 0.7)",
  examples: [70],
});

/**
 * Part of the topics' and the alarms' names, hence short and plain. Programs read the topics by severity from an object,
 * and every object has a "constructor" already; its other words have capitals or underscores.
 */
export const severityName = says(z.string().regex(/^(?!constructor$)[a-z][a-z0-9-]{0,30}$/), {
  errorMessage:
    "must be a name of at most 31 lower-case letters, digits and -, beginning with a letter, and not constructor",
  examples: ["warning"],
});

/** What undoes a setting that a less specific entry made. */
export const off = [z.literal("off"), z.literal(false), z.null()] as const;

/** CloudWatch evaluates a window longer than a day once an hour only: `limits.alarmWindowSeconds`. */
const longestEvaluation = limits.alarmWindowSeconds / minute;
const minutes = says(z.int().min(1).max(longestEvaluation), {
  errorMessage: `must be a whole number of minutes from 1 to ${longestEvaluation}: an alarm looks back a day at most`,
  examples: [3],
});

const evaluationWindow = says(z.strictObject({ datapoints: minutes, of: minutes }), {
  errorMessage: 'must be a map with "datapoints" and "of", in minutes',
  examples: [{ datapoints: 2, of: 60 }],
});

export const evaluation = says(z.union([evaluationWindow, z.record(severityName, evaluationWindow)]), {
  description:
    "An alarm on use fires when so many of the last so many minutes are at or over its threshold: one for all severities, or one for each named. Default: 1 of 60 at the severest, 2 of 60 below.",
  errorMessage: 'must be a map with "datapoints" and "of", in minutes, or a map from severity to such a map',
  examples: [{ datapoints: 2, of: 60 }, { warning: { datapoints: 3, of: 60 } }],
});
export type EvaluationConfig = z.output<typeof evaluation>;
