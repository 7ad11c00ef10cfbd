import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import type { RatedAlarm } from "./alarm.ts";
import { latencyAlarm } from "./latency.ts";
import { reservationAlarms } from "./reservation.ts";
import { serverErrorAlarm } from "./server-errors.ts";
import { throttleAlarm } from "./throttles.ts";
import { utilisationAlarms } from "./utilisation.ts";

/** Every alarm of one target; none where the config switches them off. */
export function targetAlarms(settings: MonitoringSettings, target: TargetSettings): RatedAlarm[] {
  if (!target.alarms) return [];
  const others = [throttleAlarm(settings, target), serverErrorAlarm(settings, target), latencyAlarm(settings, target)];
  return [
    ...utilisationAlarms(settings, target),
    ...reservationAlarms(settings, target),
    ...others.filter((alarm) => alarm !== undefined),
  ];
}
