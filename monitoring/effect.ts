import type { PlannedAlarm } from "./plan-types.ts";

/**
 * What a change does to what people hear. Each has its opposite, which is what the change back does; `told to others` is
 * its own.
 *
 * silent: what was told to somebody is told to nobody. told to fewer, told to others: somebody who was told is told no
 * more. less sensitive: whatever turns the alarm on after the change did so before it, and something that did does no more.
 */
export type Effect =
  | "silent"
  | "told to fewer"
  | "told to others"
  | "less sensitive"
  | "more sensitive"
  | "told to more"
  | "no longer silent";

/** Worst first; a change whose effect can't be told stands between the bad and the good ones. */
const ranks: Readonly<Record<Effect, number>> = {
  silent: 0,
  "told to fewer": 1,
  "told to others": 2,
  "less sensitive": 3,
  "more sensitive": 5,
  "told to more": 6,
  "no longer silent": 7,
};
const unclear = 4;

export const effectRank = (effect: Effect | undefined): number => (effect === undefined ? unclear : ranks[effect]);

/** Whether less is told, or somebody is told no more. */
export const isWorse = (effect: Effect | undefined): boolean => effectRank(effect) < unclear;

export const isWithin = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  [...one].every((each) => other.has(each));

/** Of other people, or topics, being told. */
export function effectOfAudience(before: ReadonlySet<string>, after: ReadonlySet<string>): Effect | undefined {
  const lost = !isWithin(before, after);
  const gained = !isWithin(after, before);
  if (lost && gained) return "told to others";
  if (lost) return after.size === 0 ? "silent" : "told to fewer";
  if (gained) return before.size === 0 ? "no longer silent" : "told to more";
  return undefined;
}

const sensitivity = (less: boolean, more: boolean): Effect | undefined =>
  less === more ? undefined : less ? "less sensitive" : "more sensitive";

/** Towards which side of the threshold an alarm turns on, and whether the threshold itself does. */
const comparisons: Partial<Record<PlannedAlarm["ComparisonOperator"] | string, { above: boolean; strict: boolean }>> = {
  GreaterThanOrEqualToThreshold: { above: true, strict: false },
  GreaterThanThreshold: { above: true, strict: true },
  LessThanThreshold: { above: false, strict: true },
  LessThanOrEqualToThreshold: { above: false, strict: false },
};

/** Of another threshold or comparison. */
export function effectOfThreshold(before: PlannedAlarm, after: PlannedAlarm): Effect | undefined {
  const [old, now] = [comparisons[before.ComparisonOperator], comparisons[after.ComparisonOperator]];
  if (!old || !now || old.above !== now.above || before.Threshold === undefined || after.Threshold === undefined)
    return undefined;
  const further =
    (after.Threshold - before.Threshold) * (now.above ? 1 : -1) || Number(now.strict) - Number(old.strict);
  return sensitivity(further > 0, further < 0);
}

/**
 * Of another "M of N". M breaching minutes of the last N mean at least M − (N − n) of the last n, where n is less than
 * N: so one says whether it always turns on with the other.
 */
export function effectOfEvaluation(before: PlannedAlarm, after: PlannedAlarm): Effect | undefined {
  const follows = (from: PlannedAlarm, to: PlannedAlarm) =>
    to.DatapointsToAlarm <= from.DatapointsToAlarm - Math.max(0, from.EvaluationPeriods - to.EvaluationPeriods);
  return sensitivity(follows(after, before), follows(before, after));
}

/** Of missing minutes taken otherwise: only `breaching` turns an alarm on by itself, and how the others differ depends on the rest. */
export const effectOfMissingData = (before: PlannedAlarm, after: PlannedAlarm): Effect | undefined =>
  sensitivity(before.TreatMissingData === "breaching", after.TreatMissingData === "breaching");

/**
 * Of longer or shorter periods, where all else stays. Sure only for one figure of one minute out of some: the greatest
 * value, or the total of counts, of a longer time is at least that of each part, and the smallest at most.
 * @param stat statistic of the one metric that the threshold is compared with; undefined where it is made of several
 */
export function effectOfPeriod(
  before: PlannedAlarm,
  after: PlannedAlarm,
  periods: { before: number; after: number },
  stat: string | undefined,
): Effect | undefined {
  const [shorter, longer] = [Math.min(periods.before, periods.after), Math.max(periods.before, periods.after)];
  const side = comparisons[after.ComparisonOperator];
  const alike =
    before.DatapointsToAlarm === after.DatapointsToAlarm && before.EvaluationPeriods === after.EvaluationPeriods;
  if (!side || !alike || after.DatapointsToAlarm !== 1 || longer % shorter !== 0) return undefined;
  const grows = stat === "Sum" || stat === "SampleCount" || stat === "Maximum";
  if (!grows && stat !== "Minimum") return undefined;
  const longerIsMore = grows === side.above;
  const isLonger = periods.after > periods.before;
  return sensitivity(longerIsMore !== isLonger, longerIsMore === isLonger);
}

/** Of other ids whose use is added up, where an alarm is on too much of it. */
export function effectOfIds(before: readonly string[], after: readonly string[]): Effect | undefined {
  const [old, now] = [new Set(before), new Set(after)];
  return sensitivity(isWithin(now, old) && now.size < old.size, isWithin(old, now) && old.size < now.size);
}

/** Of other ids that are left out of a look at all of them. */
export const effectOfIgnoring = (before: readonly string[], after: readonly string[]): Effect | undefined =>
  effectOfIds(after, before);

/** Of other kinds of quota that are left out: of these nothing is told. */
export function effectOfLeavingOut(before: readonly string[], after: readonly string[]): Effect | undefined {
  const effect = effectOfIds(before, after);
  if (effect === undefined) return undefined;
  return effect === "more sensitive" ? "silent" : "no longer silent";
}
