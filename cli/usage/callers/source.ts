import { prices } from "../../../monitoring/prices.ts";
import { groupingText } from "../../../monitoring/report/caller-names.ts";
import type { CallersSource } from "../../../monitoring/report/callers-document.ts";
import { isoTime } from "../../../monitoring/report/iso-time.ts";
import { costOf } from "./log-price.ts";
import type { LogPlan } from "./plan-logs.ts";
import type { ReadCallers } from "./read-callers.ts";

/** The report's account of where its callers come from. */
export function callersSource(
  plan: LogPlan,
  { counts, foreign, spent }: ReadCallers,
  about: { elsewhere: number; startsInWindow: boolean; notes: string[] },
): CallersSource {
  const price = prices.logsScannedGigabyte;
  return {
    by: groupingText(plan.grouping),
    logGroup: plan.logGroup,
    firstRecord: counts.firstMinute === undefined ? null : isoTime(counts.firstMinute),
    startsInWindow: about.startsInWindow,
    ...spent,
    usd: costOf(spent.bytesScanned),
    estimate: plan.estimate,
    source: price.source,
    verified: price.verified,
    elsewhere: { requests: about.elsewhere, foreign },
    notes: about.notes,
  };
}
