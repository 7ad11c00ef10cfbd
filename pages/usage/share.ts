import { wholeOf as whole } from "../../monitoring/expression/whole-quota.ts";
import type { BucketValues, QuotaUsage } from "../../monitoring/report/document.ts";
import { limitKinds } from "../../words/limit-kinds.ts";

/** A target's quotas as they are shown. */
export const inOrder = (quotas: readonly QuotaUsage[]): QuotaUsage[] =>
  quotas.toSorted((a, b) => limitKinds.indexOf(a.kind) - limitKinds.indexOf(b.kind));

/** What 100 % of a quota is; null: its value is not known. */
export const wholeOf = ({ value }: Pick<QuotaUsage, "value">): number | null => (value === null ? null : whole(value));

/** Use as percent of a quota. */
export const shareOf = (used: BucketValues, whole: number): BucketValues =>
  used.map((value) => (value === null ? null : (100 * value) / whole));
