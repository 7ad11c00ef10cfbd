/** Milliseconds. */
const minute = 60_000;
/** What is believed to be there goes down at once, by so much, and comes back slowly: as TCP shares a line. */
const cut = 0.75;
const regained = 0.05;
const least = 0.05;

/**
 * What part of a quota is believed to be this process's to use. Throttled below its quota, others draw on it, too: it
 * uses less at once, and each minute without that a little more.
 */
export interface Belief {
  value(at: number): number;
  /** Bedrock refused a request although there should have been room. */
  throttled(at: number): void;
}

export function openBelief(): Belief {
  let value = 1;
  let since = Number.NEGATIVE_INFINITY;
  let cutAt = Number.NEGATIVE_INFINITY;
  function regain(at: number): void {
    const minutes = Math.floor((at - since) / minute);
    if (value >= 1 || !(minutes > 0)) return;
    value = Math.min(1, value + regained * minutes);
    since += minutes * minute;
  }
  return {
    value(at) {
      regain(at);
      return value;
    },
    throttled(at) {
      regain(at);
      // Requests that were sent together are refused together: that is one sign, not many.
      if (at - cutAt < minute / 4) return;
      value = Math.max(least, value * cut);
      cutAt = at;
      since = at;
    },
  };
}
