import { isDaily } from "../../words/limit-kinds.ts";
import type { Burst } from "./bursts.ts";
import type { LimitMinutes, ReservedMinutes, TargetMinutes } from "./target-minutes.ts";

/** How full a quota was in the minutes of a burst, each weighed by the requests that were throttled in it. */
export interface Fullness {
  /** part of the throttled requests that fell in minutes in which the whole minute's amount was about the quota */
  full: number;
  /** part of them in minutes in which more than the quota was left of earlier minutes, if what is over a quota is carried on */
  carried: number;
  /** part of them in minutes in which no 60 seconds can have reached the quota, however the minute's amount was spread */
  ruledOut: number;
  /** part of them in minutes whose quota is known */
  known: number;
  /** the highest share of the quota in a minute with throttled requests, as a whole minute; 1: all of it. null: not known */
  highest: number | null;
  /** the same as throttled requests weigh it */
  mean: number | null;
  /** the most that any 60 seconds of these minutes can have had */
  most: number | null;
}

/**
 * From which share a minute counts as full. While a quota is full Bedrock accepts what fits: what it refuses leaves a
 * remainder that a request doesn't fit into, so a full minute has a little less than the quota.
 */
const full = 0.9;

interface Share {
  mean: number;
  most: number;
  /** from which mean the minute is full; `full` where not given */
  full?: number;
  /** what is left of earlier minutes too, where what is over a quota is carried on */
  level?: number;
}

/** @param shareAt how full the minute at an index was; NaN where the quota isn't known */
function fullnessOf(
  { throttled, whole }: TargetMinutes,
  { from, to }: Burst,
  shareAt: (index: number) => Share,
): Fullness {
  let [all, fullPart, carried, outPart, known, sum] = [0, 0, 0, 0, 0, 0];
  let [highest, most] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = from; index < to; index++) {
    const weight = throttled[index]!;
    if (!(weight > 0)) continue;
    all += weight;
    const share = shareAt(index);
    if (Number.isNaN(share.mean)) continue;
    known += weight;
    sum += weight * share.mean;
    if (share.mean >= (share.full ?? full)) fullPart += weight;
    if ((share.level ?? 0) >= 1) carried += weight;
    if (share.most < 1 && index < whole.to) outPart += weight;
    highest = Math.max(highest, share.mean);
    most = Math.max(most, share.most);
  }
  const told = (value: number) => (known === 0 ? null : value);
  return {
    full: fullPart / all,
    carried: carried / all,
    ruledOut: outPart / all,
    known: known / all,
    highest: told(highest),
    mean: told(sum / known),
    most: told(most),
  };
}

const at = (values: Float64Array, index: number): number => values[index] || 0;

/** Minutes over which a request's own may lie, at most. */
const longest = 10;

/**
 * How many minutes about an index its 60 seconds can share requests with: CloudWatch may count one where it ends, so it is
 * told from the requests of the minutes about it, too.
 */
function reachAt(latency: Float64Array, index: number): number {
  const minutesAt = (i: number) => Math.min(longest, Math.ceil(at(latency, i) / 60));
  let reach = Math.max(1, minutesAt(index));
  for (let away = reach + 1; away <= longest; away++)
    if (minutesAt(index - away) >= away || minutesAt(index + away) >= away) reach = away;
  return reach;
}

/** What those minutes have in all; Infinity where some of them aren't known whole: any amount is possible then. */
function around(values: Float64Array, index: number, { latency, whole }: TargetMinutes): number {
  const reach = reachAt(latency, index);
  if (index - reach < whole.from || index + reach >= whole.to) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let i = index - reach; i <= index + reach; i++) sum += at(values, i);
  return sum;
}

/**
 * What fills a quota that refills evenly, a minute's worth in a minute: what is over it stays for the minutes after. Whether
 * Bedrock's quotas are such buckets isn't documented; output that burns more than was held can take them beyond their value.
 */
function levelsOf(used: Float64Array, quota: Float64Array, to: number): Float64Array {
  const levels = new Float64Array(to);
  let left = 0;
  for (let index = 0; index < to; index++) {
    levels[index] = left + at(used, index);
    left = Math.max(0, levels[index]! - (quota[index] || 0));
  }
  return levels;
}

/**
 * How full a quota was by what was counted against it.
 *
 * Which 60 seconds Bedrock's minute is isn't documented, nor in which minute CloudWatch counts a request that runs over
 * several. So the most is what the minutes about it had in all, and one request more: requests are refused when they
 * don't fit any more. Whether throttled requests count as requests isn't documented either: at most they do.
 */
export function consumedFullness(minutes: TargetMinutes, limit: LimitMinutes, burst: Burst): Fullness {
  const { throttled, reserved } = minutes;
  const { kind, quota, used, last24Hours } = limit;
  if (isDaily(kind)) {
    return fullnessOf(minutes, burst, (index) => ({
      mean: at(used, index) / quota[index]!,
      most: (last24Hours?.[index] ?? at(used, index)) / quota[index]! + 1 - full,
    }));
  }
  const isRequests = kind === "rpm";
  const one = isRequests ? 1 : (reserved?.requestMost ?? minutes.requestTokens);
  const levels = levelsOf(used, quota, burst.to);
  return fullnessOf(minutes, burst, (index) => {
    const about = around(used, index, minutes) + (isRequests ? around(throttled, index, minutes) : 0);
    return {
      mean: at(used, index) / quota[index]!,
      most: (Math.max(about, levels[index]!) + one) / quota[index]!,
      level: levels[index]! / quota[index]!,
    };
  });
}

/** How full the quota of tokens was by what requests held and used: at least, and at most. */
export function reservedFullness(
  minutes: TargetMinutes,
  { quota }: LimitMinutes,
  reserved: ReservedMinutes,
  burst: Burst,
): { least: Fullness; most: Fullness } {
  const { takenLeast, takenMost, begunMost, requestLeast, requestMost } = reserved;
  const fullness = (taken: Float64Array, one: number): Fullness =>
    fullnessOf(minutes, burst, (index) => {
      const each = one / quota[index]!;
      return {
        // A single request that is more than the quota never fits.
        mean: Math.max(at(taken, index) / quota[index]!, each > 1 ? each : 0),
        // What is left over may be nearly a whole request.
        full: Math.max(0.5, full + 0.05 - each),
        most: (around(begunMost, index, minutes) + requestMost) / quota[index]!,
      };
    });
  return { least: fullness(takenLeast, requestLeast), most: fullness(takenMost, requestMost) };
}
