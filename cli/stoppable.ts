import { UserError } from "../stacks/user-error.ts";
import type { Progress } from "./usage/progress.ts";

/**
 * Reads something that Ctrl-C stops, with nothing half-written.
 * @param progressNow what is shown at the time; it is ended where reading fails
 * @param failed what is said there
 * @throws UserError (130) when it was stopped; what the reading throws
 */
export async function stoppable<Read>(
  progressNow: () => Pick<Progress, "end">,
  failed: string,
  read: (signal: AbortSignal) => Promise<Read>,
): Promise<Read> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  try {
    return await read(stop.signal);
  } catch (error) {
    progressNow().end(stop.signal.aborted ? "Stopped" : failed);
    if (stop.signal.aborted) throw new UserError("stopped; nothing was written", 130);
    throw error;
  } finally {
    process.removeListener("SIGINT", onInterrupt);
  }
}
