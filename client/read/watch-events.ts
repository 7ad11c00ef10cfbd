import type { Hold, Usage } from "../words.ts";
import { isThrottle } from "./errors.ts";

/** Gathers what a stream says of its usage. */
export interface EventReader {
  /** Looks at an event of the stream; must leave it as it is. */
  read(event: unknown): void;
  /** what was seen so far; undefined when nothing was */
  usage(): Usage | undefined;
}

/**
 * Watches a stream as its reader reads it: nothing is read ahead or kept, and the stream stays the same object. The hold
 * ends when the stream does, whether by its end, an error or a reader who leaves. An end without usage is no success:
 * a connection over HTTP/2 that breaks ends the stream like any other.
 */
export function watchEvents(events: AsyncIterable<unknown>, reader: EventReader, hold: Hold): void {
  const settle = (throttled: boolean) => {
    const usage = reader.usage();
    hold.settle({ throttled, ...(usage && { usage }) });
  };
  const iterate = events[Symbol.asyncIterator].bind(events);
  const watched = (): AsyncIterator<unknown> => {
    const inner = iterate();
    return {
      ...{
        async next(...args: [] | [undefined]) {
          try {
            const result = await inner.next(...args);
            if (result.done) settle(false);
            else readQuietly(reader, result.value);
            return result;
          } catch (error) {
            settle(isThrottle(error));
            throw error;
          }
        },
        async return(value?: unknown) {
          settle(false);
          return inner.return ? inner.return(value) : { done: true as const, value };
        },
      },
      ...(inner.throw && {
        async throw(error?: unknown) {
          settle(false);
          return inner.throw!(error);
        },
      }),
      ...{
        [Symbol.asyncIterator]() {
          return this;
        },
      },
    };
  };
  Object.defineProperty(events, Symbol.asyncIterator, { value: watched, configurable: true, writable: true });
}

function readQuietly(reader: EventReader, event: unknown): void {
  try {
    reader.read(event);
  } catch {
    // An event of an unknown shape says nothing of usage.
  }
}
