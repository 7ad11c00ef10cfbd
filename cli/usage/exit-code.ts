import type { TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { highestOf } from "../../monitoring/report/severity.ts";

/** What `usage`, `quotas` and `init` end with. */
export const exitCodes = { ok: 0, warning: 1, critical: 2, cannotTell: 3, nothingFound: 4 } as const;

/**
 * 2: a quota's use reached its target's critical threshold. 3: something could not be told, so 0 or 1 would be a guess.
 * 1: a target is at least a warning. 4: nothing was found to judge, which is no "all is well". 0: none of these.
 * @param everything whether the report has models whether they are used or not that nobody named: there, one that is used is what is found
 */
export function exitCodeOf(
  { targets, incomplete }: Pick<UsageDocument, "targets" | "incomplete">,
  everything = false,
): number {
  const isReached = targets.some(({ quotas, thresholds }) =>
    quotas.some((quota) => (highestOf(quota) ?? 0) >= thresholds.critical),
  );
  if (isReached) return exitCodes.critical;
  if (targets.some(isGateUntold)) return exitCodes.cannotTell;
  if (incomplete.length > 0 || targets.some(({ severity }) => severity === "unknown")) return exitCodes.cannotTell;
  if (targets.some(({ severity }) => severity === "warning" || severity === "critical")) return exitCodes.warning;
  return (everything ? targets.some(isUsed) : targets.length > 0) ? exitCodes.ok : exitCodes.nothingFound;
}

/**
 * Whether a target can have reached what --fail-on names where CloudWatch has no minutes any more: a gate must not be
 * green there. Without --fail-on what is certain counts, and is marked.
 */
export const isGateUntold = ({ quotas, thresholds: { critical, from } }: TargetUsage): boolean =>
  from === "--fail-on" &&
  quotas.every((quota) => (highestOf(quota) ?? 0) < critical) &&
  quotas.some(({ utilisation }) => (utilisation?.bounds.peak?.high ?? 0) >= critical);

const isUsed = ({ figures }: TargetUsage): boolean => Object.values(figures).some(({ datapoints }) => datapoints > 0);

/** The most pressing first: a Region in which nothing was found never reads as well, beside others or alone. */
const order: readonly number[] = [
  exitCodes.critical,
  exitCodes.cannotTell,
  exitCodes.warning,
  exitCodes.nothingFound,
  exitCodes.ok,
];

/** What several Regions together end with. */
export const worstCode = (codes: readonly number[]): number =>
  order.find((code) => codes.includes(code)) ?? exitCodes.ok;
