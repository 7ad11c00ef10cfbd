import type { Standing, TargetUsage } from "./document.ts";
import { highestOf } from "./severity.ts";

/** Standings from the one that hurts most. */
export const standings: readonly Standing[] = ["throttled-now", "throttled", "over", "near", "unknown", "ok"];

/** A standing in words, as tables have it. */
export const standingTexts = {
  "throttled-now": "throttled now",
  throttled: "throttled",
  over: "over critical",
  near: "near",
  unknown: "can't tell",
  ok: "ok",
} as const satisfies Record<Standing, string>;

/** How much a target hurts. Throttling comes before any percentage: it is what the percentages are there to prevent. */
export function standingOf({
  severity,
  throttledNow,
  lastThrottled,
}: Pick<TargetUsage, "severity" | "throttledNow" | "lastThrottled">): Standing {
  if ((throttledNow ?? 0) > 0) return "throttled-now";
  if (lastThrottled !== null) return "throttled";
  return ({ critical: "over", warning: "near", unknown: "unknown", ok: "ok" } as const)[severity];
}

/**
 * When a target was last throttled; "now" within the window's last minutes.
 * @param write a moment as the output writes it
 * @param none what stands where no metric tells
 */
export function lastThrottledText(
  { throttledNow, lastThrottled, absent }: Pick<TargetUsage, "throttledNow" | "lastThrottled" | "absent">,
  write: (time: string) => string,
  none: string,
): string {
  if ((throttledNow ?? 0) > 0) return "now";
  if (lastThrottled !== null) return write(lastThrottled.at);
  return absent.throttles ? none : "no";
}

const fullest = ({ quotas }: TargetUsage): number => Math.max(0, ...quotas.map((quota) => highestOf(quota) ?? 0));

/** Order of targets: what hurts most first, then the fullest. */
export const worstFirst = (a: TargetUsage, b: TargetUsage): number =>
  standings.indexOf(a.standing) - standings.indexOf(b.standing) ||
  (b.throttledNow ?? 0) - (a.throttledNow ?? 0) ||
  (b.figures.throttles?.total ?? 0) - (a.figures.throttles?.total ?? 0) ||
  fullest(b) - fullest(a) ||
  (a.modelId < b.modelId ? -1 : a.modelId > b.modelId ? 1 : 0) ||
  (a.scope < b.scope ? -1 : 1);
