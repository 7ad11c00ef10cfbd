/** Time as the library sees it, so that tests can turn it. */
export interface Clock {
  /** milliseconds since 1970; may jump when the machine's clock is set */
  now(): number;
  /** milliseconds since some start; never jumps, never runs backwards */
  elapsed(): number;
  /**
   * Calls back after some milliseconds, without keeping the process alive unless that is asked for.
   * @returns what calls it off
   */
  after(milliseconds: number, callback: () => void, alive?: "keeps the process alive"): () => void;
}

/** Milliseconds; a longer timer of Node's fires at once (nodejs.org/api/timers.html, setTimeout). */
const longestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, callback, alive) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      const now = Math.min(left, longestTimer);
      timer = setTimeout(() => (left > now ? wait(left - now) : callback()), now);
      if (!alive) timer.unref();
    };
    wait(milliseconds);
    return () => clearTimeout(timer);
  },
};
