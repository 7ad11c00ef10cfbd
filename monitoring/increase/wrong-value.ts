import type { QuotaUsage } from "../report/document.ts";
import { slipTimes } from "./need.ts";
import { count } from "./number-text.ts";

/** Why a value of --to can't be meant, a sentence; undefined: it can. */
export function wrongValue(
  to: number,
  quota: Pick<QuotaUsage, "awsValue" | "default" | "code" | "url">,
  peak: number,
): string | undefined {
  const { awsValue, code, url } = quota;
  if (awsValue === null) return undefined;
  if (to <= awsValue)
    return `--to ${count(to)}: the account has ${count(awsValue)} of ${code} already, and Service Quotas only raises a quota; ask for more than that`;
  const largest = Math.max(awsValue, quota.default ?? 0, peak);
  if (largest > 0 && to > slipTimes * largest)
    return `--to ${count(to)} is more than ${count(slipTimes)} times what ${code} has, AWS's default and the highest use (${count(largest)} at most): zeros too many? If it is meant, ask in the console: ${url}`;
  return undefined;
}
