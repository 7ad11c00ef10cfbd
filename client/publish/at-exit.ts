/** What is to be flushed when the process has nothing left to do. */
const flushes = new Set<() => Promise<void>>();
let isListening = false;

/**
 * Flushes once when Node's event loop is empty. A process that is ended by `process.exit()` or a signal doesn't come here:
 * whoever ends it calls `shutdown()` before.
 */
export function atExit(flush: () => Promise<void>): void {
  flushes.add(flush);
  if (isListening) return;
  isListening = true;
  process.once("beforeExit", () => {
    isListening = false;
    const last = [...flushes];
    // Once only: what can't be published now must not keep the process alive.
    flushes.clear();
    for (const flushNow of last) void flushNow();
  });
}

export function notAtExit(flush: () => Promise<void>): void {
  flushes.delete(flush);
}
