import type { BucketValues, QuotaUsage } from "../../monitoring/report/document.ts";
import { limitKinds } from "../../words/limit-kinds.ts";

/** A target's quotas as they are shown. */
export const inOrder = (quotas: readonly QuotaUsage[]): QuotaUsage[] =>
  quotas.toSorted((a, b) => limitKinds.indexOf(a.kind) - limitKinds.indexOf(b.kind));

/** What 100 % is. A quota of 0 counts as 1, as in the expressions: any use of it is far more than all. */
export const wholeOf = ({ value }: Pick<QuotaUsage, "value">): number | null => (value === 0 ? 1 : value);

/** Use as percent of a quota. */
export const shareOf = (used: BucketValues, whole: number): BucketValues =>
  used.map((value) => (value === null ? null : (100 * value) / whole));
