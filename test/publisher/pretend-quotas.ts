import type { PretendQuota } from "../../local/servers/service-quotas.ts";
import type { QuotaCode } from "../../words/words.ts";

/** The code of the pretended account's quota with this number, counted from 0. */
export const codeOf = (index: number): QuotaCode => `L-${index.toString(16).toUpperCase().padStart(8, "0")}`;

/**
 * A pretended account's quotas: as many as asked for, each applied at 1,000 times its number plus 1,000, twice AWS's
 * default. 1,123 were counted in a real account in September 2026.
 */
export function pretendQuotas(length = 1_123): PretendQuota[] {
  return Array.from({ length }, (_, index) => ({
    code: codeOf(index),
    name: `Cross-region model inference tokens per minute for Model ${index}`,
    applied: (index + 1) * 1_000,
    default: (index + 1) * 500,
  }));
}
