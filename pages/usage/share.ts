import type { BucketValues, FigureName, QuotaUsage } from "../../monitoring/report/document.ts";
import type { LimitKind } from "../../words/words.ts";

/** Which figure is counted against a quota of each kind; a daily quota has its days, concurrency has no metric. */
export const figureOfKind: Readonly<Partial<Record<LimitKind, FigureName>>> = {
  tpm: "tpm",
  rpm: "rpm",
  "input-tpm": "inputTokens",
  "output-tpm": "outputTokens",
};

/** In which order a target's quotas are shown. */
const kindOrder: readonly LimitKind[] = ["tpm", "input-tpm", "output-tpm", "rpm", "tpd", "concurrency"];

/** A target's quotas as they are shown. */
export const inOrder = (quotas: readonly QuotaUsage[]): QuotaUsage[] =>
  quotas.toSorted((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));

/** What 100 % is. A quota of 0 counts as 1, as in the expressions: any use of it is far more than all. */
export const wholeOf = ({ value }: Pick<QuotaUsage, "value">): number | null => (value === 0 ? 1 : value);

/** Use as percent of a quota. */
export const shareOf = (used: BucketValues, whole: number): BucketValues =>
  used.map((value) => (value === null ? null : (100 * value) / whole));
