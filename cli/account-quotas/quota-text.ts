import type { QuotaUsage } from "../../monitoring/report/document.ts";
import type { ReadingOrigin } from "../../monitoring/report/quota-reading.ts";
import { whole } from "../usage/numbers.ts";

/** What stands in a value's place where there is none. */
export const noValue: Readonly<Record<Extract<ReadingOrigin, "none" | "unread">, string>> = {
  none: "not in this account",
  unread: "could not be read",
};

/** A quota's number with the word that says which it is: "8,000,000 (AWS's value 4,000,000, doubled for this scope)". */
export function quotaText({
  origin,
  awsValue,
  value,
  multiplier,
}: Pick<QuotaUsage, "origin" | "awsValue" | "value" | "multiplier">): string {
  if (origin === "none" || origin === "unread") return noValue[origin];
  const words = [
    ...(multiplier === 2 ? [`AWS's value ${whole(awsValue)}, doubled for this scope`] : []),
    ...(origin === "default" ? ["AWS's default"] : []),
  ];
  return `${whole(value)}${words.length > 0 ? ` (${words.join("; ")})` : ""}`;
}
