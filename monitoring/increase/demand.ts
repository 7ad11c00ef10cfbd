import { countedBy, isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import type { QuotaUsage, TargetUsage, Time } from "../report/document.ts";
import { figureOfKind } from "../report/figure-of-kind.ts";

/** The highest use of one quota, in the unit that is effective for its scope. */
export interface Demand {
  /** tokens or requests a minute, tokens a day; what was counted, or what was taken (held + used) where that is more */
  peak: number;
  /** used: what CloudWatch counted. taken: with what requests held while they ran, as a stack here sees it */
  from: "used" | "taken";
  /** null: of several days, or nothing was used */
  at: Time | null;
  /** the true one may be higher: some minutes are known as means alone, or series came incomplete */
  atLeast: boolean;
}

/** Why the highest use of a quota is not known. */
export interface Untold {
  because: string;
}

type Usage = Pick<TargetUsage, "figures" | "reservation" | "severity" | "scope">;

/** The highest use of one of a target's quotas in the window. */
export function demandOf(usage: Usage, quota: QuotaUsage): Demand | Untold {
  const { kind } = quota;
  if (!isMeasurable(kind)) return { because: "no metric tells how many requests are under way at once" };
  const { figures, severity } = usage;
  const tokens = (figures.inputTokens?.total ?? 0) + (figures.outputTokens?.total ?? 0);
  if (countedBy(kind) === "tokens" && figures.tpm?.datapoints === 0 && tokens > 0)
    return { because: "CloudWatch has no EstimatedTPMQuotaUsage of its calls, so what they count is not known" };
  if (isDaily(kind)) {
    const days = quota.daily?.days ?? [];
    return { peak: Math.max(0, ...days.map(({ tokens: used }) => used)), from: "used", at: null, atLeast: false };
  }
  const name = figureOfKind(kind);
  const figure = name && figures[name];
  const used: Demand = {
    peak: figure?.max ?? 0,
    from: "used",
    at: figure?.maxAt ?? null,
    // Unknown where a series came incomplete; a quota that can't be read has no demand to judge.
    atLeast: figure?.bounds.max !== undefined || severity === "unknown",
  };
  const taken = takenOf(usage, kind);
  return taken && taken.peak > used.peak ? taken : used;
}

/**
 * What was taken of the quota that requests reserve from: that is what throttles (docs/reservation.md). An upper bound
 * (source estimate) is not what was taken, and would ask for too much.
 */
function takenOf({ reservation, scope }: Usage, kind: QuotaUsage["kind"]): Demand | undefined {
  const reserved = scope === "mantle" ? "input-tpm" : "tpm";
  if (kind !== reserved || !reservation?.taken || reservation.source === "estimate") return undefined;
  return { peak: reservation.taken.peak, from: "taken", at: reservation.taken.peakAt, atLeast: false };
}
