import { addCounts, addMinute, type CountsByCaller, noCounts } from "./caller-counts.ts";
import { callerName, type LogGrouping, nameless } from "./caller-names.ts";
import type { CallerUsage, LogCounts, TargetCallers } from "./callers-document.ts";
import { type CountedPeriods, countsIn } from "./counted-periods.ts";
import type { TargetUsage } from "./document.ts";
import { isoTime } from "./iso-time.ts";

/** How much of a quota some requests took: in the basis of a target's shares. */
type Amount = (counts: LogCounts) => number;

/** What shares are of, and how much that is of some counts. */
function basisOf(all: LogCounts, burndown: number | "unknown"): { basis: TargetCallers["basis"]; amount: Amount } {
  const hasTokens = all.inputTokens + all.outputTokens + all.cacheWriteTokens > 0;
  if (!hasTokens) return { basis: "requests", amount: ({ requests }) => requests };
  const rate = burndown === "unknown" ? 1 : burndown;
  return {
    basis: burndown === "unknown" ? "tokens" : "consumption",
    amount: ({ inputTokens, cacheWriteTokens, outputTokens }) => inputTokens + cacheWriteTokens + rate * outputTokens,
  };
}

/** Some periods, as CloudWatch and as the records have them. */
export interface Joined {
  counted: LogCounts;
  logged: ReadonlyMap<string | null, LogCounts>;
}

/**
 * Both of some periods. What no record has is CloudWatch's count less the records'; where the records have more, that
 * is told apart and never a negative row.
 */
export function joinedIn(counted: CountedPeriods, callers: CountsByCaller, isIn: (period: number) => boolean): Joined {
  const logged = new Map<string | null, LogCounts>();
  for (const [caller, all] of callers) {
    const sum = noCounts();
    let isThere = false;
    for (const own of all) {
      for (let place = 0; place < own.size; place++) {
        const period = counted.periodOf(own.minutes[place]!);
        if (period === undefined || !isIn(period)) continue;
        addMinute(sum, own, place);
        isThere = true;
      }
    }
    if (isThere) logged.set(caller, sum);
  }
  return { counted: countsIn(counted, isIn), logged };
}

/** What of some periods CloudWatch counted and no record has, and the other way round. Both have no negative number. */
export function differenceOf({ counted, logged }: Joined): { unlogged: LogCounts; beyond: LogCounts } {
  const sum = noCounts();
  for (const one of logged.values()) addCounts(sum, one);
  const difference = (sign: 1 | -1) =>
    Object.fromEntries(
      Object.entries(counted).map(([field, value]) => [
        field,
        Math.max(0, sign * (value - sum[field as keyof LogCounts])),
      ]),
    ) as unknown as LogCounts;
  return { unlogged: difference(1), beyond: difference(-1) };
}

/** Percent that each row has of the whole; the key `unlogged` is what no record has. Undefined: nothing was used. */
export function sharesOf(both: Joined, amount: Amount): Map<string | null | "unlogged", number> | undefined {
  const own = [...both.logged].map(
    ([caller, counts]) => [caller === null ? null : `=${caller}`, amount(counts)] as const,
  );
  const logged = own.reduce((sum, [, value]) => sum + value, 0);
  const whole = Math.max(logged, amount(both.counted));
  if (whole <= 0) return undefined;
  return new Map([
    ...own.map(([caller, value]) => [caller, (100 * value) / whole] as const),
    ["unlogged", (100 * (whole - logged)) / whole] as const,
  ]);
}

/**
 * Who used a target: in the window, in the period in which its quota was fullest, and in those that were throttled.
 * @param usage the target's part of the report
 * @param callers what records of its ids say, by `grouping`
 */
export function targetCallers(
  usage: Pick<TargetUsage, "quotas" | "figures">,
  counted: CountedPeriods,
  callers: CountsByCaller,
  burndown: number | "unknown",
  grouping: LogGrouping,
): TargetCallers {
  const window = joinedIn(counted, callers, () => true);
  const everything = noCounts();
  addCounts(everything, window.counted);
  for (const one of window.logged.values()) addCounts(everything, one);
  const { basis, amount } = basisOf(everything, burndown);

  const peak = peakOf(usage);
  const peakPeriod = peak && counted.periodOf(Date.parse(peak.start) / 1000);
  const inPeak = peakPeriod === undefined ? undefined : joinedIn(counted, callers, (period) => period === peakPeriod);
  const atPeak = inPeak && sharesOf(inPeak, peak?.kind === "rpm" ? ({ requests }) => requests : amount);
  const throttled = counted.values.throttled.map((throttles) => (throttles > 0 ? 1 : 0));
  const whileThrottled = sharesOf(
    joinedIn(counted, callers, (period) => throttled[period] === 1),
    amount,
  );
  const inWindow = sharesOf(window, amount);
  const { unlogged, beyond } = differenceOf(window);

  const row = (kind: CallerUsage["kind"], value: string | null, counts: LogCounts): CallerUsage => {
    const key = kind === "unlogged" ? "unlogged" : value === null ? null : `=${value}`;
    const shareIn = (shares: ReturnType<typeof sharesOf>) => (shares ? (shares.get(key) ?? 0) : null);
    return {
      kind,
      value,
      name:
        kind === "unlogged"
          ? "not in the logs"
          : value === null
            ? nameless(grouping)
            : grouping.by === "metadata"
              ? value
              : callerName(value),
      ...counts,
      consumption: basis === "consumption" ? amount(counts) : null,
      share: shareIn(inWindow),
      shareAtPeak: shareIn(atPeak),
      shareWhileThrottled: shareIn(whileThrottled),
    };
  };
  const rows = [...window.logged].map(([caller, counts]) =>
    row(caller === null ? "without" : "caller", caller, counts),
  );
  const unloggedRow = row("unlogged", null, unlogged);
  const excess = Math.max(0, amount(sumOf(window.logged.values())) - amount(window.counted));
  return {
    basis,
    peak: peak ?? null,
    throttledPeriods: throttled.reduce((sum, one) => sum + one, 0),
    rows: [
      ...rows.toSorted(
        (a, b) => (b.share ?? 0) - (a.share ?? 0) || b.requests - a.requests || (a.name < b.name ? -1 : 1),
      ),
      ...(isThere(unloggedRow) ? [unloggedRow] : []),
    ],
    beyond: beyond.requests > 0 || excess > 0 ? { requests: beyond.requests, amount: excess } : null,
    firstRecord: firstOf(callers, counted),
  };
}

const isThere = ({ requests, throttled, share, shareAtPeak, shareWhileThrottled }: CallerUsage): boolean =>
  requests + throttled + (share ?? 0) + (shareAtPeak ?? 0) + (shareWhileThrottled ?? 0) > 0;

function sumOf(all: Iterable<LogCounts>): LogCounts {
  const sum = noCounts();
  for (const one of all) addCounts(sum, one);
  return sum;
}

/** When the fuller of the quotas a minute was fullest; without such a quota, when most tokens (else requests) were used. */
function peakOf({ quotas, figures }: Pick<TargetUsage, "quotas" | "figures">): TargetCallers["peak"] {
  const used = quotas.flatMap(({ kind, utilisation: use }) =>
    (kind === "tpm" || kind === "rpm") && use?.peak && use.peakAt
      ? [{ kind, start: use.peakAt, periodSeconds: use.peakPeriodSeconds ?? 60, peak: use.peak }]
      : [],
  );
  const [fullest] = used.toSorted((a, b) => b.peak - a.peak);
  if (fullest) return { kind: fullest.kind, start: fullest.start, periodSeconds: fullest.periodSeconds };
  for (const kind of ["tpm", "rpm"] as const) {
    const figure = figures[kind];
    if (figure?.max && figure.maxAt) return { kind, start: figure.maxAt, periodSeconds: figure.maxPeriodSeconds ?? 60 };
  }
  return null;
}

function firstOf(callers: CountsByCaller, counted: CountedPeriods): TargetCallers["firstRecord"] {
  let first = Number.POSITIVE_INFINITY;
  for (const own of [...callers.values()].flat()) {
    for (const minute of own.minutes.subarray(0, own.size)) {
      if (counted.periodOf(minute) !== undefined) first = Math.min(first, minute);
    }
  }
  return Number.isFinite(first) ? isoTime(first) : null;
}
