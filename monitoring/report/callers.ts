import { countedBy, isDaily, isMeasurable } from "../../words/limit-kinds.ts";
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

/** Percent of a whole: of each caller, and of what no record has. They add up to 100. */
interface Shares {
  callers: ReadonlyMap<string | null, number>;
  unlogged: number;
}

/** @returns undefined: nothing was used */
export function sharesOf(both: Joined, amount: Amount): Shares | undefined {
  const own = [...both.logged].map(([caller, counts]) => [caller, amount(counts)] as const);
  const logged = own.reduce((sum, [, value]) => sum + value, 0);
  const whole = Math.max(logged, amount(both.counted));
  if (whole <= 0) return undefined;
  return {
    callers: new Map(own.map(([caller, value]) => [caller, (100 * value) / whole] as const)),
    unlogged: (100 * (whole - logged)) / whole,
  };
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
  const logged = sumOf(window.logged.values());
  const { basis, amount } = basisOf(sumOf([window.counted, logged]), burndown);
  const peak = peakOf(usage);
  const peakPeriod = peak ? counted.periodOf(Date.parse(peak.start) / 1000) : undefined;
  const throttled = counted.values.throttled.map((throttles) => (throttles > 0 ? 1 : 0));
  const inPeak = joinedIn(counted, callers, (period) => period === peakPeriod);
  const inThrottled = joinedIn(counted, callers, (period) => throttled[period] === 1);
  const shares = {
    share: sharesOf(window, amount),
    shareAtPeak: sharesOf(inPeak, peak && countedBy(peak.kind) === "requests" ? ({ requests }) => requests : amount),
    shareWhileThrottled: sharesOf(inThrottled, amount),
  };
  const sharesFor = (of: (all: Shares) => number | undefined) => ({
    share: shares.share ? (of(shares.share) ?? 0) : null,
    shareAtPeak: shares.shareAtPeak ? (of(shares.shareAtPeak) ?? 0) : null,
    shareWhileThrottled: shares.shareWhileThrottled ? (of(shares.shareWhileThrottled) ?? 0) : null,
  });
  const consumed = (value: number) => (basis === "consumption" ? value : null);
  const rows = [...window.logged].map(
    ([caller, counts]): CallerUsage => ({
      kind: caller === null ? "without" : "caller",
      value: caller,
      name: caller === null ? nameless(grouping) : grouping.by === "metadata" ? caller : callerName(caller),
      ...counts,
      consumption: consumed(amount(counts)),
      ...sharesFor((all) => all.callers.get(caller)),
    }),
  );
  const { unlogged, beyond } = differenceOf(window);
  const gap = amount(window.counted) - amount(logged);
  const unloggedRow: CallerUsage = {
    kind: "unlogged",
    value: null,
    name: "not in the logs",
    ...unlogged,
    // Its counts are told field by field; its consumption is the whole's less the callers', as its share is.
    consumption: consumed(Math.max(0, gap)),
    ...sharesFor((all) => all.unlogged),
  };
  return {
    basis,
    peak,
    throttledPeriods: throttled.reduce((sum, one) => sum + one, 0),
    rows: [...rows.toSorted(mostFirst), ...(isThere(unloggedRow) ? [unloggedRow] : [])],
    beyond: beyond.requests > 0 || gap < 0 ? { requests: beyond.requests, amount: Math.max(0, -gap) } : null,
    firstRecord: firstOf(callers, counted),
  };
}

const mostFirst = (a: CallerUsage, b: CallerUsage): number =>
  (b.share ?? 0) - (a.share ?? 0) || b.requests - a.requests || (a.name < b.name ? -1 : 1);

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
    isMeasurable(kind) && !isDaily(kind) && use?.peak && use.peakAt
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
