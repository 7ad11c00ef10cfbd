import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../clock.ts";

/** A clock that tests turn. */
export interface TurnedClock extends Clock {
  /** Lets milliseconds pass and calls back what waited for them. */
  pass(milliseconds: number): Promise<void>;
  /** Sets the time of day, as an administrator would; no time passes. */
  set(now: number): void;
}

/** @param start milliseconds since 1970; any whole minute will do */
export function turnedClock(start = Date.UTC(2026, 10, 26, 12, 0, 0)): TurnedClock {
  let now = start;
  let elapsed = 1000;
  const waiting = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    elapsed: () => elapsed,
    after(milliseconds, callback) {
      const entry = { at: elapsed + milliseconds, callback };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    async pass(milliseconds) {
      const end = elapsed + milliseconds;
      for (;;) {
        const next = earliest(waiting, end);
        const step = (next ? Math.max(next.at, elapsed) : end) - elapsed;
        now += step;
        elapsed += step;
        if (!next) break;
        waiting.delete(next);
        next.callback();
        // Publishing goes on in microtasks and, where it uses the network, beyond them.
        for (let times = 0; times < 5; times++) await turn();
      }
      // Even where nothing was due, or whoever passes time until something arrives would never let it in.
      await turn();
    },
    set: (to) => {
      now = to;
    },
  };
}

/** What is due first, until `end`; of two at the same time the one that waited first. */
function earliest<T extends { at: number }>(waiting: Iterable<T>, end: number): T | undefined {
  let found: T | undefined;
  for (const entry of waiting) if (entry.at <= end && (!found || entry.at < found.at)) found = entry;
  return found;
}
