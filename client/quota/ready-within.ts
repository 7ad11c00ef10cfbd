import type { Clock } from "../clock.ts";

/**
 * Waits for something that may never come, and no longer than there is time; whether it came is for the caller to look at.
 * @param milliseconds Infinity: no limit
 * @throws the signal's reason when it is aborted
 */
export function readyWithin(
  ready: Promise<unknown>,
  clock: Clock,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const callOff = clock.after(milliseconds, done, "keeps the process alive");
    signal?.addEventListener("abort", aborted);
    void ready.then(done);
    function leave(): void {
      callOff();
      signal?.removeEventListener("abort", aborted);
    }
    function done(): void {
      leave();
      resolve();
    }
    function aborted(): void {
      leave();
      reject(signal?.reason);
    }
  });
}
