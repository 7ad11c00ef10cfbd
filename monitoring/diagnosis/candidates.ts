import { countedBy, isDaily, kindLabels, type MeasurableKind } from "../../words/limit-kinds.ts";
import type { Burst } from "./bursts.ts";
import type { Candidate } from "./finding.ts";
import { consumedFullness, type Fullness, reservedFullness } from "./shares.ts";
import type { LimitMinutes, TargetMinutes } from "./target-minutes.ts";

/** Part of the throttled requests from which a limit explains a burst, and up to which it doesn't. */
const most = 0.5;
const nearlyAll = 0.95;

/** Every limit that CloudWatch can tell of, held against one burst. */
export function candidatesOf(minutes: TargetMinutes, burst: Burst): Candidate[] {
  const zero = minutes.limits.flatMap((limit) => zeroOf(minutes, limit, burst) ?? []);
  const others = minutes.limits.flatMap((limit) => {
    const consumed = consumedOf(minutes, limit, burst);
    const reserved = limit.kind === minutes.reserved?.kind ? [reservedOf(minutes, limit, burst)] : [];
    return [consumed, ...reserved];
  });
  return [...zero, ...others];
}

/** A quota of 0 in the burst's minutes: nothing is let through, so nothing else need be asked. */
function zeroOf(minutes: TargetMinutes, limit: LimitMinutes, burst: Burst): Candidate | undefined {
  const { throttled, requests } = minutes;
  let [all, none, accepted] = [0, 0, 0];
  for (let index = burst.from; index < burst.to; index++) {
    const weight = throttled[index]! || 0;
    all += weight;
    if (limit.quota[index] === 0) {
      none += weight;
      accepted += requests[index] || 0;
    }
  }
  if (none === 0) return undefined;
  const { kind, code } = limit;
  const about = { cause: "quota-zero" as const, kind, code, isOfThen: isOfThen(limit, burst) };
  if (none < nearlyAll * all)
    return { ...about, support: "possible", why: `the quota of ${kindLabels[kind]} was 0 in a part of its minutes` };
  if (accepted > 0)
    return {
      ...about,
      support: "possible",
      why: `the quota of ${kindLabels[kind]} is 0, and yet requests were accepted: it was not 0 then, or is counted elsewhere`,
    };
  return { ...about, support: "explains", why: `the quota of ${kindLabels[kind]} was 0, so no request is accepted` };
}

const causeOf = (kind: MeasurableKind): Candidate["cause"] =>
  isDaily(kind) ? "model-daily" : countedBy(kind) === "requests" ? "requests" : "tokens-consumed";

function consumedOf(minutes: TargetMinutes, limit: LimitMinutes, burst: Burst): Candidate {
  const { kind, code } = limit;
  const fullness = consumedFullness(minutes, limit, burst);
  const about = { cause: causeOf(kind), kind, code, fullness, isOfThen: isOfThen(limit, burst) };
  return { ...about, ...supportOf(fullness, kindLabels[kind]) };
}

function supportOf(fullness: Fullness, what: string): Pick<Candidate, "support" | "why"> {
  const { full, ruledOut, known } = fullness;
  if (known < nearlyAll) return { support: "cannot-tell", why: `the quota of ${what} is not known` };
  if (full >= most)
    return { support: "explains", why: `${what} were about the quota in minutes with ${share(full)} of the throttled` };
  if (ruledOut >= nearlyAll) return { support: "ruled-out", why: `${what} stayed under the quota in any 60 seconds` };
  return { support: "possible", why: `${what} can have reached the quota for some seconds` };
}

function reservedOf(minutes: TargetMinutes, limit: LimitMinutes, burst: Burst): Candidate {
  const reserved = minutes.reserved!;
  const { kind, code } = limit;
  const { least, most: atMost } = reservedFullness(minutes, limit, reserved, burst);
  const about = {
    cause: "tokens-reserved" as const,
    ...{ kind, code, fullness: least, fullnessMost: atMost, isOfThen: isOfThen(limit, burst) },
  };
  const what = "tokens held and used together";
  if (least.known < nearlyAll) return { ...about, support: "cannot-tell", why: "the quota of tokens is not known" };
  if (least.full >= most)
    return {
      ...about,
      support: "explains",
      why: `${what} filled the quota in minutes with ${share(least.full)} of the throttled`,
    };
  if (atMost.ruledOut >= nearlyAll)
    return { ...about, support: "ruled-out", why: `${what} stayed under the quota in any 60 seconds` };
  return {
    ...about,
    support: "possible",
    why:
      atMost.full >= most
        ? `${what} filled the quota if requests asked for much more than they used`
        : `${what} can have filled the quota for some seconds`,
  };
}

/** Whether a limit's values are those of the burst's own minutes. */
function isOfThen({ published }: LimitMinutes, { from, to }: Burst): boolean {
  for (let index = from; index < to; index++) if (published[index] !== 1) return false;
  return true;
}

const share = (part: number): string => `${Math.round(100 * part)} %`;
