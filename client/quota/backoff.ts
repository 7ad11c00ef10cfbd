/** Milliseconds: the first wait is up to a second, and one can span a minute, after which a quota has come back. */
const first = 1_000;
const longest = 60_000;

/**
 * Full jitter: anything up to twice as much each time, so that those who were refused together don't come back together.
 * @param refusals how often the request was refused, from 1
 * @param random from 0 up to 1
 */
export const backoff = (refusals: number, random: number): number =>
  random * Math.min(longest, first * 2 ** (refusals - 1));
