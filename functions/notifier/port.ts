import type { AlarmHistoryEntry, DeployedAlarm } from "../../aws/alarms.ts";
import type { Message } from "./message.ts";

/** All that the notifier needs of AWS. Every function ends within the run's time, or rejects. */
export interface NotifierPort {
  /** The alarm as it is now; undefined where it is gone. */
  alarm(name: string): Promise<DeployedAlarm | undefined>;
  /** An alarm's past, newest first. */
  history(name: string): AsyncIterable<AlarmHistoryEntry>;
  /** Rejects when SNS did not take it. */
  publish(topicArn: string, message: Message): Promise<void>;
}
