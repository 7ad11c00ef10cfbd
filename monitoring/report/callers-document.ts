import type { MeasurableKind } from "../../words/limit-kinds.ts";
import type { Time } from "./document.ts";

/** What was counted of some requests. */
export interface LogCounts {
  /** that Bedrock took, failed ones among them, as CloudWatch's Invocations has them; throttled ones are not in it */
  requests: number;
  /** that Bedrock throttled */
  throttled: number;
  /** of `requests`, those that ended in an error */
  errors: number;
  /** without those read from or written to a cache */
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
}

/** What one caller used of a target. */
export interface CallerUsage extends LogCounts {
  /**
   * caller: one that records name. without: records that name none (no identity, no such metadata).
   * unlogged: what CloudWatch counted and no record has. others: several callers together, where a table has no room.
   */
  kind: "caller" | "without" | "unlogged" | "others";
  /** ARN (of a role without its session), with its session, or the metadata's value; null where `kind` isn't caller */
  value: string | null;
  /** as a person reads it */
  name: string;
  /** input + cache write + burndown × output; null: the burndown rate is not known, so it can't be told */
  consumption: number | null;
  /** percent of the target's use in the window, in `basis`; null: there was none */
  share: number | null;
  /** percent of its use in the `peak` */
  shareAtPeak: number | null;
  /** percent of its use in the periods in which requests were throttled */
  shareWhileThrottled: number | null;
}

/** Who used a target, by the records of its calls. Shares of all rows add up to 100. */
export interface TargetCallers {
  /** what shares are of: consumption by the documented burndown; tokens, each once, where no burndown is known; requests where no tokens were counted */
  basis: "consumption" | "tokens" | "requests";
  /** the period in which the fuller of the target's quotas a minute was fullest; null: no use */
  peak: { kind: MeasurableKind; start: Time; periodSeconds: number } | null;
  /** how many periods had throttles, by CloudWatch */
  throttledPeriods: number;
  /** most first, the unlogged last */
  rows: CallerUsage[];
  /** what the records have beyond what CloudWatch counted: it may still come, or be counted in another minute; null: nothing */
  beyond: { requests: number; amount: number } | null;
  /** the first minute of a record; null: there is none */
  firstRecord: Time | null;
}

/** Where a report's callers come from. */
export interface CallersSource {
  /** caller, session, or metadata:KEY */
  by: string;
  logGroup: string;
  /** the minute of the first record in the window, of any model; null: none */
  firstRecord: Time | null;
  /** calls that CloudWatch counted before the first record: logging was off then, or records are gone */
  startsInWindow: boolean;
  queries: number;
  recordsMatched: number;
  bytesScanned: number;
  usd: number;
  /** what was estimated before */
  estimate: { bytes: number | null; usd: number | null; how: string };
  source: string;
  verified: boolean;
  /** left out: requests of ids in no target of the report, and records of other Regions or accounts */
  elsewhere: { requests: number; foreign: number };
  /** what to know when reading */
  notes: string[];
}
