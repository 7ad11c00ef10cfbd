/** Time as the library sees it, so that tests can turn it. */
export interface Clock {
  /** milliseconds since 1970; may jump when the machine's clock is set */
  now(): number;
  /** milliseconds since some start; never jumps, never runs backwards */
  elapsed(): number;
  /** Calls back after some milliseconds without keeping the process alive. @returns what calls it off */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
