import { type Counted, countedBy, isDaily, isMeasurable, type LimitKind } from "../../words/limit-kinds.ts";
import type { FigureName } from "./document.ts";

const figureCounting = {
  tokens: "tpm",
  requests: "rpm",
  "input tokens": "inputTokens",
  "output tokens": "outputTokens",
} as const satisfies Record<Counted, FigureName>;

/** The figure of what a kind's quota counts, per minute; undefined where no metric tells it. */
export const figureCounted = (kind: LimitKind): FigureName | undefined =>
  isMeasurable(kind) ? figureCounting[countedBy(kind)] : undefined;

/** The figure that is compared with a quota of a kind; a daily quota has its days, concurrency has no metric. */
export const figureOfKind = (kind: LimitKind): FigureName | undefined =>
  isDaily(kind) ? undefined : figureCounted(kind);
