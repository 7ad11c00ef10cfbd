import { kindLabels } from "../../words/words.ts";
import { markOf } from "./bounds.ts";
import type { QuotaUsage, Severity } from "./document.ts";

/** Percent of a quota. */
export interface Thresholds {
  warning: number;
  critical: number;
}

/** How full a quota was at its fullest, percent; undefined: nobody can tell. */
export const highestOf = ({ utilisation }: QuotaUsage): number | undefined =>
  utilisation ? (utilisation.peak ?? 0) : undefined;

/** Quotas whose use can be told, the fullest first. */
export const byHeight = (quotas: readonly QuotaUsage[]): QuotaUsage[] =>
  quotas.filter((quota) => highestOf(quota) !== undefined).toSorted((a, b) => highestOf(b)! - highestOf(a)!);

/**
 * How a target stands: by the highest use of any of its quotas in the window. Throttles make it at least a warning.
 * "unknown" only where nothing is wrong as far as one can tell and something could not be told.
 */
export function severityOf(
  quotas: readonly QuotaUsage[],
  throttles: number,
  untold: string | undefined,
  { warning, critical }: Thresholds,
): { severity: Severity; because: string } {
  const [quota] = byHeight(quotas);
  const fullest = quota && { quota, percent: highestOf(quota)! };
  // A quota of 0 counts as 1, so its percentage says nothing; and where it is, nothing else is the cause.
  const none = noneText(quotas);
  const full =
    none ?? (fullest && `${kindLabels[fullest.quota.kind]} peaked at ${peakText(fullest.quota)} of the quota`);
  const throttled = throttles > 0 ? `${throttles.toLocaleString("en-US")} requests were throttled` : undefined;
  const both = (first: string | undefined) => [first, throttled].filter(Boolean).join("; ");
  if (fullest && fullest.percent >= critical) return { severity: "critical", because: both(full) };
  if (throttled !== undefined || (fullest && fullest.percent >= warning)) {
    return { severity: "warning", because: both(full) };
  }
  if (untold !== undefined) return { severity: "unknown", because: untold };
  if (!fullest) return { severity: "unknown", because: "no quota of it is known, so there is nothing to compare with" };
  return { severity: "ok", because: full ?? "" };
}

/** What to say of quotas of 0; undefined: none is. */
export function noneText(quotas: readonly QuotaUsage[]): string | undefined {
  const kinds = quotas.filter(({ value }) => value === 0).map(({ kind }) => kindLabels[kind]);
  return kinds.length === 0 ? undefined : `the account's quota of ${kinds.join(" and of ")} is 0: ask for it`;
}

/** A quota's highest use, marked where it is not exact: "≥82 %". */
export function peakText({ utilisation }: QuotaUsage): string {
  const peak = utilisation?.peak ?? 0;
  return `${markOf(peak, utilisation?.bounds.peak)}${percentText(peak)}`;
}

/** Cut, not rounded: 89.97 % is under 90 %. */
const percentText = (value: number): string => `${Math.floor(value * 10) / 10} %`;
