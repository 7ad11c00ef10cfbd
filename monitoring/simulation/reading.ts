import type { MissingCompared } from "../metric-math/values.ts";

/** How CloudWatch is taken to work where no AWS page says. */
export interface Reading {
  /** what a missing value gives that a formula compares with a number */
  missingCompared: MissingCompared;
  /** how many datapoints more than its evaluation periods an alarm reads: 0, or 2 as in AWS's one example */
  readsBeyond: 0 | 2;
}

/** The reading nearest to AWS's examples. */
export const usualReading: Reading = { missingCompared: "nothing", readsBeyond: 2 };

/** Every combination: what an alarm tells must not depend on which of them is true. */
export const readings: readonly Reading[] = (["nothing", "as 0"] as const).flatMap((missingCompared) =>
  ([2, 0] as const).map((readsBeyond) => ({ missingCompared, readsBeyond })),
);
