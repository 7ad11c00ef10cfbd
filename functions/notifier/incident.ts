import type { AlarmHistoryEntry } from "../../aws/alarms.ts";
import { type AlarmEvent, isFirstState, timeOf } from "./alarm-event.ts";

/** The time in ALARM that an OK ends. */
export interface Incident {
  /** when the alarm went on; absent where the history does not reach back so far */
  start?: Date;
  /** CloudWatch's reason for it */
  reason?: string;
  /** the reason's data, JSON text */
  reasonData?: string;
}

/**
 * The OK's own entry need not have the event's time to the millisecond; CloudWatch evaluates no alarm twice within
 * these, in milliseconds: ten seconds is its shortest period (API PutMetricAlarm, Period).
 */
const ownEntry = 5_000;

/**
 * What an OK ends, or undefined where people were told of nothing: a new alarm's first OK, or one after a time without
 * data that began in OK. ALARM, then INSUFFICIENT_DATA, then OK is the end of that ALARM.
 * @param history the alarm's past, newest first; read only where the event alone does not tell
 */
export async function incidentBefore(
  { detail }: Pick<AlarmEvent, "detail">,
  history: () => AsyncIterable<AlarmHistoryEntry>,
): Promise<Incident | undefined> {
  const { state, previousState } = detail;
  if (previousState.value === "ALARM") {
    const { reason, reasonData } = previousState;
    return { start: timeOf(previousState), ...given({ reason, reasonData }) };
  }
  if (previousState.value !== "INSUFFICIENT_DATA" || isFirstState(detail)) return undefined;
  const ended = timeOf(state);
  // Whether the ALARM was found in what a later change says of the state before it; then its own entry may follow.
  let wasOn = false;
  for await (const entry of history()) {
    if (entry.at.getTime() > ended.getTime() - ownEntry) continue;
    // An alarm of the same name that was deleted keeps its history: people were told of its end by nobody, and it is
    // not this one's.
    if (entry.isCreation) break;
    if (!entry.change) continue;
    const { from, to, reason, reasonData } = entry.change;
    if (to === "ALARM") return { start: entry.at, ...given({ reason, reasonData }) };
    if (wasOn || to === "OK" || from === "OK") break;
    wasOn = from === "ALARM";
  }
  return wasOn ? {} : undefined;
}

const given = ({ reason, reasonData }: { reason?: string | undefined; reasonData?: string | undefined }) => ({
  ...(reason !== undefined && { reason }),
  ...(reasonData !== undefined && { reasonData }),
});
