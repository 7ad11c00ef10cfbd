import { isCount } from "../read/usage.ts";

/**
 * Bedrock's admission as a calculation: what a request takes from the quotas when it starts, what comes back when it
 * ends. No clock, no randomness: the same calls at the same times give the same verdicts.
 *
 * Source: Amazon Bedrock User Guide, quotas-token-burndown. At the start input + cache write + max_tokens are taken, and
 * the request is throttled where a quota hasn't that much left; at the end input + cache write + output × burndown rate
 * count instead, and the rest is returned. What AWS doesn't say is an assumption of this simulator (unverified):
 * - whether a minute is a window or a bucket: `Refill` has both;
 * - that a hold stays taken until its request ends, in however many minutes that is, and its use counts when it ends;
 * - that a day is one of UTC, and that holds count towards it;
 * - that a throttled request takes nothing, not even from the quota of requests;
 * - how Bedrock adjusts a hold while it answers (documented without figures): it doesn't here.
 */

/** How a quota of a minute fills again. AWS doesn't say which one Bedrock has: unverified, both. */
export type Refill =
  /** all at once, when the clock's minute ends */
  | "window"
  /** evenly, a sixtieth of the quota each second */
  | "bucket";

/** A limit that is missing isn't there: newer models have no quota of requests. A limit of 0 refuses everything. */
export interface Quotas {
  tokensPerMinute?: number;
  requestsPerMinute?: number;
  tokensPerDay?: number;
}

export type Limit = keyof Quotas;

/** What a request takes from the quotas at its start and holds until it ends. */
export interface TokenHold {
  readonly tokens: number;
}

export type Verdict =
  | { readonly admitted: true; readonly hold: TokenHold }
  | { readonly admitted: false; readonly limit: Limit };

/** The state of one set of quotas; made by `openAdmission`, changed by none of the functions here: each gives a new one. */
export interface Admission {
  readonly quotas: Readonly<Quotas>;
  readonly refill: Refill;
  /** milliseconds since 1970, whole, of the last thing that happened */
  readonly at: number;
  /** tokens of all requests that haven't ended */
  readonly held: number;
  /** used and not yet refilled, in sixty-thousandths of a token: so a bucket's refill of any millisecond is exact */
  readonly spentTokens: number;
  /** admitted and not yet refilled, in sixty-thousandths of a request */
  readonly spentRequests: number;
  /** tokens used since the day began */
  readonly spentToday: number;
  readonly counters: Counters;
}

/** What happened so far. */
export interface Counters {
  /** requests that have started and not ended */
  readonly open: number;
  readonly admitted: number;
  /** requests refused, by the limit that had too little left */
  readonly throttled: Readonly<Record<Limit, number>>;
  readonly heldNow: number;
  readonly heldHighest: number;
  /** tokens that the requests which ended counted with: input + cache write + output × rate */
  readonly settledTokens: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

const nothingYet: Counters = {
  ...{ open: 0, admitted: 0, heldNow: 0, heldHighest: 0, settledTokens: 0 },
  throttled: { tokensPerMinute: 0, requestsPerMinute: 0, tokensPerDay: 0 },
};

/**
 * Quotas of which nothing is used.
 * @param at milliseconds since 1970
 * @throws RangeError for a quota that is no whole number from 0 up
 */
export const openAdmission = (quotas: Quotas, refill: Refill, at: number): Admission => ({
  ...{ quotas: checked(quotas), refill, at: Math.floor(at), held: 0, spentTokens: 0, spentRequests: 0, spentToday: 0 },
  counters: nothingYet,
});

/** Lets time pass. A time before the last one, of a clock that was set back, counts as the last one. */
export function refillUntil(admission: Admission, at: number): Admission {
  const now = Math.floor(at);
  if (now <= admission.at) return admission;
  const { quotas, spentTokens, spentRequests, spentToday } = admission;
  return {
    ...admission,
    at: now,
    spentTokens: refilled(spentTokens, quotas.tokensPerMinute, admission, now),
    spentRequests: refilled(spentRequests, quotas.requestsPerMinute, admission, now),
    spentToday: sameSpan(admission.at, now, day) ? spentToday : 0,
  };
}

function refilled(spent: number, quota: number | undefined, { refill, at }: Admission, now: number): number {
  if (refill === "window") return sameSpan(at, now, minute) ? spent : 0;
  return quota === undefined ? 0 : Math.max(0, spent - quota * (now - at));
}

const sameSpan = (left: number, right: number, span: number): boolean =>
  Math.floor(left / span) === Math.floor(right / span);

/**
 * A request starts, or is refused.
 * @param tokens input + cache write + max_tokens
 * @param at milliseconds since 1970
 */
export function request(before: Admission, tokens: number, at: number): [Admission, Verdict] {
  const admission = refillUntil(before, at);
  const { counters } = admission;
  const limit = exceeded(admission, tokens);
  if (limit) {
    const throttled = { ...counters.throttled, [limit]: counters.throttled[limit] + 1 };
    return [
      { ...admission, counters: { ...counters, throttled } },
      { admitted: false, limit },
    ];
  }
  const held = admission.held + tokens;
  return [
    {
      ...admission,
      held,
      spentRequests: admission.spentRequests + minute,
      counters: {
        ...counters,
        ...{ open: counters.open + 1, admitted: counters.admitted + 1 },
        ...{ heldNow: held, heldHighest: Math.max(counters.heldHighest, held) },
      },
    },
    { admitted: true, hold: { tokens } },
  ];
}

/** The first limit that hasn't enough left. */
function exceeded({ quotas, held, spentTokens, spentRequests, spentToday }: Admission, tokens: number) {
  const needed: Record<Limit, number> = {
    requestsPerMinute: spentRequests / minute + 1,
    tokensPerDay: spentToday + held + tokens,
    tokensPerMinute: spentTokens / minute + held + tokens,
  };
  return (Object.keys(needed) as Limit[]).find((limit) => {
    const quota = quotas[limit];
    return quota !== undefined && (quota === 0 || needed[limit] > quota);
  });
}

/**
 * A request ends: its hold is given back and what it used counts. Once for each hold.
 * @param used tokens: input + cache write + output × burndown rate; may be more than was held
 * @param at milliseconds since 1970
 */
export function settle(before: Admission, { tokens }: TokenHold, used: number, at: number): Admission {
  const admission = refillUntil(before, at);
  const { counters } = admission;
  const held = admission.held - tokens;
  return {
    ...admission,
    held,
    spentTokens: admission.spentTokens + used * minute,
    spentToday: admission.spentToday + used,
    counters: {
      ...counters,
      ...{ open: counters.open - 1, heldNow: held, settledTokens: counters.settledTokens + used },
    },
  };
}

/**
 * Other quotas from now on. What is held and used stays so: after a cut nothing is admitted until enough has come back.
 * @throws RangeError for a quota that is no whole number from 0 up
 */
export const changeQuotas = (admission: Admission, quotas: Quotas, at: number): Admission => ({
  ...refillUntil(admission, at),
  quotas: checked(quotas),
});

function checked(quotas: Quotas): Quotas {
  for (const [limit, quota] of Object.entries(quotas))
    if (quota !== undefined && !isCount(quota))
      throw new RangeError(`${limit} is ${quota}: not a whole number from 0 up`);
  return quotas;
}
