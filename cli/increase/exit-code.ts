import { exitCodes, worstCode } from "../usage/exit-code.ts";
import type { IncreaseDocument, IncreaseQuota } from "./document-shape.ts";

const refused: readonly IncreaseQuota["verdict"][] = ["open-request", "not-adjustable", "support-case", "legacy"];

/**
 * 3: something could not be told, or was to be submitted and was not taken. 1: a larger quota is needed, and Service
 * Quotas takes no request for it now. 4: nothing was found. 0: what is needed is prepared, or submitted; or nothing is.
 */
export function exitCodeOf({ targets, incomplete, submitted }: IncreaseDocument): number {
  const quotas = targets.flatMap((target) => target.quotas);
  return worstCode([
    ...(incomplete.length > 0 || quotas.some(({ verdict }) => verdict === "unknown") ? [exitCodes.cannotTell] : []),
    ...(submitted?.some(({ outcome }) => outcome !== "submitted" && outcome !== "already-open")
      ? [exitCodes.cannotTell]
      : []),
    ...(quotas.some(({ verdict }) => refused.includes(verdict)) ||
    submitted?.some(({ outcome }) => outcome === "already-open")
      ? [exitCodes.warning]
      : []),
    quotas.length === 0 ? exitCodes.nothingFound : exitCodes.ok,
  ]);
}
