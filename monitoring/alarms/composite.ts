import { dashboardUrl } from "../console.ts";
import { limits } from "../limits.ts";
import type { PlannedCompositeAlarm } from "../plan-types.ts";
import type { MonitoringSettings } from "../settings.ts";
import { actionsOf, description, type RatedAlarm, tagsOf } from "./alarm.ts";
import { alarmName, compositeAlarmId } from "./names.ts";

const separator = " OR ";
const child = (name: string): string => `ALARM(${JSON.stringify(name)})`;

/**
 * One alarm per severity over all alarms of that severity ("any warning", "any critical"). Where one rule can't hold
 * all children, they are grouped under numbered composites, level by level. Children come before their parents.
 * @param alarms the stack's alarms with their severity
 */
export function compositeAlarms(settings: MonitoringSettings, alarms: readonly RatedAlarm[]): PlannedCompositeAlarm[] {
  return settings.severities.flatMap(({ name: severity }) => {
    const names = alarms.filter((entry) => entry.severity === severity).map(({ alarm }) => alarm.AlarmName);
    return names.length === 0 ? [] : tree(settings, severity, names);
  });
}

function tree(settings: MonitoringSettings, severity: string, names: readonly string[]): PlannedCompositeAlarm[] {
  const composites: PlannedCompositeAlarm[] = [];
  let level = names;
  for (let depth = 1; ; depth++) {
    const groups = groupsThatFit(level);
    const top = groups.length === 1;
    const parents = groups.map((group, index) => {
      const part = top ? undefined : depth === 1 ? `${index + 1}` : `${depth}.${index + 1}`;
      return composite(settings, severity, group, names.length, part);
    });
    composites.push(...parents);
    if (top) return composites;
    level = parents.map((parent) => parent.AlarmName);
  }
}

/** Fills rules in order, each up to AWS's limits on children and length. */
function groupsThatFit(names: readonly string[]): string[][] {
  const groups: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const added = child(name).length + separator.length;
    const last = groups.at(-1);
    if (!last || last.length >= limits.childrenPerComposite || length + added > limits.compositeRuleLength) {
      groups.push([name]);
      length = added;
    } else {
      last.push(name);
      length += added;
    }
  }
  return groups;
}

function composite(
  settings: MonitoringSettings,
  severity: string,
  children: readonly string[],
  alarms: number,
  part: string | undefined,
): PlannedCompositeAlarm {
  const id = compositeAlarmId(severity, part);
  // Only the top one notifies, and only where the single alarms don't: nobody is told the same thing twice.
  const actions = part === undefined && settings.alerts.notify === "composite" ? actionsOf(settings, severity) : [];
  return {
    id,
    AlarmName: alarmName(settings.region, id),
    AlarmDescription: description([
      `**Bedrock in ${settings.region}: at least one ${severity} alarm is on** (${part === undefined ? `of ${alarms}` : `part ${part}`}).`,
      "Do first: open the dashboard; the alarm-status widget shows which one, and its description says what to do.",
      `[Dashboard](${dashboardUrl(settings.region, settings.dashboardName)})`,
    ]),
    ActionsEnabled: true,
    AlarmActions: actions,
    OKActions: actions,
    AlarmRule: children.map(child).join(separator),
    Tags: tagsOf(settings, { severity }),
  };
}
