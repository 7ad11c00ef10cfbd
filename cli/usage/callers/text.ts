import type { CallersSource, TargetCallers } from "../../../monitoring/report/callers-document.ts";
import type { UsageDocument } from "../../../monitoring/report/document.ts";
import { basisText, mostAtPeak } from "../../../monitoring/report/shown-callers.ts";
import { clockTime, dash, lengthText, short, whole } from "../numbers.ts";

/** 1.23 GB */
export const bytesText = (bytes: number): string => `${short(bytes).replace(/([kMGT]?)$/, " $1")}B`;

/** $0.0042, $1.20: with four figures under a cent; little is never nothing. */
export const usdText = (usd: number): string =>
  usd > 0 && usd < 0.0001 ? "less than $0.0001" : `$${usd.toFixed(usd > 0 && usd < 0.01 ? 4 : 2)}`;

/** 12.3 %, rounded to a tenth as the rows are to add up to 100; little is never nothing. */
export function shareText(value: number | null): string {
  if (value === null) return dash;
  return value > 0 && value < 0.05 ? "<0.1%" : `${Math.round(value * 10) / 10}%`;
}

/** When the target's quota was fullest, as a caption; and how often it was throttled. */
export function periodsText(callers: TargetCallers, timeZone: string): string {
  const { peak, throttledPeriods, basis } = callers;
  const most = mostAtPeak(callers);
  const by = most ? `, most by ${most.name}: ${shareText(most.shareAtPeak)}` : "";
  const at = peak
    ? `peak of ${peak.kind}: ${lengthText(peak.periodSeconds)} from ${clockTime(peak.start, timeZone)}${by}`
    : "no use";
  const throttled =
    throttledPeriods > 0
      ? `throttled in ${whole(throttledPeriods)} period${throttledPeriods === 1 ? "" : "s"}`
      : "never throttled";
  return `${at}; ${throttled}; shares of ${basisText[basis]}`;
}

/** Where the callers come from and what that cost, and what to know: sentences. */
export function sourceLines({ callers }: Pick<UsageDocument, "callers">): string[] {
  return callers ? [costText(callers), ...elsewhereText(callers), ...callers.notes] : [];
}

function costText({ by, logGroup, queries, recordsMatched, bytesScanned, usd, estimate, verified }: CallersSource) {
  const before = estimate.usd === null ? "" : `; estimated ${usdText(estimate.usd)}`;
  const doubt = verified ? "" : ", price not confirmed on an AWS page";
  return `By ${by}, from ${logGroup}: ${whole(recordsMatched)} records, ${queries} quer${queries === 1 ? "y" : "ies"}, ${bytesText(bytesScanned)} scanned, ${about(usd)}${before}${doubt}. No prompts are read.`;
}

const about = (usd: number): string => (usd > 0 && usd < 0.0001 ? usdText(usd) : `about ${usdText(usd)}`);

const elsewhereText = ({ elsewhere }: CallersSource): string[] =>
  elsewhere.requests > 0
    ? [`${whole(elsewhere.requests)} requests in the logs are of ids in no target of this report.`]
    : [];
