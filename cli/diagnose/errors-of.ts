import type { ErrorClass } from "../../monitoring/diagnosis/causes.ts";
import type { ErrorEvidence } from "../../monitoring/diagnosis/finding.ts";
import type { ReadErrors, SaidOf } from "./read-errors.ts";

/** Seconds by which an error's time may differ from its minute in CloudWatch: clocks differ, and SDKs retry before they tell. */
const leeway = 120;

type Counts = Partial<Record<ErrorClass, number>>;

/** Whose errors are looked for. */
export interface ErrorsOwner {
  /** whose traffic draws on the target's quotas, as metrics name them */
  ids: readonly string[];
  region: string;
  /** whether no other Region is looked at: an error that names none is of this one then */
  isOnlyRegion: boolean;
  /** whether nothing else can have been throttled: an error that names no model is its own then */
  isOnly: boolean;
  /** those of the ids that another endpoint has, too: an error that names one may be of either */
  shared: ReadonlySet<string>;
}

/** What errors say of some minutes of one target. @returns undefined: nothing */
export function errorsOf(
  errors: ReadErrors,
  owner: ErrorsOwner,
): (start: number, end: number) => ErrorEvidence | undefined {
  const { ids, region, isOnlyRegion, isOnly, shared } = owner;
  const own = new Set(ids.map(nameOf));
  const all = [...errors.said.values()].filter((one) => one.region === "" || one.region === region);
  const isHere = (one: SaidOf) => one.region === region || isOnlyRegion;
  // The surest first.
  const groups = [
    { of: all.filter((one) => own.has(one.id) && !shared.has(one.id) && isHere(one)), named: true },
    { of: all.filter((one) => one.id === "" && isHere(one)), named: isOnly },
    { of: all.filter((one) => one.id === "" || own.has(one.id)), named: false },
  ];
  return (start, end) => {
    const within = ({ timed }: SaidOf) =>
      [...timed].filter(([at]) => at * 60 >= start - leeway && at * 60 < end + leeway).map(([, counts]) => counts);
    for (const { of, named } of groups) {
      const counts = added(of.flatMap(within));
      if (counts) return { counts, timed: true, named };
    }
    for (const { of, named } of groups) {
      const counts = added(of.map(({ untimed }) => untimed));
      if (counts) return { counts, timed: false, named };
    }
    return undefined;
  };
}

/** An id as texts of errors have it: of an ARN its last part. */
const nameOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

function added(all: readonly Counts[]): Counts | undefined {
  const sum: Counts = {};
  for (const counts of all)
    for (const [name, count] of Object.entries(counts) as [ErrorClass, number][]) sum[name] = (sum[name] ?? 0) + count;
  return Object.keys(sum).length > 0 ? sum : undefined;
}

/** Errors a minute of a target, where no metric tells of throttled requests. @param owner its `shared` ids don't count */
export function errorMinutes(
  { said }: ReadErrors,
  { ids, region, isOnlyRegion, shared }: Omit<ErrorsOwner, "isOnly">,
): Map<number, number> {
  const minutes = new Map<number, number>();
  const own = new Set(ids.map(nameOf).filter((id) => !shared.has(id)));
  for (const { id, region: named, timed } of said.values()) {
    if (!own.has(id) || !(named === region || (named === "" && isOnlyRegion))) continue;
    for (const [at, counts] of timed)
      minutes.set(at, (minutes.get(at) ?? 0) + Object.values(counts).reduce((sum, count) => sum + count, 0));
  }
  return minutes;
}

/** The first and the last minute of the errors that have a time, epoch seconds; undefined: none has one. */
export function timesOf({ said }: ReadErrors): { first: number; last: number } | undefined {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { timed } of said.values())
    for (const at of timed.keys()) [first, last] = [Math.min(first, at), Math.max(last, at)];
  return last === Number.NEGATIVE_INFINITY ? undefined : { first: first * 60, last: last * 60 };
}
