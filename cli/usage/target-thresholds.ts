import { defaultThresholds } from "../../monitoring/default-thresholds.ts";
import type { TargetThresholds } from "../../monitoring/report/document.ts";
import type { Thresholds } from "../../monitoring/report/severity.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import type { CoveredTarget } from "./stack-cover.ts";

/** The report knows two levels: a stack's mildest severity is its warning, the severest its critical. */
export function levelsOf({ thresholds }: Pick<TargetSettings, "thresholds">): Thresholds | undefined {
  const [mildest] = thresholds;
  const severest = thresholds.at(-1);
  return mildest && severest && { warning: mildest.threshold, critical: severest.threshold };
}

/**
 * What a target is judged by: `failOn` where it is given, else the stack that covers it, else the defaults.
 * @param covered the target in the stack that covers it, if one does
 * @param failOn percent, of --fail-on: critical for all; a warning is never above it
 */
export function thresholdsFor(covered: CoveredTarget | undefined, failOn: number | undefined): TargetThresholds {
  const own: TargetThresholds = covered?.thresholds
    ? { ...covered.thresholds, from: covered.stack }
    : { ...defaultThresholds, from: "default" };
  return failOn === undefined ? own : { warning: Math.min(own.warning, failOn), critical: failOn, from: "--fail-on" };
}
