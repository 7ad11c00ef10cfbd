import type { UsageDocument } from "../../monitoring/report/document.ts";
import { highestOf } from "../../monitoring/report/severity.ts";

/**
 * 2: a quota's use reached its target's critical threshold. 3: something could not be told, so 0 or 1 would be a guess.
 * 1: a target is at least a warning. 0: none is.
 */
export function exitCodeOf({ targets, incomplete }: UsageDocument): 0 | 1 | 2 | 3 {
  const isReached = targets.some(({ quotas, thresholds }) =>
    quotas.some((quota) => (highestOf(quota) ?? 0) >= thresholds.critical),
  );
  if (isReached) return 2;
  if (incomplete.length > 0 || targets.some(({ severity }) => severity === "unknown")) return 3;
  return targets.some(({ severity }) => severity === "warning" || severity === "critical") ? 1 : 0;
}
