/** Quotas of a model, as its account has them. A quota that is missing isn't there: newer models have none of requests. */
export interface ModelQuotas {
  /** tokens: input + cache write + max_tokens at the start, output × burndown rate at the end */
  tokensPerMinute?: number;
  requestsPerMinute?: number;
  /** the model's own daily quota; counted from when the process starts, and from midnight UTC on */
  tokensPerDay?: number;
}

export type QuotaKind = keyof ModelQuotas;

export const quotaKinds = ["tokensPerMinute", "requestsPerMinute", "tokensPerDay"] as const satisfies QuotaKind[];

/** @throws RangeError for a quota that is no number from 0 up */
export function checkedQuotas(quotas: ModelQuotas, modelId: string): ModelQuotas {
  for (const kind of quotaKinds) {
    const value = quotas[kind];
    if (value !== undefined && !(value >= 0))
      throw new RangeError(`${modelId}: ${kind} is ${value}, not a number from 0 up`);
  }
  return quotas;
}
