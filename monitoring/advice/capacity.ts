/** What one request takes of a quota of tokens per minute. Tokens, seconds. */
export interface RequestCost {
  /** input + cache write */
  inputTokens: number;
  outputTokens: number;
  burndownRate: number;
  maxTokens: number;
  latencySeconds: number;
}

/** What Bedrock finally counts for it: input + cache write + burndown × output. bedrock/latest/userguide/quotas-token-burndown */
export const usedTokens = ({ inputTokens, outputTokens, burndownRate }: RequestCost): number =>
  inputTokens + burndownRate * outputTokens;

/** What it holds while it runs: input + cache write + max_tokens. */
export const heldTokens = ({ inputTokens, maxTokens }: RequestCost): number => inputTokens + maxTokens;

/**
 * How many such requests a minute fill a quota, when they come evenly: each counts what it used, and takes what it holds
 * for its part of the minute. What is taken is held + used (docs/decisions/reservation.md): a bursty caller gets less.
 */
export const requestsAMinute = (quota: number, cost: RequestCost): number =>
  quota / (usedTokens(cost) + (heldTokens(cost) * cost.latencySeconds) / 60);

/** How many such requests can be under way at once before the quota is held as a whole. */
export const atOnce = (quota: number, cost: RequestCost): number => Math.floor(quota / heldTokens(cost));

/** Percent of the quota taken by so many a minute. */
export const takenPercent = (quota: number, cost: RequestCost, requests: number): number =>
  (100 * requests) / requestsAMinute(quota, cost);
