import type { Clock } from "../clock.ts";

/** Waits, keeping the process alive. @throws the signal's reason when it is aborted */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(milliseconds, done, "keeps the process alive");
    signal?.addEventListener("abort", aborted);
    function done(): void {
      signal?.removeEventListener("abort", aborted);
      resolve();
    }
    function aborted(): void {
      callOff();
      reject(signal?.reason);
    }
  });
}
