import type { MeasurableKind } from "../../words/limit-kinds.ts";
import type { QuotaCode } from "../../words/words.ts";
import type { Cause, ErrorClass, Sureness } from "./causes.ts";
import type { Fullness } from "./shares.ts";

/** One limit held against a burst. */
export interface Candidate {
  cause: Cause;
  kind: MeasurableKind;
  code: QuotaCode;
  /**
   * explains: its quota was full when requests were throttled; possible: it can't be ruled out; ruled-out: whatever AWS
   * doesn't document, it wasn't reached; cannot-tell: its quota isn't known
   */
  support: "explains" | "possible" | "ruled-out" | "cannot-tell";
  /** by what was counted; of what is reserved at least */
  fullness?: Fullness;
  /** of what is reserved, at most */
  fullnessMost?: Fullness;
  /** whether the quotas of those minutes are known: published then, and not today's */
  isOfThen: boolean;
  why: string;
}

/** What errors of callers say about a burst. */
export interface ErrorEvidence {
  /** how many of each class lie in the burst's time */
  counts: Partial<Record<ErrorClass, number>>;
  /** false: they have no times, so that they may be of other bursts */
  timed: boolean;
  /** false: they name no model, so that they may be of another target */
  named: boolean;
}

/** A cause that is left. */
export interface LeftCause {
  cause: Cause;
  kind?: MeasurableKind;
  sureness: Sureness;
  why: string;
}

/** What a burst comes to. */
export interface Verdict {
  /** null: it can't be told which of `left` */
  cause: Cause | null;
  kind?: MeasurableKind;
  sureness: Sureness | null;
  /** every cause that is left, the likeliest first */
  left: LeftCause[];
}
