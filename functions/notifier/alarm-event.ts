import { alarmNameEnd } from "../../monitoring/names.ts";

/** CloudWatch's states of an alarm. */
export type AlarmStateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** One state of an alarm in an event. */
export interface EventState {
  value: AlarmStateValue;
  reason?: string;
  /** JSON text: threshold, recent datapoints */
  reasonData?: string;
  /** when the alarm went into it, e.g. "2026-10-02T17:04:40.985+0000" */
  timestamp: string;
}

/**
 * An event "CloudWatch Alarm State Change", as far as it is used.
 * AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge
 */
export interface AlarmEvent {
  id: string;
  account: string;
  region: string;
  detail: { alarmName: string; state: EventState; previousState: EventState };
}

/** Reason of the state that a new alarm begins in. No AWS page states it; seen in many accounts' DescribeAlarms. */
const newAlarm = "Unchecked: Initial alarm creation";

/**
 * The events that the notifier is run for: an alarm of the stack goes to OK, from ALARM or from INSUFFICIENT_DATA.
 * A new alarm's first OK is kept out here, so that a first `up`, with all its alarms going to OK in one minute, runs
 * nothing at all. Should its reason read otherwise some day, the alarm's history decides (incident.ts).
 * eventbridge/latest/userguide/eb-create-pattern-operators: suffix, anything-but, $or
 */
export const eventPattern = (stack: string) => ({
  source: ["aws.cloudwatch"],
  "detail-type": ["CloudWatch Alarm State Change"],
  resources: [{ suffix: alarmNameEnd(stack) }],
  detail: {
    state: { value: ["OK"] },
    $or: [
      { previousState: { value: ["ALARM"] } },
      { previousState: { value: ["INSUFFICIENT_DATA"], reason: [{ "anything-but": newAlarm }] } },
    ],
  },
});

/** Whether this is the first state that a new alarm gets, before which there was none. */
export const isFirstState = ({ previousState }: AlarmEvent["detail"]): boolean => previousState.reason === newAlarm;

/** @throws Error when the event is not one of an alarm's change: nothing else is ever sent to the notifier */
export function asAlarmEvent(event: unknown): AlarmEvent {
  const { id, account, region, detail } = (event ?? {}) as Partial<AlarmEvent>;
  if (!id || !account || !region || !detail?.alarmName || !detail.state?.timestamp || !detail.previousState?.value)
    throw new Error("the event is not a state change of a CloudWatch alarm");
  return { id, account, region, detail };
}

/** The time in CloudWatch's form, which ends in +0000. */
export const timeOf = ({ timestamp }: EventState): Date => new Date(timestamp.replace(/\+0000$/, "Z"));
