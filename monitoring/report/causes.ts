import { countedBy, isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import { kindLabels } from "../../words/words.ts";
import { hasMaxTokens, isEmbedding, usageCauses } from "../alarms/use-text.ts";
import type { TargetSettings } from "../settings.ts";
import type { QuotaUsage, TargetUsage } from "./document.ts";
import { lowTexts } from "./quota-notes.ts";
import { byHeight, highestOf, noneText, peakText } from "./severity.ts";

/**
 * What can be the cause of a target's standing, the likeliest first. No metric says which limit a throttled request
 * met, and any quota answers with a 429, so causes are told as far as the figures bear them, and no further.
 */
export function causesOf(
  target: TargetSettings,
  { standing, quotas, because }: Pick<TargetUsage, "standing" | "quotas" | "because">,
): string[] {
  switch (standing) {
    case "ok":
      return [];
    case "unknown":
      return [because];
    case "over":
    case "near":
      return noneText(quotas) === undefined ? [...lowTexts(quotas), ...fullestCauses(target, quotas)] : [because];
    default:
      return throttleCauses(target, quotas);
  }
}

function fullestCauses(target: TargetSettings, quotas: readonly QuotaUsage[]): string[] {
  const kind = byHeight(quotas)[0]?.kind;
  return kind !== undefined && isMeasurable(kind) ? usageCauses(target, countedBy(kind), isDaily(kind)) : [];
}

function throttleCauses(target: TargetSettings, quotas: readonly QuotaUsage[]): string[] {
  const none = noneText(quotas);
  if (none !== undefined) return [none];
  const highest = byHeight(quotas);
  const reached = highest.filter((quota) => highestOf(quota)! >= full);
  const possible = highest.filter(
    (quota) => !reached.includes(quota) && (quota.utilisation?.bounds.peak?.high ?? 0) >= full,
  );
  const untold = quotas.filter(({ kind, utilisation }) => isMeasurable(kind) && !utilisation);
  const below = reached.length === 0 ? highest[0] : undefined;
  return [
    ...reached.map((quota) => `${kindLabels[quota.kind]} reached ${peakText(quota)} of the quota`),
    ...possible.map(
      (quota) =>
        `${kindLabels[quota.kind]} may have reached the quota: ${peakText(quota)} of it is what is known of the highest minute`,
    ),
    ...lowTexts(quotas),
    ...(below ? [belowText(target, below)] : []),
    ...(reached.length > 0 || !below ? [reservedText(target)].filter((text) => text !== undefined) : []),
    ...untold.map(({ kind }) => `a quota of ${kindLabels[kind]} whose value or use can't be told`),
    '"Too many tokens per day": the account\'s daily quota across all models, which no metric shows',
    "a model that is not ready, or AWS's capacity",
  ];
}

/** Percent of a quota from which its use alone throttles. */
const full = 100;

/** Why Bedrock can throttle below 100 % of what is finally counted. */
function belowText(target: TargetSettings, highest: QuotaUsage): string {
  const peak = `${kindLabels[highest.kind]} peaked at ${peakText(highest)} of the quota`;
  if (isEmbedding(target)) return `bursts within a minute: ${peak}, over whole minutes`;
  return hasMaxTokens(target)
    ? `what requests reserve: ${peak}, and Bedrock holds input + cache write + max_tokens when a request starts, which no metric shows; or a burst within a minute`
    : `bursts within a minute: ${peak}, over whole minutes`;
}

const reservedText = (target: TargetSettings): string | undefined =>
  hasMaxTokens(target) && target.scope !== "mantle"
    ? "what requests reserve on top of it: input + cache write + max_tokens when they start"
    : undefined;
