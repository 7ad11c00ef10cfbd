import type { ModelQuotas } from "./limits.ts";
import type { ModelSettings } from "./options.ts";

/** The quotas that a model's settings name. */
export const quotasOf = ({ tokensPerMinute, requestsPerMinute, tokensPerDay }: ModelSettings): ModelQuotas => ({
  ...(tokensPerMinute !== undefined && { tokensPerMinute }),
  ...(requestsPerMinute !== undefined && { requestsPerMinute }),
  ...(tokensPerDay !== undefined && { tokensPerDay }),
});
