import { type ModelQuotas, type QuotaKind, quotaKinds } from "./limits.ts";
import { rollingSum } from "./rolling-sum.ts";

/**
 * What this process holds and has used of a model's quotas, and whether one request more fits.
 *
 * Amazon Bedrock User Guide, quotas-token-burndown: at its start a request takes input + cache write + max_tokens, at its
 * end what it used counts instead. Whether a minute's quota comes back all at once or evenly, AWS doesn't say. So both
 * must have room: what was used in any 60 seconds, which is never less than what was used in the clock's minute, however
 * the clocks differ; and a bucket that fills evenly. What fits both is refused by neither, while nobody else draws on it.
 */
export interface Ledger {
  /** Whether so many tokens fit now; else the quota that lacks room. */
  lacks(tokens: number, at: number): QuotaKind | undefined;
  /** When so many tokens fit, if nothing else begins or ends: milliseconds, Infinity where only an end can make room. */
  fitsAt(tokens: number, at: number): number;
  /** A request starts. It holds its tokens until `end`, which counts once. */
  hold(tokens: number, at: number): LedgerHold;
  /** Shares of the quotas that may be used from now on: the process's own, and what is believed of others' use. */
  use(quotas: ModelQuotas, share: number, belief: number): void;
  figures(at: number): LedgerFigures;
}

export interface LedgerHold {
  readonly tokens: number;
  readonly began: number;
  end(usedTokens: number, at: number): void;
}

export interface LedgerFigures {
  /** requests under way */
  open: number;
  /** tokens that they hold */
  held: number;
  /** tokens used in the last minute, and since midnight UTC or the process's start */
  usedOfMinute: number;
  usedToday: number;
  /** requests begun in the last minute */
  requestsOfMinute: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Of a minute's 600: what is used counts at most so much longer than 60 seconds. */
const slot = 100;

/** @param dayOf milliseconds since 1970 at a time of the ledger's, for the day */
export function openLedger(dayOf: (at: number) => number): Ledger {
  let quotas: ModelQuotas = {};
  let part = 1;
  let factor = 1;
  const used = rollingSum(minute, slot);
  const begun = rollingSum(minute, slot);
  /** the bucket: used and not yet filled again, as of `filledAt` */
  let spent = 0;
  let filledAt = Number.NEGATIVE_INFINITY;
  const open = new Set<LedgerHold>();
  let held = 0;
  let usedToday = 0;
  let today = Number.NEGATIVE_INFINITY;

  function pass(at: number): void {
    const perMillisecond = ((quotas.tokensPerMinute ?? 0) * factor) / minute;
    if (at > filledAt) {
      if (filledAt > Number.NEGATIVE_INFINITY) spent = Math.max(0, spent - perMillisecond * (at - filledAt));
      filledAt = at;
    }
    const date = Math.floor(dayOf(at) / day);
    if (date > today) {
      today = date;
      usedToday = 0;
    }
  }

  /** What of a quota may be used: a part of it, but for one of 0, which nobody can use. */
  const allowed = (kind: QuotaKind): number => {
    const quota = quotas[kind];
    return quota === undefined ? Number.POSITIVE_INFINITY : quota * factor;
  };

  function lacks(tokens: number, at: number): QuotaKind | undefined {
    pass(at);
    if (begun.total(at) + 1 > Math.max(allowed("requestsPerMinute"), alone("requestsPerMinute")))
      return "requestsPerMinute";
    if (usedToday + held + tokens > allowed("tokensPerDay")) return "tokensPerDay";
    const taken = Math.max(used.total(at), spent) + held;
    if (taken + tokens <= allowed("tokensPerMinute")) return undefined;
    return open.size === 0 && taken === 0 && fitsAlone(tokens) ? undefined : "tokensPerMinute";
  }

  /** However little is believed to be there, a request that fits this process's part may try when nothing else does. */
  const fitsAlone = (tokens: number): boolean => tokens <= (quotas.tokensPerMinute ?? Number.POSITIVE_INFINITY) * part;

  /** A share of a small quota of requests is less than one: a request may go when none went within the minute. */
  const alone = (kind: QuotaKind): number => ((quotas[kind] ?? 0) > 0 ? 1 : 0);

  /** When what was used and has not come back is no more than a limit. */
  function freeAt(limit: number, at: number): number {
    const perMillisecond = allowed("tokensPerMinute") / minute;
    const bucket = spent <= limit ? at : at + Math.ceil((spent - limit) / perMillisecond);
    return Math.max(bucket, used.fallsTo(limit, at));
  }

  return {
    lacks,
    fitsAt(tokens, at) {
      pass(at);
      const room = allowed("tokensPerMinute") - held - tokens;
      if (usedToday + held + tokens > allowed("tokensPerDay")) return Number.POSITIVE_INFINITY;
      if (room < 0) return open.size === 0 && fitsAlone(tokens) ? freeAt(0, at) : Number.POSITIVE_INFINITY;
      const requests = Math.max(allowed("requestsPerMinute"), alone("requestsPerMinute")) - 1;
      return Math.max(freeAt(room, at), begun.fallsTo(requests, at));
    },
    hold(tokens, at) {
      pass(at);
      begun.add(at, 1);
      held += tokens;
      const hold: LedgerHold = {
        tokens,
        began: at,
        end(usedTokens, ended) {
          if (!open.delete(hold)) return;
          pass(ended);
          // Without open requests nothing is held, whatever fractions rounded to.
          held = open.size === 0 ? 0 : held - tokens;
          used.add(ended, usedTokens);
          // Without a quota nothing would ever fill again.
          if (quotas.tokensPerMinute !== undefined) spent += usedTokens;
          usedToday += usedTokens;
        },
      };
      open.add(hold);
      return hold;
    },
    use(to, share, belief) {
      // A quota that is known only now: of the bucket no more can be told than the last minute.
      if (quotas.tokensPerMinute === undefined && to.tokensPerMinute !== undefined) spent = used.total(filledAt);
      quotas = to;
      part = share;
      factor = share * belief;
    },
    figures(at) {
      pass(at);
      return {
        open: open.size,
        held,
        usedOfMinute: used.total(at),
        usedToday,
        requestsOfMinute: begun.total(at),
      };
    },
  };
}

/** The quota that such a request never fits, however long it waits. */
export function neverFits(quotas: ModelQuotas, share: number, tokens: number): QuotaKind | undefined {
  return quotaKinds.find((kind) => {
    const quota = quotas[kind];
    if (quota === undefined) return false;
    return quota === 0 || (kind !== "requestsPerMinute" && tokens > quota * share);
  });
}
