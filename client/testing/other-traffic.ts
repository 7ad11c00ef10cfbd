import type { Clock } from "../clock.ts";
import type { QuotaPool } from "./quota-pool.ts";
import type { Random } from "./seeded-random.ts";

/** Requests of others that draw on the same quotas, made up inside the simulator. They don't retry. */
export interface OtherTraffic {
  /** by which they are counted apart */
  name: string;
  /** on average; they come at random, independent of one another. 0: none come */
  requestsPerMinute: number;
  /** tokens of each: input + cache write */
  inputTokens: number;
  maxTokens: number;
  outputTokens: number;
  /** how long each takes */
  seconds: number;
}

/** Starts the traffic. @returns what stops it; requests that run still end */
export function startTraffic(
  { name, requestsPerMinute, inputTokens, maxTokens, outputTokens, seconds }: OtherTraffic,
  { pool, burndownRate }: { pool: QuotaPool; burndownRate: number },
  { clock, random }: { clock: Clock; random: Random },
): () => void {
  // Gaps between independent arrivals are exponentially distributed.
  const gap = () => (-Math.log(1 - random()) * 60_000) / requestsPerMinute;
  if (!(requestsPerMinute > 0)) return () => {};
  const send = () => {
    callOff = clock.after(gap(), send);
    const end = pool.request(name, inputTokens + maxTokens);
    if (typeof end === "function")
      clock.after(seconds * 1000, () => end(inputTokens + Math.min(outputTokens, maxTokens) * burndownRate));
  };
  let callOff = clock.after(gap(), send);
  return () => callOff();
}
