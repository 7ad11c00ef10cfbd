import { isDeepStrictEqual } from "node:util";
import { compositeAlarmArgs, metricAlarmArgs } from "../components/alarm-args.ts";
import { functionSettings } from "../functions/quota-publisher/function-settings.ts";
import { topicName } from "../monitoring/names.ts";
import type { MonitoringPlan } from "../monitoring/plan-types.ts";
import type { RecordedResource } from "./recording-engine.ts";
import { placeOf, standInOutputs } from "./stand-in-outputs.ts";

const types = {
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  composite: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
  function: "aws:lambda/function:Function",
  topic: "aws:sns/topic:Topic",
} as const;

type Fields = Record<string, unknown>;

/**
 * Where a recorded run of the program and the plan of the same stack differ: alarms, dashboards and the quota feed.
 * The page shows the plan, so any difference would make it a picture of something else.
 * @param severities names of the stack's severities, each with a topic
 * @param account that the program ran in, where it was told one
 * @returns one sentence for each difference, none where both agree
 */
export function differencesFromPlan(
  plan: MonitoringPlan,
  severities: readonly string[],
  resources: readonly RecordedResource[],
  account?: string,
): string[] {
  const { stack, region } = plan;
  const place = placeOf(region, account);
  const topics = Object.fromEntries(
    severities.map((severity) => {
      const name = topicName(stack, severity);
      return [severity, String(standInOutputs(types.topic, name, { name }, place).outputs["arn"])];
    }),
  );
  const recorded = (type: string, name: string) =>
    new Map(resources.filter((one) => one.type === type).map(({ inputs }) => [String(inputs[name]), inputs]));
  const planned = (entries: readonly (readonly [string, Fields])[]) => new Map(entries);

  const feeds = resources.flatMap(({ type, inputs }) => (type === types.function ? feedsOf(inputs) : []));
  return [
    ...compare(
      "alarm",
      planned(plan.alarms.map((alarm) => [alarm.AlarmName, plain(metricAlarmArgs(alarm, topics, region))])),
      recorded(types.alarm, "name"),
    ),
    ...compare(
      "composite alarm",
      planned(plan.compositeAlarms.map((alarm) => [alarm.AlarmName, plain(compositeAlarmArgs(alarm, topics, region))])),
      recorded(types.composite, "alarmName"),
    ),
    ...compare(
      "dashboard",
      planned(
        plan.dashboards.map(({ name, body }) => [name, { dashboardName: name, dashboardBody: body, region } as Fields]),
      ),
      recorded(types.dashboard, "dashboardName"),
    ),
    ...(feeds.length === 1 && isDeepStrictEqual(feeds[0], plain(plan.feed))
      ? []
      : ["the quota publisher's feed.json is not the plan's feed"]),
  ];
}

/** As it looks after a way through JSON: no undefined fields. */
const plain = (value: object): Fields => JSON.parse(JSON.stringify(value)) as Fields;

/** The feed beside a function's code: the quota publisher's alone has one. */
function feedsOf(inputs: Fields): unknown[] {
  const { archive } = (inputs["code"] ?? {}) as { archive?: Record<string, { text?: string }> };
  const text = archive?.[functionSettings.feedFile]?.text;
  return text === undefined ? [] : [JSON.parse(text)];
}

function compare(what: string, planned: ReadonlyMap<string, Fields>, recorded: ReadonlyMap<string, Fields>): string[] {
  const missing = [...planned.keys()].filter((name) => !recorded.has(name));
  const added = [...recorded.keys()].filter((name) => !planned.has(name));
  const changed = [...planned].flatMap(([name, expected]) => {
    const actual = recorded.get(name);
    if (!actual) return [];
    const fields = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    const different = fields.filter((field) => !isDeepStrictEqual(expected[field], actual[field]));
    return different.length === 0 ? [] : [`${what} ${name}: differs in ${different.join(", ")}`];
  });
  return [
    ...missing.map((name) => `${what} ${name}: in the plan, and the program does not create it`),
    ...added.map((name) => `${what} ${name}: the program creates it, and it is not in the plan`),
    ...changed,
  ];
}
