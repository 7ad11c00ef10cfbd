import { kindLabels } from "../../words/limit-kinds.ts";
import type { Burst } from "./bursts.ts";
import { canSay, saidBy } from "./error-classes.ts";
import type { Candidate, ErrorEvidence, LeftCause, Verdict } from "./finding.ts";
import type { TargetMinutes } from "./target-minutes.ts";

/**
 * Which limit explains a burst, and how sure that is. Two limits that were both full, or none that was and several that
 * can have been, are no answer: cause is null, and what is left is listed.
 */
export function verdictOf(
  minutes: TargetMinutes,
  burst: Burst,
  candidates: readonly Candidate[],
  errors?: ErrorEvidence,
): Verdict {
  const said = errors && saidBy(errors);
  const all = leftOf(minutes, burst, candidates);
  const fits = (one: LeftCause) => said !== undefined && canSay(said, one);
  // Errors of another time or model rule nothing out, and one that fits nothing comes of something that isn't known.
  const heard = Boolean(errors?.timed && errors.named) && all.some(fits);
  const left = heard ? all.filter(fits) : all.toSorted((one, other) => Number(fits(other)) - Number(fits(one)));
  const explaining = left.filter(({ sureness }) => sureness === "likely");
  if (explaining.length > 1) return { cause: null, sureness: null, left: asPossible(left) };
  const [one] = explaining;
  if (one) {
    const isContradicted = Boolean(errors?.timed && errors.named) && said !== undefined && !heard;
    // Of the newest minutes requests that were accepted may still be missing.
    const isWhole = burst.to <= minutes.whole.to;
    const how = sureness(one, minutes, candidates, left, heard);
    return decided(one, how === "certain" && (isContradicted || !isWhole) ? "likely" : how, left);
  }
  if (left.length === 1) return decided(left[0]!, heard ? "likely" : "possible", left);
  return { cause: null, sureness: null, left };
}

function decided(one: LeftCause, sureness: LeftCause["sureness"], left: readonly LeftCause[]): Verdict {
  const { cause, kind } = one;
  const others = sureness === "certain" ? [] : left.filter((other) => other !== one);
  return { cause, ...(kind && { kind }), sureness, left: [{ ...one, sureness }, ...others] };
}

const asPossible = (left: readonly LeftCause[]): LeftCause[] =>
  left.map((one) => (one.sureness === "likely" ? { ...one, sureness: "possible" } : one));

/** Part of the throttled requests that a limit must explain to be certain. */
const mostOf = 0.75;

/**
 * Certain only what the callers' errors say, what nothing else fits, and what the figures of those very minutes bear out; and
 * a quota of 0, which refuses everything, where no error says otherwise. Figures alone never make it certain: a quota that is
 * full can be so at the time at which AWS lacks capacity.
 */
function sureness(
  { cause, kind }: LeftCause,
  { reserved }: TargetMinutes,
  candidates: readonly Candidate[],
  left: readonly LeftCause[],
  heard: boolean,
): LeftCause["sureness"] {
  if (cause === "not-a-quota") return heard ? "certain" : "likely";
  const own = candidates.find((one) => one.cause === cause && one.kind === kind);
  if (!own?.isOfThen) return "likely";
  if (cause === "quota-zero") return "certain";
  // Of whole minutes that what is held filled, a burst of use can still be the cause, unless use never came near.
  const isUseOut = candidates.every(
    (one) => one.cause !== "tokens-consumed" || one.kind !== kind || one.support === "ruled-out",
  );
  if (cause === "tokens-reserved" && !isUseOut) return "likely";
  // The longest answers' length is what some requests asked for, and not each of them: it makes a cause likely, not certain.
  if (cause === "tokens-reserved" && reserved?.from !== "measured" && reserved?.from !== "given") return "likely";
  // What filled whole minutes needs no burst of seconds to explain it.
  const isAlone = left.every(
    (one) => one.cause === cause || (one.cause === "burst-within-minute" && one.kind === kind),
  );
  return heard && isAlone && (own.fullness?.full ?? 0) >= mostOf ? "certain" : "likely";
}

/** Every cause that is left: likely ones explain the burst, possible ones can't be ruled out. */
function leftOf(minutes: TargetMinutes, burst: Burst, candidates: readonly Candidate[]): LeftCause[] {
  const zero = candidates.find(({ cause, support }) => cause === "quota-zero" && support === "explains");
  if (zero) return [{ cause: "quota-zero", kind: zero.kind, sureness: "likely", why: zero.why }];
  const explaining = candidates.filter(({ support }) => support === "explains");
  const consumed = explaining.filter(({ cause }) => cause === "tokens-consumed");
  const likely = explaining
    // What is used is reserved, too: where use alone fills the quota it is the cause.
    .filter(({ cause, kind }) => cause !== "tokens-reserved" || !consumed.some((one) => one.kind === kind))
    .map(
      ({ cause, kind, why }): LeftCause => ({
        ...{ cause, kind, why },
        sureness: cause === "tokens-reserved" && isNearlyUsed(minutes, burst, candidates, kind) ? "possible" : "likely",
      }),
    );
  const open = candidates.filter(({ support }) => support === "possible" || support === "cannot-tell");
  const possible = open
    .filter(({ cause, kind }) => cause !== "tokens-reserved" || !consumed.some((one) => one.kind === kind))
    .flatMap((one) => possibleOf(one));
  const all = [...likely, ...unique(possible), ...unseen(minutes, burst, likely.length + possible.length)];
  return all.toSorted((one, other) => rank(one) - rank(other));
}

/** Likely ones first; of possible ones first what whole minutes can have reached, then what seconds can, last what no metric shows. */
function rank({ cause, sureness }: LeftCause): number {
  if (sureness !== "possible") return 0;
  if (cause === "not-a-quota" || cause === "account-daily") return 3;
  return cause === "burst-within-minute" ? 2 : 1;
}

/** Share of a quota from which a whole minute can be told from a burst within it. */
const near = 0.7;

/**
 * Whether so much of the quota was used that use alone can have filled it, beside what is held: requests of half a minute
 * and more are counted in other minutes than those that they ran in.
 */
function isNearlyUsed(
  { latency }: TargetMinutes,
  { from, to }: Burst,
  candidates: readonly Candidate[],
  kind: Candidate["kind"],
): boolean {
  const used = candidates.find((one) => one.cause === "tokens-consumed" && one.kind === kind)?.fullness?.highest ?? 0;
  const isLong = latency.subarray(from, to).some((seconds) => seconds >= 30);
  return used >= (isLong ? 0.45 : near);
}

/** A limit that can't be ruled out, as the cause that it would be. */
function possibleOf({ cause, kind, support, fullness, fullnessMost, why }: Candidate): LeftCause[] {
  if (support === "cannot-tell" || cause === "model-daily" || cause === "quota-zero")
    return [{ cause, kind, sureness: "possible", why }];
  if (cause === "tokens-reserved") {
    const inWholeMinutes = (fullnessMost?.full ?? 0) >= 0.5 || (fullnessMost?.highest ?? 0) >= near;
    const own: LeftCause = { cause, kind, sureness: "possible", why };
    return [inWholeMinutes ? own : { ...own, cause: "burst-within-minute" }];
  }
  const highest = fullness?.highest ?? 0;
  if ((fullness?.carried ?? 0) >= 0.5)
    return [
      {
        ...{ cause, kind, sureness: "possible" },
        why: `${kindLabels[kind]} were over the quota in minutes before, and what is over it may count on`,
      },
    ];
  return highest >= near
    ? [
        {
          cause,
          kind,
          sureness: "possible",
          why: `${kindLabels[kind]} came to ${Math.floor(100 * highest)} % of the quota`,
        },
      ]
    : [{ cause: "burst-within-minute", kind, sureness: "possible", why }];
}

function unique(all: readonly LeftCause[]): LeftCause[] {
  const found = new Map<string, LeftCause>();
  for (const one of all) {
    const key = `${one.cause} ${one.kind}`;
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}

/** What no metric shows, so that figures never rule it out. */
function unseen(minutes: TargetMinutes, burst: Burst, others: number): LeftCause[] {
  const isAll = acceptedShare(minutes, burst) < 0.02 && burst.to - burst.from >= 15;
  const daily: LeftCause = {
    cause: "account-daily",
    sureness: "possible",
    why: isAll
      ? "nearly nothing was accepted for a quarter of an hour or more; no metric shows the account's daily quota across models"
      : "no metric shows the account's daily quota across models",
  };
  const other: LeftCause = {
    cause: "not-a-quota",
    sureness: others === 0 && !isAll ? "likely" : "possible",
    why:
      others === 0
        ? "every quota that CloudWatch tells of stayed under its value: a model that isn't ready, AWS's capacity, or requests larger than any that was accepted"
        : "a model that isn't ready, or AWS's capacity, which no metric shows",
  };
  return isAll ? [daily, other] : [other, daily];
}

/** Part of the requests in a burst that were accepted. */
function acceptedShare({ throttled, requests }: TargetMinutes, { from, to }: Burst): number {
  let [accepted, all] = [0, 0];
  for (let index = from; index < to; index++) {
    accepted += requests[index] || 0;
    all += (requests[index] || 0) + (throttled[index] || 0);
  }
  return all === 0 ? 0 : accepted / all;
}
