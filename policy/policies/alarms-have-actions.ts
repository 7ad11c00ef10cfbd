import { alarmsInRule } from "../../components/alarm-args.ts";
import { type CheckedResource, isGiven, type StackPolicy, unknown } from "../policy.ts";

const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const compositeAlarm = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/**
 * Every alarm tells somebody: by actions of its own, or through a composite alarm that reads it and has some (which is
 * what `notify: stack` and `notify: model` make).
 */
export const alarmsHaveActions: StackPolicy = {
  of: "stack",
  name: "alarms-have-actions",
  description: "Every CloudWatch alarm tells somebody, itself or through a composite alarm that reads it.",
  remediation: "Give the alarm a topic in alarmActions, or name it in the rule of a composite alarm that has one.",
  enforcement: "mandatory",
  check(resources) {
    const alarms = resources.filter(({ type }) => type === metricAlarm || type === compositeAlarm);
    const told = new Set(alarms.filter(acts).map(({ urn }) => urn));
    const composites = alarms
      .filter(({ type }) => type === compositeAlarm)
      .map((alarm) => ({ urn: alarm.urn, children: readBy(alarm, alarms).map(({ urn }) => urn) }));
    // Composites read composites: until no more is found.
    for (let before = -1; told.size > before; ) {
      before = told.size;
      for (const { urn, children } of composites) {
        if (told.has(urn)) for (const child of children) told.add(child);
        // One over alarms that all tell is an overview: whenever it goes on, somebody has been told.
        else if (children.length > 0 && children.every((child) => told.has(child))) told.add(urn);
      }
    }
    return alarms
      .filter(({ urn }) => !told.has(urn))
      .map((alarm) => ({
        urn: alarm.urn,
        message:
          alarm.props["actionsEnabled"] === false
            ? `alarm "${alarmName(alarm)}" tells nobody: its actions are switched off, and no composite alarm that tells reads it`
            : `alarm "${alarmName(alarm)}" tells nobody: it has no alarmActions, and no composite alarm that tells reads it`,
      }));
  },
};

const alarmName = ({ type, props, name }: CheckedResource): string => {
  const given = props[type === compositeAlarm ? "alarmName" : "name"];
  return typeof given === "string" ? given : name;
};

const acts = ({ props }: CheckedResource): boolean => {
  const actions = props["alarmActions"];
  return (
    props["actionsEnabled"] !== false && (actions === unknown || (Array.isArray(actions) && actions.some(isGiven)))
  );
};

/** The alarms that a composite reads: those that its rule names, and where the rule is not known yet, what it waits for. */
function readBy(composite: CheckedResource, alarms: readonly CheckedResource[]): CheckedResource[] {
  const rule = composite.props["alarmRule"];
  if (typeof rule !== "string") return alarms.filter(({ urn }) => composite.dependsOn.includes(urn));
  const names = new Set(alarmsInRule(rule));
  return alarms.filter((alarm) => names.has(alarmName(alarm)));
}
