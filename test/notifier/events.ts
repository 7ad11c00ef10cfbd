import type { AlarmStateValue } from "../../functions/notifier/alarm-event.ts";
import type { PretendHistoryItem } from "../../local/servers/alarms.ts";

export const alarmName = "critical: Claude Opus 5 cross-region at 90% of tokens/min (bedrock-headroom/us-east-1)";
export const firstState = "Unchecked: Initial alarm creation";

export const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 25, 18, minute, 7, 445));
const cloudWatchTime = (time: Date) => time.toISOString().replace("Z", "+0000");

/** The data of CloudWatch's reason for a metric alarm's state. */
export const reasonData = (values: readonly number[], minute = 0): string =>
  JSON.stringify({
    version: "1.0",
    period: 60,
    recentDatapoints: values,
    threshold: 90,
    evaluatedDatapoints: values.map((value, index) => ({
      timestamp: cloudWatchTime(at(minute - index)),
      sampleCount: 1,
      value,
    })),
  });

/** "CloudWatch Alarm State Change" as EventBridge hands it over: into OK at 18:30, from a state that began at 18:18. */
export function okEvent(
  before: AlarmStateValue,
  { name = alarmName, reason, data, okData }: { name?: string; reason?: string; data?: string; okData?: string } = {},
) {
  return {
    version: "0",
    id: "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92",
    "detail-type": "CloudWatch Alarm State Change",
    source: "aws.cloudwatch",
    account: "123456789012",
    time: at(30).toISOString(),
    region: "us-east-1",
    resources: [`arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`],
    detail: {
      alarmName: name,
      configuration: {},
      state: {
        value: "OK",
        reason: "Threshold Crossed: 2 datapoints were less than the threshold (90.0).",
        ...(okData !== undefined && { reasonData: okData }),
        timestamp: cloudWatchTime(at(30)),
      },
      previousState: {
        value: before,
        reason: reason ?? "Threshold Crossed: 2 out of the last 3 datapoints were greater.",
        ...(data !== undefined && { reasonData: data }),
        timestamp: cloudWatchTime(at(18)),
      },
    },
  };
}

const item = (
  minute: number,
  HistoryItemType: PretendHistoryItem["HistoryItemType"],
  HistorySummary: string,
  data: object,
): PretendHistoryItem => ({
  AlarmName: alarmName,
  AlarmType: "MetricAlarm",
  Timestamp: at(minute),
  HistoryItemType,
  HistorySummary,
  HistoryData: JSON.stringify({ version: "1.0", ...data }),
});

export const stateUpdate = (minute: number, from: AlarmStateValue, to: AlarmStateValue, stateReason = "why") =>
  item(minute, "StateUpdate", `Alarm updated from ${from} to ${to}`, {
    oldState: { stateValue: from },
    newState: { stateValue: to, stateReason, stateReasonData: JSON.parse(reasonData([97.25])) },
  });
export const created = (minute: number) =>
  item(minute, "ConfigurationUpdate", `Alarm "${alarmName}" created`, { type: "Create" });
export const action = (minute: number) =>
  item(minute, "Action", "Successfully executed action arn:aws:sns:us-east-1:123456789012:critical", {});
