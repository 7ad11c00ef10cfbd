import { partitionOf } from "../console.ts";
import { limits } from "../limits.ts";
import type { Line } from "./grid.ts";
import type { AlarmWidget } from "./widget.ts";

/** The ARN an alarm will have. */
export const alarmArn = (region: string, accountId: string, name: string): string =>
  `arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}:alarm:${name}`;

/** Alarm-status widgets over alarms, as many as AWS's limit on one widget asks for. What is on comes first in each. */
export function statusWidgets(
  title: string,
  arns: readonly string[],
  states?: AlarmWidget["properties"]["states"],
): AlarmWidget[] {
  const widgets: AlarmWidget[] = [];
  for (let at = 0; at < arns.length; at += limits.alarmsPerStatusWidget) {
    const group = arns.slice(at, at + limits.alarmsPerStatusWidget);
    const part =
      arns.length > limits.alarmsPerStatusWidget ? ` (${at + 1}–${at + group.length} of ${arns.length})` : "";
    widgets.push({
      type: "alarm",
      properties: {
        title: title + part,
        alarms: group,
        sortBy: "stateUpdatedTimestamp",
        ...(states ? { states } : {}),
      },
    });
  }
  return widgets;
}

/** As many side by side as can be read, and tall enough for some tiles; more than that can be scrolled to. */
const widgetsPerLine = 4;
const lineHeight = 3;

/**
 * Which of some alarms are on now, the worst severity first: AWS can't sort by that, so each has widgets of its own.
 * @param severities mildest first
 */
export function onNowLines(
  alarms: readonly { arn: string; severity: string | undefined }[],
  severities: readonly string[],
): Line[] {
  const widgets = severities.toReversed().flatMap((severity) => {
    const arns = alarms.filter((alarm) => alarm.severity === severity).map(({ arn }) => arn);
    return statusWidgets(`On now: ${severity}`, arns, ["ALARM"]);
  });
  const lines: Line[] = [];
  for (let at = 0; at < widgets.length; at += widgetsPerLine) {
    lines.push({ height: lineHeight, widgets: widgets.slice(at, at + widgetsPerLine) });
  }
  return lines;
}
