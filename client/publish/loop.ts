import type { Clock } from "../clock.ts";
import type { Meter } from "../meter.ts";
import { type MinuteRecord, type Minutes, minuteMilliseconds } from "../minutes/minutes.ts";
import { atExit, notAtExit } from "./at-exit.ts";
import type { Publisher } from "./publisher.ts";

/** Publishes each minute soon after it has ended, and all there is on demand. Never throws, never rejects. */
export interface Loop {
  /** Starts waiting for the minute's end, if it does not yet. Cheap: called with every request. */
  wake(): void;
  /** Publishes all that is counted, the running minute's included. */
  flush(): Promise<void>;
  /** Flushes and waits no more. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  application: string;
  clock: Clock;
  minutes: Minutes;
  meter: Meter;
  publisher: Publisher;
  /** told of what went wrong with publishing; must not throw */
  onError: (error: unknown) => void;
}

/** Processes don't publish in the same second: each picks its own time within so many milliseconds after the minute. */
const spread = 9_000;

export function createLoop({ application, clock, minutes, meter, publisher, onError }: LoopOptions): Loop {
  const delay = 1000 + Math.random() * spread;
  let callOff: (() => void) | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let waiting = 0;
  /** records lost and not yet told to the publisher */
  let untold = 0;

  async function publish(all: boolean): Promise<void> {
    meter.accrue();
    untold += minutes.takeDropped();
    const records: readonly MinuteRecord[] = minutes.take(clock.now(), all);
    if (records.length === 0) return;
    const told = untold;
    try {
      const { keep, refused, toldDropped, error } = await publisher.publish({
        application,
        records,
        dropped: told,
        all,
      });
      minutes.putBack(keep);
      if (toldDropped) untold -= told;
      untold += refused;
      if (error !== undefined) onError(error);
    } catch (error) {
      minutes.putBack(records);
      onError(error);
    }
    untold += minutes.takeDropped();
  }

  const flush = () => enqueue(true);

  /** One at a time, in order. */
  function enqueue(all: boolean): Promise<void> {
    waiting++;
    running = running
      .then(() => publish(all))
      .catch(onError)
      .finally(() => waiting--);
    return running;
  }

  function wake(): void {
    if (callOff || stopped) return;
    atExit(flush);
    const now = clock.now();
    const end = (Math.floor(now / minuteMilliseconds) + 1) * minuteMilliseconds;
    callOff = clock.after(end - now + delay, () => {
      callOff = undefined;
      // Once more after the last figures: what can't be published now is tried again then.
      if (minutes.size > 0 || meter.open > 0 || waiting > 0) wake();
      else notAtExit(flush);
      void enqueue(false);
    });
  }

  return {
    wake,
    flush,
    async stop() {
      stopped = true;
      callOff?.();
      callOff = undefined;
      notAtExit(flush);
      await flush();
    },
  };
}
