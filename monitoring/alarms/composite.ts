import { dashboardUrl } from "../console.ts";
import { limits } from "../limits.ts";
import type { PlannedCompositeAlarm } from "../plan-types.ts";
import type { MonitoringSettings } from "../settings.ts";
import { actionsOf, description, ownTag, type RatedAlarm, tagsOf } from "./alarm.ts";
import { alarmName, compositeAlarmId, modelInName } from "./names.ts";

const separator = " OR ";
const child = (name: string): string => `ALARM(${JSON.stringify(name)})`;

/** The alarms of one severity that a composite joins. */
interface Group {
  severity: string;
  /** one model, in all its scopes; absent: the whole stack */
  model?: { modelId: string; label: string };
  notifies: boolean;
}

/**
 * The composites of a stack. One for each severity over all its alarms ("any warning", "any critical"), which stands
 * on the dashboard and notifies with `notify: stack`; with `notify: model` also one for each model and severity, which
 * notify. Where one rule can't hold all children, they are grouped under numbered composites, level by level.
 * Children come before their parents.
 * @param alarms the stack's alarms with their severity
 */
export function compositeAlarms(settings: MonitoringSettings, alarms: readonly RatedAlarm[]): PlannedCompositeAlarm[] {
  const { notify } = settings.alerts;
  const severities = settings.severities.map(({ name }) => name);
  const ofSeverity = Map.groupBy(alarms, ({ severity }) => severity);
  const joined = (group: Group, children: readonly RatedAlarm[]) =>
    children.length === 0
      ? []
      : tree(
          settings,
          group,
          children.map(({ alarm }) => alarm.AlarmName),
        );
  return [
    ...severities.flatMap((severity) =>
      joined({ severity, notifies: notify === "stack" }, ofSeverity.get(severity) ?? []),
    ),
    ...(notify === "model"
      ? modelsOf(settings).flatMap((model) =>
          severities.flatMap((severity) =>
            joined(
              { severity, model, notifies: true },
              (ofSeverity.get(severity) ?? []).filter(({ alarm }) => ownTag(alarm, "model") === model.modelId),
            ),
          ),
        )
      : []),
  ];
}

const modelsOf = (settings: MonitoringSettings): { modelId: string; label: string }[] => [
  ...new Map(
    settings.targets.map((target) => {
      const { modelId } = target.model;
      return [modelId, { modelId, label: modelInName(settings, target) }] as const;
    }),
  ).values(),
];

function tree(settings: MonitoringSettings, group: Group, names: readonly string[]): PlannedCompositeAlarm[] {
  const composites: PlannedCompositeAlarm[] = [];
  let level = names;
  for (let depth = 1; ; depth++) {
    const groups = groupsThatFit(level);
    const top = groups.length === 1;
    const parents = groups.map((children, index) => {
      const part = top ? undefined : depth === 1 ? `${index + 1}` : `${depth}.${index + 1}`;
      return composite(settings, group, children, names.length, part);
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
    const added = Buffer.byteLength(child(name)) + separator.length;
    const last = groups.at(-1);
    if (!last || last.length >= limits.childrenPerComposite || length + added > limits.compositeRuleBytes) {
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
  { severity, model, notifies }: Group,
  children: readonly string[],
  alarms: number,
  part: string | undefined,
): PlannedCompositeAlarm {
  const what = model ? `${model.label}, any scope` : "any model";
  return {
    id: compositeAlarmId(severity, part, model?.modelId),
    AlarmName: alarmName(settings.stack, severity, part === undefined ? what : `${what}, part ${part}`),
    AlarmDescription: description([
      `**${model?.label ?? "Bedrock"} in ${settings.region}: at least one ${severity} alarm is on** (${part === undefined ? `of ${alarms}` : `part ${part}`}).`,
      "Do first: open the dashboard; the alarm-status widget shows which one, and its description says what to do.",
      `[Dashboard](${dashboardUrl(settings.region, settings.dashboardName)})`,
      "While this is on, a further alarm of the same severity under it sends no message of its own.",
    ]),
    ActionsEnabled: true,
    // Only the top one notifies, and only where the single alarms don't: nobody is told the same thing twice.
    AlarmActions: notifies && part === undefined ? actionsOf(settings, severity) : [],
    OKActions: [],
    AlarmRule: children.map(child).join(separator),
    Tags: tagsOf(settings, { severity, ...(model && { model: model.modelId }) }),
  };
}
