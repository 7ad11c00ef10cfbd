import type { Refusal } from "../read/refusals.ts";

/** What happened since the start. */
export interface Counters {
  /** requests that were let through to Bedrock, each try one */
  admitted: number;
  /** tokens that those which ended have used */
  used: number;
  /** by what Bedrock said when it refused */
  refused: Readonly<Partial<Record<Refusal, number>>>;
  /** milliseconds that the last thousand waited for room */
  waited: { p50: number; p99: number };
}

/** Waits that are remembered. */
const kept = 1_000;

export function openCounters() {
  let admitted = 0;
  let used = 0;
  const refused: Partial<Record<Refusal, number>> = {};
  const waits: number[] = [];
  return {
    admitted(waited: number): void {
      waits[admitted % kept] = waited;
      admitted++;
    },
    ended(tokens: number): void {
      used += tokens;
    },
    refused(refusal: Refusal): void {
      refused[refusal] = (refused[refusal] ?? 0) + 1;
    },
    figures(): Counters {
      const sorted = waits.toSorted((one, other) => one - other);
      const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
      return { admitted, used, refused: { ...refused }, waited: { p50: at(0.5), p99: at(0.99) } };
    },
  };
}
