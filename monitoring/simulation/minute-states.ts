import { point, type StateRule } from "./alarm-state.ts";

export interface MinuteRule extends Pick<StateRule, "DatapointsToAlarm" | "EvaluationPeriods"> {
  /** how many of the newest minutes an evaluation reads, those that have not come yet among them */
  range: number;
  /** of those, how many have not come yet */
  delay: number;
}

/** Running counts over minutes: how many of those before each have a datapoint, and where those are. */
export interface CountedMinutes {
  length: number;
  /** datapoints in the minutes before each */
  before: Int32Array;
  /** breaching ones among the first so many datapoints */
  breaching: Int32Array;
}

/** @param kinds one of `point` for each minute */
export function countedMinutes(kinds: Uint8Array): CountedMinutes {
  const { length } = kinds;
  const before = new Int32Array(length + 1);
  const breaching = new Int32Array(length + 1);
  let real = 0;
  for (let i = 0; i < length; i++) {
    before[i] = real;
    const kind = kinds[i];
    if (kind === point.missing) continue;
    breaching[real + 1] = breaching[real]! + (kind === point.breaching ? 1 : 0);
    real++;
  }
  before[length] = real;
  return { length, before, breaching };
}

/**
 * Whether an alarm that takes missing data for not breaching is on, at the end of each minute: what `nextState` says of the
 * evaluation range of that minute, at the same cost however many minutes that is.
 * @param first the minute, of those counted, at which the range of the first evaluation begins
 * @param each is told of each evaluation, counted from 0, that changes what was: it begins as off
 */
export function minuteStates(
  { length, before, breaching }: CountedMinutes,
  { DatapointsToAlarm: needed, EvaluationPeriods: periods, range, delay }: MinuteRule,
  first: number,
  each: (evaluation: number, isOn: boolean) => void,
): void {
  const evaluations = length - first - range + 1;
  let isOn = false;
  for (let evaluation = 0; evaluation < evaluations; evaluation++) {
    const from = first + evaluation;
    const to = before[from + range - delay]!;
    // Of the range's datapoints the newest so many count.
    const breached = breaching[to]! - breaching[Math.max(before[from]!, to - periods)]!;
    if (breached >= needed === isOn) continue;
    isOn = !isOn;
    each(evaluation, isOn);
  }
}
