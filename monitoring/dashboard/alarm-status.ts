import { partitionOf } from "../console.ts";
import { limits } from "../limits.ts";
import type { Line } from "./grid.ts";
import type { AlarmWidget } from "./widget.ts";

/** The ARN an alarm will have. */
export const alarmArn = (region: string, accountId: string, name: string): string =>
  `arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}:alarm:${name}`;

/** Alarm-status widgets over alarms, as many as AWS's limit on one widget asks for. */
export function statusLines(
  title: string,
  arns: readonly string[],
  height: number,
  states?: AlarmWidget["properties"]["states"],
): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < arns.length; at += limits.alarmsPerStatusWidget) {
    const group = arns.slice(at, at + limits.alarmsPerStatusWidget);
    const part =
      arns.length > limits.alarmsPerStatusWidget ? ` (${at + 1}–${at + group.length} of ${arns.length})` : "";
    lines.push({
      height,
      widgets: [
        {
          type: "alarm",
          properties: {
            title: title + part,
            alarms: group,
            sortBy: "stateUpdatedTimestamp",
            ...(states ? { states } : {}),
          },
        },
      ],
    });
  }
  return lines;
}
