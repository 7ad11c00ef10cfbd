/**
 * Time as the function sees it while a case is played: a clock that is set, and waits that are shorter than they say.
 * The function's bundle takes both from the global scope, as on Lambda.
 */
export interface FakeTime {
  /** what the clock shows from now on, epoch milliseconds */
  set(now: number): void;
  restore(): void;
}

/** How much shorter a time limit is: a silence of 1.5 s becomes 75 ms, which a busy machine still answers in. */
const faster = 20;
/** The silences of the function's clients and their connections (functions/quota-publisher/aws-port.ts, aws/client.ts). */
const timeLimits: readonly number[] = [1_500, 3_000, 4_000];
/** How much shorter other waits are: between tries, pages and questions. */
const muchFaster = 500;

export function fakeTime(): FakeTime {
  const { Date: RealDate, setTimeout: realSetTimeout } = globalThis;
  const realTimeout = AbortSignal.timeout;
  let now = 0;
  class FakeDate extends RealDate {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length === 0) super(now);
      else super(given[0]);
    }
    static override now(): number {
      return now;
    }
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof RealDate;
    }
  }
  const shorter = (callback: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
    realSetTimeout(callback, milliseconds / (timeLimits.includes(milliseconds) ? faster : muchFaster), ...given);
  globalThis.Date = FakeDate as DateConstructor;
  globalThis.setTimeout = shorter as typeof setTimeout;
  AbortSignal.timeout = (milliseconds) => realTimeout.call(AbortSignal, Math.ceil(milliseconds / faster));
  return {
    set: (time) => {
      now = time;
    },
    restore: () => {
      globalThis.Date = RealDate;
      globalThis.setTimeout = realSetTimeout;
      AbortSignal.timeout = realTimeout;
    },
  };
}
