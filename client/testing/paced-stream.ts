import { Readable } from "node:stream";
import type { Clock } from "../clock.ts";

/** One piece of a stream. */
export interface Step {
  /** from the stream's start, milliseconds; not before the step in front of it */
  after: number;
  /** tokens of output that the client has with it */
  sentTokens: number;
  frame(): Uint8Array;
}

/**
 * Sends each step at its time, which is the clock's alone: how fast the connection takes them changes nothing.
 * @param ended called once, at the time of the last step or when the client has left, with the tokens sent by then
 */
export function pacedStream(
  clock: Clock,
  steps: Iterable<Step>,
  left: AbortSignal,
  ended: (sentTokens: number) => void,
): AsyncIterable<Uint8Array> {
  const start = clock.elapsed();
  const frames = new Readable({ objectMode: true, read() {} });
  const remaining = steps[Symbol.iterator]();
  let next = remaining.next();
  let sentTokens = 0;
  let callOff = () => {};
  const end = () => {
    left.removeEventListener("abort", leave);
    frames.push(null);
    ended(sentTokens);
  };
  const leave = () => {
    callOff();
    end();
  };
  const advance = () => {
    const passed = clock.elapsed() - start;
    while (!next.done && next.value.after <= passed) {
      frames.push(next.value.frame());
      sentTokens = next.value.sentTokens;
      next = remaining.next();
    }
    if (next.done) end();
    else callOff = clock.after(next.value.after - passed, advance);
  };
  left.addEventListener("abort", leave);
  if (left.aborted) leave();
  else advance();
  return frames;
}
