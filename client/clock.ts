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

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, callback, alive) {
    const timer = setTimeout(callback, milliseconds);
    if (!alive) timer.unref();
    return () => clearTimeout(timer);
  },
};
