import { countedBy, isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import { kindLabels } from "../../words/words.ts";
import { hasMaxTokens, isEmbedding, usageCauses } from "../alarms/use-text.ts";
import type { TargetSettings } from "../settings.ts";
import type { QuotaUsage, ReservationUsage, TargetUsage } from "./document.ts";
import { lowTexts } from "./quota-notes.ts";
import { byHeight, highestOf, noneText, peakText } from "./severity.ts";

/**
 * What can be the cause of a target's standing, the likeliest first. No metric says which limit a throttled request
 * met, and any quota answers with a 429, so causes are told as far as the figures bear them, and no further.
 */
export function causesOf(
  target: TargetSettings,
  { standing, quotas, because, reservation }: Pick<TargetUsage, "standing" | "quotas" | "because" | "reservation">,
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
      return throttleCauses(target, quotas, reservation);
  }
}

function fullestCauses(target: TargetSettings, quotas: readonly QuotaUsage[]): string[] {
  const kind = byHeight(quotas)[0]?.kind;
  return kind !== undefined && isMeasurable(kind) ? usageCauses(target, countedBy(kind), isDaily(kind)) : [];
}

function throttleCauses(
  target: TargetSettings,
  quotas: readonly QuotaUsage[],
  reservation: ReservationUsage | undefined,
): string[] {
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
    ...inOrder(isSure(reservation), below ? [belowText(target, below, reservation)] : [], lowTexts(quotas)),
    ...(reached.length > 0 || !below ? [reservedText(target)].filter((text) => text !== undefined) : []),
    ...untold.map(({ kind }) => `a quota of ${kindLabels[kind]} whose value or use can't be told`),
    '"Too many tokens per day": the account\'s daily quota across all models, which no metric shows',
    "a model that is not ready, or AWS's capacity",
  ];
}

/** Whether what requests reserve was seen to fill the quota in a minute with throttles, and not assumed. */
const isSure = (reservation: ReservationUsage | undefined): boolean =>
  reservation !== undefined &&
  reservation.source !== "estimate" &&
  reservation.assumed === 0 &&
  (reservation.takenAtThrottles ?? 0) >= full;

const inOrder = (first: boolean, one: readonly string[], other: readonly string[]): string[] =>
  first ? [...one, ...other] : [...other, ...one];

/** Percent of a quota from which its use alone throttles. */
const full = 100;

/** Why Bedrock can throttle below 100 % of what is finally counted. */
function belowText(target: TargetSettings, highest: QuotaUsage, reservation: ReservationUsage | undefined): string {
  const peak = `${kindLabels[highest.kind]} peaked at ${peakText(highest)} of the quota`;
  if (isEmbedding(target)) return `bursts within a minute: ${peak}, over whole minutes`;
  const seen = reservation && seenText(reservation);
  if (seen !== undefined) return `${seen}, while ${peak}`;
  return hasMaxTokens(target)
    ? `what requests reserve: ${peak}, and Bedrock holds input + cache write + max_tokens when a request starts, which no metric shows; or a burst within a minute`
    : `bursts within a minute: ${peak}, over whole minutes`;
}

/** Percent of a quota from which the seconds of a minute can well have filled it, though its mean is lower. */
const nearlyFull = 80;

/**
 * What the reservation's own figures say of throttles, as surely as they can; undefined where there are none. Shares are
 * those of the minutes with throttled requests.
 */
function seenText(reservation: ReservationUsage): string | undefined {
  const { source, takenAtThrottles: taken, maxTokens, assumed } = reservation;
  if (taken === null) return undefined;
  const share = `${Math.floor(taken).toLocaleString("en-US")} % of the quota`;
  const each = maxTokens?.toLocaleString("en-US");
  if (source === "estimate") {
    return taken < nearlyFull
      ? `a burst within a minute, hardly what requests reserve: in minutes with throttles held and used were at most ${share}, if each held ${each} tokens of output`
      : `possibly what requests reserve: in a minute with throttles held and used were up to ${share}, if each held ${each} tokens of output, which nobody measured`;
  }
  const by = source === "logs" ? "by the invocation log" : "by the applications that publish it";
  const what = `in a minute with throttles held and used together were ${share} (its mean)`;
  if (isSure(reservation)) return `what requests reserve, ${by}: ${what}`;
  if (taken >= full)
    return `likely what requests reserve, ${by}: ${what}, where ${assumed.toLocaleString("en-US")} requests that name no max_tokens count as ${each} each, which is assumed`;
  return taken >= nearlyFull
    ? `likely what requests reserve, ${by}: ${what}, and seconds within it are higher`
    : `a burst within a minute, or calls that are not seen: ${by}, ${what}`;
}

const reservedText = (target: TargetSettings): string | undefined =>
  hasMaxTokens(target) && target.scope !== "mantle"
    ? "what requests reserve on top of it: input + cache write + max_tokens when they start"
    : undefined;
