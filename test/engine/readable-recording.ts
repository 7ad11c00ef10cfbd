import assert from "node:assert/strict";
import type { RecordedResource, Recording } from "../../preview/recording-engine.ts";

/** A resource by the last word of its type and its name. */
export const nameOf = (urn: string) =>
  `${urn.split("::")[2]?.split(":").at(-1)} ${urn.split("::").slice(3).join("::")}`;

/** Policies, the feed and other JSON documents as what they say. */
function readable(value: unknown): unknown {
  if (typeof value === "string" && /^\{\s*["}]/.test(value)) return readable(JSON.parse(value));
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([key, field]) => [key, readable(field)]);
  return Object.fromEntries(fields);
}

export const dashboardType = "aws:cloudwatch/dashboard:Dashboard";

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title?: string; markdown?: string; metrics?: unknown[]; alarms?: unknown[] };
}

/** A dashboard's widgets, a line each; its whole body has a golden file of its own. */
const outline = (body: string) =>
  (JSON.parse(body) as { widgets: Widget[] }).widgets.map(({ type, x, y, width, height, properties }) => {
    const { title, markdown, metrics, alarms } = properties;
    const lines = metrics ? `${metrics.length} metrics` : alarms ? `${alarms.length} alarms` : "";
    return [`${x},${y} ${width}x${height}`, type, title ?? markdown?.split("\n")[0] ?? "", lines].join(" | ");
  });

interface Query {
  id: string;
  label?: string;
  returnData: boolean;
  expression?: string;
  period?: number;
  metric?: { namespace: string; metricName: string; dimensions: Record<string, string>; period: number; stat: string };
}

/** A metric query on one line, all of it. */
function queryLine({ id, label, returnData, expression, period, metric, ...others }: Query): string {
  const what = metric
    ? `${metric.stat} of ${metric.namespace} ${metric.metricName} ${JSON.stringify(metric.dimensions)} in ${metric.period} s`
    : `${expression}${period === undefined ? "" : ` in ${period} s`}`;
  assert.deepEqual(others, {});
  return `${returnData ? "-> " : ""}${id}${label === undefined ? "" : ` "${label}"`} = ${what}`;
}

/** An alarm in a few lines; what this function does not know stays as it is. */
function alarmOutline({ metricQueries, tags, ...inputs }: Record<string, unknown>): unknown {
  const { comparisonOperator, threshold, thresholdMetricId, ...others } = inputs;
  const { datapointsToAlarm, evaluationPeriods, treatMissingData, ...rest } = others;
  return {
    ...rest,
    when: `${comparisonOperator} ${threshold ?? thresholdMetricId}, ${datapointsToAlarm} of ${evaluationPeriods}, ${treatMissingData}`,
    metricQueries: (metricQueries as Query[]).map(queryLine),
    tags: JSON.stringify(tags),
  };
}

/** Inputs that a person can read; the publisher's bundle is compared in its own tests, here it only must be there. */
function readableInputs({ type, inputs }: RecordedResource): unknown {
  if (type === dashboardType) return { ...inputs, dashboardBody: outline(inputs["dashboardBody"] as string) };
  if (type === "aws:cloudwatch/metricAlarm:MetricAlarm") return alarmOutline(inputs);
  const code = inputs["code"] as { archive: Record<string, { path?: string }> } | undefined;
  if (code === undefined) return readable(inputs);
  assert.match(code.archive["index.mjs"]?.path ?? "", /index\.mjs$/);
  return readable({ ...inputs, code: { archive: { ...code.archive, "index.mjs": "the bundle" } } });
}

function readableResource(resource: RecordedResource) {
  const { name, parent, dependsOn, inputs, secretPaths, outputs, protect } = resource;
  return {
    name,
    ...(parent && { parent: nameOf(parent) }),
    // A composite waits for every alarm of its rule, which has a test of its own.
    ...(dependsOn.length > 0 && inputs["alarmRule"] === undefined && { dependsOn: dependsOn.map(nameOf).sort() }),
    ...(secretPaths.length > 0 && { secretPaths }),
    ...(protect && { protect }),
    ...(outputs && { outputs: Object.keys(outputs).sort() }),
    inputs: readableInputs(resource),
  };
}

export function readableRecording({ resources, outputs, logs, invokes }: Recording) {
  const sorted = resources.toSorted((one, other) => (one.urn < other.urn ? -1 : 1));
  const byType = Object.groupBy(sorted, ({ type }) => type);
  return {
    logs,
    invokes: invokes.map(({ token }) => token),
    outputs,
    count: Object.fromEntries(Object.entries(byType).map(([type, list]) => [type, list?.length])),
    resources: Object.fromEntries(Object.entries(byType).map(([type, list]) => [type, list?.map(readableResource)])),
  };
}
