import { point, type StateRule } from "./alarm-state.ts";

export interface MinuteRule extends Pick<StateRule, "DatapointsToAlarm" | "EvaluationPeriods"> {
  /** how many of the newest minutes an evaluation reads, those that have not come yet among them */
  range: number;
  /** of those, how many have not come yet */
  delay: number;
}

/**
 * Whether an alarm that takes missing data for not breaching is on, at the end of each minute: what `nextState` says of the
 * evaluation range of that minute, at the same cost however many minutes that is.
 * @param kinds one of `point` for each minute, the first of them range − 1 minutes before the first evaluation
 * @param each is told of each evaluation, counted from 0
 */
export function minuteStates(
  kinds: Uint8Array,
  { DatapointsToAlarm: needed, EvaluationPeriods: periods, range, delay }: MinuteRule,
  each: (evaluation: number, isOn: boolean) => void,
): void {
  /** minutes with a datapoint, and how many of those up to each were breaching */
  const real = new Int32Array(kinds.length);
  const breaching = new Int32Array(kinds.length + 1);
  let head = 0;
  let tail = 0;
  let next = 0;
  const evaluations = kinds.length - range + 1;
  for (let evaluation = 0; evaluation < evaluations; evaluation++) {
    const newest = evaluation + range - 1 - delay;
    for (; next <= newest; next++) {
      const kind = kinds[next];
      if (kind === point.missing) continue;
      real[tail] = next;
      breaching[tail + 1] = breaching[tail]! + (kind === point.breaching ? 1 : 0);
      tail++;
    }
    while (head < tail && real[head]! < evaluation) head++;
    const from = Math.max(head, tail - periods);
    each(evaluation, breaching[tail]! - breaching[from]! >= needed);
  }
}
