import type { PlannedReservation } from "../plan-types.ts";
import type { TargetSettings } from "../settings.ts";
import { assumedMaxTokens, cannotTell } from "./assumed.ts";

/** A target's reservation as the plan says it; undefined where the config asks for none. */
export function plannedReservation(target: TargetSettings): PlannedReservation | undefined {
  const { reservation } = target;
  if (!reservation) return undefined;
  const maxTokens = assumedMaxTokens(target, reservation);
  const why = cannotTell(target, reservation);
  return {
    source: reservation.source,
    ...(maxTokens !== undefined && { maxTokens }),
    ...(reservation.source === "logs" && { logGroup: reservation.logGroup }),
    ...(reservation.source === "client" && {
      applications: [...reservation.applications],
      namespace: reservation.namespace,
    }),
    ...(why !== undefined && { cannotTell: why }),
  };
}
