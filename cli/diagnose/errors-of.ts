import type { ErrorClass } from "../../monitoring/diagnosis/causes.ts";
import type { ErrorEvidence } from "../../monitoring/diagnosis/finding.ts";
import type { ReadErrors } from "./read-errors.ts";

/** Seconds by which an error's time may differ from its minute in CloudWatch: clocks differ, and SDKs retry before they tell. */
const leeway = 120;

/**
 * What errors say of some minutes of one target.
 * @param ids whose traffic draws on its quotas
 * @param isOnly whether it is the only target with throttled requests: an error that names no model is its own then
 */
export function errorsOf(
  { timed, untimed }: ReadErrors,
  ids: readonly string[],
  isOnly: boolean,
): (start: number, end: number) => ErrorEvidence | undefined {
  return (start, end) => {
    const within = (of: readonly string[]) => {
      const all = of.flatMap((id) => [...(timed.get(id) ?? [])]);
      return added(
        all.filter(([at]) => at * 60 >= start - leeway && at * 60 < end + leeway).map(([, counts]) => counts),
      );
    };
    const named = within(ids);
    if (named) return { counts: named, timed: true, named: true };
    const unnamed = within([""]);
    if (unnamed) return { counts: unnamed, timed: true, named: isOnly };
    const loose = added(ids.flatMap((id) => untimed.get(id) ?? []));
    if (loose) return { counts: loose, timed: false, named: true };
    const rest = untimed.get("");
    return rest && { counts: rest, timed: false, named: isOnly };
  };
}

function added(all: readonly Partial<Record<ErrorClass, number>>[]): Partial<Record<ErrorClass, number>> | undefined {
  if (all.length === 0) return undefined;
  const sum: Partial<Record<ErrorClass, number>> = {};
  for (const counts of all)
    for (const [name, count] of Object.entries(counts) as [ErrorClass, number][]) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** Errors a minute of a target, where no metric tells of throttled requests. */
export function errorMinutes({ timed }: ReadErrors, ids: readonly string[]): Map<number, number> {
  const minutes = new Map<number, number>();
  for (const id of ids)
    for (const [at, counts] of timed.get(id) ?? [])
      minutes.set(at, (minutes.get(at) ?? 0) + Object.values(counts).reduce((sum, count) => sum + count, 0));
  return minutes;
}
