/**
 * Waits.
 * @throws the signal's reason when it ends the wait
 */
export function pause(milliseconds: number, abortSignal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (abortSignal?.aborted) return reject(abortSignal.reason);
    const ended = () => {
      clearTimeout(timer);
      reject(abortSignal?.reason);
    };
    const timer = setTimeout(() => {
      abortSignal?.removeEventListener("abort", ended);
      resolve();
    }, milliseconds);
    abortSignal?.addEventListener("abort", ended, { once: true });
  });
}
