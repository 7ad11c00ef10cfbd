import { countedBy, type MeasurableKind } from "../../words/limit-kinds.ts";
import type { Cause, ErrorClass } from "./causes.ts";
import type { ErrorEvidence } from "./finding.ts";

/** Part of a burst's errors that must say the same for it to count: other errors lie in the same minutes. */
const mostly = 0.9;

/** What nearly all of a burst's errors say; undefined: they say several things, or nothing. */
export function saidBy({ counts }: ErrorEvidence): ErrorClass | undefined {
  const said = Object.entries(counts).filter(([name]) => name !== "throttled-unsaid") as [ErrorClass, number][];
  const all = said.reduce((sum, [, count]) => sum + count, 0);
  return said.find(([, count]) => count > 0 && count >= mostly * all)?.[0];
}

/**
 * Whether an error's text can come of a cause. "Too many tokens per day" has been seen of quotas of a minute that are 0,
 * too, and "Too many requests" where max_tokens was large (docs/diagnose.md has where).
 */
export function canSay(said: ErrorClass, { cause, kind }: { cause: Cause; kind?: MeasurableKind }): boolean {
  const requests = kind !== undefined && countedBy(kind) === "requests";
  switch (said) {
    case "tokens-a-minute":
      return (
        cause === "tokens-consumed" ||
        cause === "tokens-reserved" ||
        ((cause === "quota-zero" || cause === "burst-within-minute") && !requests)
      );
    case "requests-a-minute":
      return (
        cause === "requests" ||
        cause === "tokens-reserved" ||
        ((cause === "quota-zero" || cause === "burst-within-minute") && requests)
      );
    case "tokens-a-day":
      return cause === "model-daily" || cause === "account-daily" || cause === "quota-zero";
    case "not-ready":
    case "capacity":
      return cause === "not-a-quota";
    case "throttled-unsaid":
      return true;
  }
}
