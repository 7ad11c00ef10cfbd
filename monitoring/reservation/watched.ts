import type { UnitName } from "../../words/units.ts";
import type { Expression } from "../expression/expression.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import { publishedSum, type ReservedFigure, summedFigures } from "../sums.ts";
import { monitoredIds } from "../target.ts";
import type { StackPlace } from "../usage.ts";
import { watchedUsage } from "../watched.ts";
import { assumedMaxTokens, cannotTell } from "./assumed.ts";
import { reservedKind } from "./kind.ts";
import { type ReservationParts, reservationParts } from "./parts.ts";
import { figuresOf, type ReservationFigures } from "./reservation.ts";
import { seenRequests } from "./seen.ts";

/** Why a target's reservation can't be told, and what would change that. */
export interface CannotTell {
  cannotTell: string;
}

/**
 * A target's reservation as its config asks for it, as alarms and dashboards read it: from the series themselves, or
 * from sums of the publisher's where they are more than an alarm holds. Undefined where the config asks for none.
 */
export function reservationOf(target: TargetSettings, place: StackPlace): ReservationFigures | CannotTell | undefined {
  const settings = target.reservation;
  if (!settings) return undefined;
  const why = cannotTell(target, settings);
  if (why !== undefined) return { cannotTell: why };
  const partial = !summedFigures(target, place).has("tokens begun") && !drawsAll(target, place);
  const shown = partial ? withoutProfiles(target) : target;
  const parts = reservationParts(shown, place, settings, assumedMaxTokens(target, settings));
  const used = watchedUsage(shown, reservedKind(target), place);
  return {
    ...figuresOf(target, place, settings, watchedParts(shown, place, parts), used),
    ...(partial && { partial: true as const }),
  };
}

/** Ids that a chart of a reservation draws from where it is not added up: each takes up to 9 of a widget's 500 metrics. */
const mostDrawn = 25;

const drawsAll = (target: TargetSettings, { region }: StackPlace): boolean =>
  monitoredIds(target, region).length <= mostDrawn;

const withoutProfiles = (target: TargetSettings): TargetSettings => ({ ...target, applicationProfiles: [] });

/** How many requests a target has and of how many the reservation is seen, for a chart. */
export const drawnRequests = (target: TargetSettings, place: StackPlace, settings: ReservationSettings) =>
  seenRequests(drawsAll(target, place) ? target : withoutProfiles(target), place, settings);

/** Each part, or the publisher's sum of it. */
function watchedParts(target: TargetSettings, place: StackPlace, parts: ReservationParts): ReservationParts {
  const summed = summedFigures(target, place);
  const watched = <U extends "count" | "milliseconds" | "token-seconds">(
    figure: ReservedFigure,
    of: Expression<U>,
  ): Expression<U> => (summed.has(figure) ? publishedSum(of.unit as U & UnitName, target, figure, place) : of);
  const { begun, heldTokenSeconds, unmeasured, time, requests } = parts;
  return {
    begun: watched("tokens begun", begun),
    ...(heldTokenSeconds && { heldTokenSeconds: watched("token-seconds held", heldTokenSeconds) }),
    ...(unmeasured && { unmeasured: watched("tokens without a measure", unmeasured) }),
    ...(time && { time: watched("request time", time) }),
    ...(requests && { requests: watched("timed requests", requests) }),
  };
}
