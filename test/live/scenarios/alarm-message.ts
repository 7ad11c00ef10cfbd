import type { Notification } from "../../../local/aws/inbox.ts";

/** An alarm's change of state as SNS carries it; undefined for what is no such message. */
export function alarmMessage({ Message }: Notification): AlarmMessage | undefined {
  return Message.startsWith("{") ? (JSON.parse(Message) as AlarmMessage) : undefined;
}
interface AlarmMessage {
  AlarmName: string;
  AlarmDescription: string;
  NewStateValue: string;
}
