import type { QuotaOrigin } from "../../aws/service-quotas.ts";
import type { LowQuota } from "../../monitoring/low-quota.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import type { QuotaCode } from "../../words/words.ts";
import { type Coverage, newCoverage } from "./coverage.ts";
import type { RowCounts } from "./reading.ts";
import { newSumMemory, type SumMemory } from "./sums.ts";
import { newUncountedMemory, type UncountedMemory } from "./uncounted.ts";
import type { Held } from "./verdict.ts";

/** A value that is published. */
export interface HeldValue {
  /** Service Quotas' own, without multiplier; 0 is a value */
  value: number;
  /** absent where it comes from before this environment's start */
  origin?: QuotaOrigin;
  /** the minute of its last good reading */
  read: number;
}

/** Why a code is told as a fault. */
export type Fault = "missing" | "unread";

/** What people have been told. */
export interface Told {
  values: Map<QuotaCode, number>;
  faults: Map<QuotaCode, Fault>;
}

/** What one execution environment of the function remembers from run to run. Minutes are those since 1970. */
export interface Memory {
  values: Map<QuotaCode, HeldValue>;
  /** codes that the account lacks, confirmed */
  missing: Set<QuotaCode>;
  /** codes of which the last reading knew nothing, and why; `atOnce` is told without waiting */
  unread: Map<QuotaCode, { reason: string; atOnce: boolean }>;
  told: Told;
  /** first values that are 0 or far under AWS's default, and not told yet */
  low: Map<QuotaCode, LowQuota>;
  /** what the log has already, so that it has each change and fault once */
  logged: Map<string, string>;
  /** rows of the last good lists */
  rows: RowCounts;
  /** which minutes each of the feed's quotas has been put for */
  covered: Coverage;
  /** which minutes each of the feed's sums has been put for */
  sums: SumMemory;
  /** ids that have use and no target */
  uncounted: UncountedMemory;
  /** the minute from which Service Quotas is read again; undefined: at once */
  nextReading: number | undefined;
  /** the minute of the last try */
  lastTry: number | undefined;
  /** readings in a row that left something unread */
  failedReadings: number;
  /** whether what was published before this environment's start has been read back */
  readBack: boolean;
  /** the minute that this environment's first run was for */
  firstMinute: number | undefined;
}

export const newMemory = (feed: Feed): Memory => ({
  values: new Map(),
  missing: new Set(),
  unread: new Map(),
  told: { values: new Map(), faults: new Map() },
  low: new Map(),
  logged: new Map(),
  rows: {},
  covered: newCoverage(feed.quotas.length),
  sums: newSumMemory(feed),
  uncounted: newUncountedMemory(),
  nextReading: undefined,
  lastTry: undefined,
  failedReadings: 0,
  readBack: false,
  firstMinute: undefined,
});

/** What holds of a code, for a verdict. */
export function heldOf(memory: Memory, code: QuotaCode): Held {
  const known = memory.values.get(code);
  if (known) return { kind: "value", value: known.value };
  return memory.missing.has(code) ? { kind: "missing" } : { kind: "never" };
}

/** Codes that an alarm rests on: those that are only shown are never a fault. */
export const configuredCodes = (feed: Feed): QuotaCode[] => [
  ...new Set(feed.quotas.filter(({ shownOnly }) => !shownOnly).map(({ code }) => code)),
];
