import type { Clock } from "../clock.ts";
import type { Gate } from "./gate.ts";
import type { ShareSource } from "./share.ts";

interface Kept {
  source: ShareSource;
  /** of what is shared: the same in every process */
  name: string;
  gate: Gate;
  clock: Clock;
  warn: (message: string, cause?: unknown) => void;
}

/** Milliseconds after which a grant that can't be renewed is asked for again. */
const again = 1_000;

/**
 * Keeps a gate's share granted: asks again when half of its time is over. What is no longer granted isn't used: where the
 * grant ends and none can be had, the share is 0 until there is one.
 * @returns what ends it, and `asked`, when it was asked for once
 */
export function keepShare({ source, name, gate, clock, warn }: Kept): { asked: Promise<void>; stop: () => void } {
  let stopped = false;
  let callOff: (() => void)[] = [];
  const clear = () => {
    for (const one of callOff) one();
    callOff = [];
  };

  async function renew(): Promise<void> {
    const asked = clock.elapsed();
    try {
      const { fraction, validFor } = await source.renew(name, gate.ask());
      if (stopped) return;
      clear();
      gate.setShare(fraction, validFor === Number.POSITIVE_INFINITY);
      if (validFor === Number.POSITIVE_INFINITY) return;
      const left = validFor - (clock.elapsed() - asked);
      callOff = [clock.after(left / 2, () => void renew()), clock.after(left, () => gate.setShare(0, false))];
    } catch (cause) {
      if (stopped) return;
      warn(`the share of ${name} can't be renewed`, cause);
      callOff.push(clock.after(again, () => void renew()));
    }
  }
  return {
    asked: renew(),
    stop: () => {
      stopped = true;
      clear();
    },
  };
}
