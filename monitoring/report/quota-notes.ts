import { kindLabels } from "../../words/words.ts";
import { isEmbedding } from "../alarms/use-text.ts";
import { lowQuota } from "../low-quota.ts";
import type { TargetSettings } from "../settings.ts";
import type { QuotaUsage } from "./document.ts";
import { noneText } from "./severity.ts";

/**
 * What a target in use should know of its quotas: one of 0, one far under AWS's default, and what throttles an
 * embedding model. A sentence each, without its end.
 * @param throttles throttled requests in the window
 */
export function quotaNotes(target: TargetSettings, quotas: readonly QuotaUsage[], throttles: number): string[] {
  const none = noneText(quotas);
  // Nothing else than the quota is the cause where it is 0.
  const bursts = none === undefined && throttles > 0 && isEmbedding(target);
  return [
    ...(none === undefined ? [] : [none]),
    ...lowTexts(quotas),
    ...(bursts
      ? ["an embedding model is throttled below 100 % by bursts within a minute: make batches smaller and pace callers"]
      : []),
  ];
}

/** Quotas far under AWS's defaults, a sentence each. */
export const lowTexts = (quotas: readonly QuotaUsage[]): string[] =>
  quotas.flatMap(({ kind, applied, default: standard }) => {
    const found = applied === null || applied === 0 ? undefined : lowQuota(applied, standard ?? undefined);
    return found
      ? [
          `the account's quota of ${kindLabels[kind]}, ${number(found.value)}, is far under AWS's default of ${number(found.standard ?? 0)}: ask for more`,
        ]
      : [];
  });

const number = (value: number): string => value.toLocaleString("en-US");
