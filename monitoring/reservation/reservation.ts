import { type Expression, named, rate, sum, utilisationOf } from "../expression/expression.ts";
import { difference, heldAtOnce, heldFor, perRequest, takenOfMinute } from "../expression/held.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import { quotaOf } from "../target.ts";
import { publishedQuota, type StackPlace } from "../usage.ts";
import { assumedMaxTokens } from "./assumed.ts";
import { type ReservedKind, reservedKind } from "./kind.ts";
import type { ReservationParts } from "./parts.ts";
import { atMost } from "./texts.ts";

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
  /** of the model's own ids alone: application profiles are too many for a chart, and no alarm has them added up */
  partial?: true;
  /** id `reserved`: taken ÷ quota */
  share?: Expression<"percent">;
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
  const bound = settings.source === "estimate" ? atMost : "";
  const begun = named("begun", `${bound}begun (reserved if none ended)`, rate("per-minute", parts.begun));
  const held = named("held", `${bound}held at once (mean of the minute)`, heldOf(parts));
  const taken = named("taken", `${bound}taken (held + used)`, sum(takenOfMinute(held), used));
  const quota = quotaOf(target, kind) && publishedQuota(target, kind, place.stack);
  return {
    settings,
    kind,
    ...(maxTokens !== undefined && { maxTokens }),
    used,
    begun,
    held,
    taken,
    gap: named("gap", `${bound}reserved and not used (begun − used)`, difference(begun, used)),
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
