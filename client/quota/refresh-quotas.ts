import type { Clock } from "../clock.ts";
import type { Gate } from "./gate.ts";
import type { ModelQuotas } from "./limits.ts";
import type { QuotaSource } from "./options.ts";

interface Kept {
  source: QuotaSource | undefined;
  name: string;
  /** what the options say; live quotas take the place of each */
  given: ModelQuotas;
  gate: Gate;
  clock: Clock;
  warn: (message: string, cause?: unknown) => void;
  seconds: number;
}

/** Seconds after which quotas that were never read are asked for again, at most. */
const again = 60;

/**
 * Reads a model's live quotas again and again. Where they can't be read, the last known stay, and it is told.
 * @returns what ends it, and `read`, when they were asked for once
 */
export function keepQuotas({ source, name, given, gate, clock, warn, seconds }: Kept): {
  read: Promise<void>;
  stop: () => void;
} {
  if (!source) return { read: Promise.resolve(), stop: () => {} };
  if (!(seconds > 0)) throw new RangeError(`refreshSeconds is ${seconds}, not a number above 0`);
  let stopped = false;
  let callOff: (() => void) | undefined;
  let isKnown = given.tokensPerMinute !== undefined;
  async function read(from: QuotaSource): Promise<void> {
    try {
      const quotas = await from(name);
      if (stopped) return;
      if (quotas) {
        gate.setQuotas({ ...given, ...quotas });
        isKnown = true;
      } else warn(`no live quota of ${name} is known: the last one stays`);
    } catch (cause) {
      if (!stopped) warn(`the quotas of ${name} can't be read: the last ones stay`, cause);
    }
    if (!stopped) callOff = clock.after((isKnown ? seconds : Math.min(seconds, again)) * 1_000, () => void read(from));
  }
  return {
    read: read(source),
    stop: () => {
      stopped = true;
      callOff?.();
    },
  };
}
