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

/**
 * Reads a model's live quotas again and again. Where they can't be read, the last known stay, and it is told.
 * @returns what ends it
 */
export function keepQuotas({ source, name, given, gate, clock, warn, seconds }: Kept): () => void {
  if (!source) return () => {};
  let stopped = false;
  let callOff: (() => void) | undefined;
  async function read(from: QuotaSource): Promise<void> {
    try {
      const quotas = await from(name);
      if (stopped) return;
      if (quotas) gate.setQuotas({ ...given, ...quotas });
      else warn(`no live quota of ${name} is known: the last one stays`);
    } catch (cause) {
      if (!stopped) warn(`the quotas of ${name} can't be read: the last ones stay`, cause);
    }
    if (!stopped) callOff = clock.after(seconds * 1_000, () => void read(from));
  }
  void read(source);
  return () => {
    stopped = true;
    callOff?.();
  };
}
