import { type Expression, named, rate, sum, utilisationOf } from "../expression/expression.ts";
import { difference, heldAtOnce, heldFor, perRequest, takenOfMinute } from "../expression/held.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import { quotaOf } from "../target.ts";
import { publishedQuota, type StackPlace, usageOf } from "../usage.ts";
import { assumedMaxTokens, cannotTell } from "./assumed.ts";
import { type ReservationParts, reservationParts } from "./parts.ts";

/** The kind of quota that a reservation is taken from; on mantle the one for input. bedrock/latest/userguide/quotas-mantle */
export type ReservedKind = "tpm" | "input-tpm";

/** What Bedrock reserves for a target, minute by minute. The words are those of docs/decisions/reservation.md. */
export interface ReservationFigures {
  settings: ReservationSettings;
  kind: ReservedKind;
  /** what a request without max_tokens is taken to hold; absent where nobody says: such requests are left out */
  maxTokens?: number;
  /** id `usage`: what Bedrock finally counts */
  used: Expression<"per-minute">;
  /** id `begun`: input + cache write + max_tokens of the requests begun in the minute */
  begun: Expression<"per-minute">;
  /** id `held`: held at once, averaged over the minute */
  held: Expression<"tokens">;
  /** id `taken`: held + used */
  taken: Expression<"per-minute">;
  /** id `gap`: begun − used; below 0 where output burns more than max_tokens held */
  gap: Expression<"per-minute">;
  /** id `quota`; absent where the target has no quota of that kind */
  quota?: Expression<"per-minute">;
  /** id `reserved`: taken ÷ quota */
  share?: Expression<"percent">;
}

/** Why a target's reservation can't be told, and what would change that. */
export interface CannotTell {
  cannotTell: string;
}

export const reservedKind = ({ scope }: TargetSettings): ReservedKind => (scope === "mantle" ? "input-tpm" : "tpm");

/** A target's reservation as its config asks for it; undefined where it asks for none. */
export function reservationOf(target: TargetSettings, place: StackPlace): ReservationFigures | CannotTell | undefined {
  const settings = target.reservation;
  if (!settings) return undefined;
  const why = cannotTell(target, settings);
  if (why !== undefined) return { cannotTell: why };
  const parts = reservationParts(target, place, settings, assumedMaxTokens(target, settings));
  return figuresOf(target, place, settings, parts, usageOf(target, reservedKind(target), place.region));
}

/** The figures from what they are made of: the series themselves, or the sums that the publisher makes of them. */
export function figuresOf(
  target: TargetSettings,
  place: StackPlace,
  settings: ReservationSettings,
  parts: ReservationParts,
  used: Expression<"per-minute">,
): ReservationFigures {
  const kind = reservedKind(target);
  const maxTokens = assumedMaxTokens(target, settings);
  const atMost = settings.source === "estimate" ? "at most: " : "";
  const begun = named("begun", `${atMost}begun (reserved if none ended)`, rate("per-minute", parts.begun));
  const held = named("held", `${atMost}held at once (mean of the minute)`, heldOf(parts));
  const taken = named("taken", `${atMost}taken (held + used)`, sum(takenOfMinute(held), used));
  const quota = quotaOf(target, kind) && publishedQuota(target, kind, place.stack);
  return {
    settings,
    kind,
    ...(maxTokens !== undefined && { maxTokens }),
    used,
    begun,
    held,
    taken,
    gap: named("gap", `${atMost}reserved and not used (begun − used)`, difference(begun, used)),
    ...(quota && { quota, share: named("reserved", "% of quota taken", utilisationOf(taken, quota)) }),
  };
}

/** Measured where it is; else begun per request × how long requests took: Little's law, with means of the minute. */
function heldOf({ begun, heldTokenSeconds, unmeasured, requests, time }: ReservationParts): Expression<"tokens"> {
  const byTime = (tokens: Expression<"count">) =>
    requests && time ? [heldFor(perRequest(tokens, requests), time)] : [];
  const [first, ...rest] = heldTokenSeconds
    ? [heldTokenSeconds, ...(unmeasured ? byTime(unmeasured) : [])]
    : byTime(begun);
  if (!first) throw new RangeError("what is held needs a measure of it, or the time that requests take");
  return heldAtOnce(sum(first, ...rest));
}
