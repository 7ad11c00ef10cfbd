import type { DeployedAlarm } from "../../aws/alarms.ts";
import { jsonLog, type Log } from "../quota-publisher/log.ts";
import { type AlarmEvent, asAlarmEvent, timeOf } from "./alarm-event.ts";
import type { ToldChange } from "./alarm-json.ts";
import { incidentBefore } from "./incident.ts";
import { type Message, okMessage } from "./message.ts";
import type { NotifierPort } from "./port.ts";

export interface NotifierOptions {
  /** makes the port of one run, which has a time limit of its own */
  port: () => NotifierPort;
  log?: (requestId: string | undefined) => Log;
}

export type NotifierHandler = (event: unknown, context: { awsRequestId?: string }) => Promise<void>;

/** Messages remembered as sent, so that a run that is tried again sends only those that failed. */
const remembered = 1_000;

/**
 * The Lambda handler: tells that an alarm is over, on the topics that its ALARM went to.
 *
 * - **Told** is an OK that ends an ALARM (incident.ts), of an alarm that notifies: with its actions off, or with none,
 *   people were never told of the ALARM either.
 * - **Not told** is an OK that is not true any more: where the alarm is on again, people keep what they were told, and
 *   the next OK ends it.
 * - **Errors.** Every topic is tried; then the run rejects if one failed, and Lambda runs it again. The same environment
 *   then leaves out the topics that had the message; another one sends it twice.
 */
export function createNotifier({ port, log = jsonLog }: NotifierOptions): NotifierHandler {
  const sent = new Set<string>();

  return async (event, { awsRequestId }) => {
    const write = log(awsRequestId);
    const aws = port();
    const change = asAlarmEvent(event);
    const { alarmName, state } = change.detail;
    const skip = (why: string) => write("INFO", "not-told", { alarm: alarmName, why });

    const incident = await incidentBefore(change, () => aws.history(alarmName));
    if (!incident) return skip("no ALARM before it");
    const alarm = await aws.alarm(alarmName);
    if (!alarm) return skip("the alarm is gone");
    if (!alarm.actionsEnabled) return skip("its actions are off");
    if (isOnAgain(alarm, timeOf(state))) return skip("it is on again");
    const topics = alarm.alarmActions.filter((arn) => arn.split(":")[2] === "sns");
    if (topics.length === 0) return skip("it notifies nobody");

    const message = okMessage(alarm, toldChange(change), incident, state.reasonData);
    const failures = await publishAll(aws, topics, message, (topic) => `${change.id} ${topic}`, sent);
    write(failures.length === 0 ? "INFO" : "ERROR", failures.length === 0 ? "told" : "not-all-told", {
      alarm: alarmName,
      topics: topics.length,
      errors: failures.map(String),
    });
    if (failures.length > 0)
      throw new AggregateError(
        failures,
        `${failures.length} of ${topics.length} topics: ${failures.map(String).join("; ")}`,
      );
  };
}

/** An event can be late: what counts is a change that came after the one it tells. */
const isOnAgain = ({ state, changed }: DeployedAlarm, ended: Date): boolean =>
  state !== "OK" && changed !== undefined && changed > ended;

const toldChange = ({ account, region, detail: { state, previousState } }: AlarmEvent): ToldChange => ({
  account,
  region,
  at: timeOf(state),
  from: previousState.value,
  to: "OK",
  reason: state.reason ?? "",
});

async function publishAll(
  aws: NotifierPort,
  topics: readonly string[],
  message: Message,
  keyOf: (topic: string) => string,
  sent: Set<string>,
): Promise<unknown[]> {
  const results = await Promise.allSettled(
    topics.map(async (topic) => {
      const key = keyOf(topic);
      if (sent.has(key)) return;
      await aws.publish(topic, message);
      sent.add(key);
      if (sent.size > remembered) sent.delete(sent.values().next().value ?? "");
    }),
  );
  return results.filter((result) => result.status === "rejected").map(({ reason }): unknown => reason);
}
