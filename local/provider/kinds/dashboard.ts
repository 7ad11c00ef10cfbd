import { DeleteDashboardsCommand, GetDashboardCommand, PutDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import type { Problem } from "../problem.ts";
import { hasUnknown, isObject, list, type Properties, text } from "../values.ts";

const request = (inputs: Properties) =>
  new PutDashboardCommand({
    DashboardName: text(inputs["dashboardName"]),
    DashboardBody: text(inputs["dashboardBody"]),
  });

/** AmazonCloudWatch/latest/monitoring/cloudwatch_limits ("Dashboards") */
const widgetsPerDashboard = 500;
const metricsPerWidget = 500;
/** Columns of a dashboard. APIReference/CloudWatch-Dashboard-Body-Structure */
const columns = 24;
/** Alarms on an alarm widget. APIReference/CloudWatch-Dashboard-Body-Structure */
const alarmsPerWidget = 100;

/** What APIReference/CloudWatch-Dashboard-Body-Structure demands of a body. */
function bodyProblems(body: unknown): Problem[] {
  const bodyText = text(body);
  if (bodyText === undefined || hasUnknown(body)) return [];
  const found: Problem[] = [];
  const tell = (path: string, reason: string) => found.push({ property: `dashboardBody${path}`, reason });
  let parsed: unknown;
  try {
    parsed = JSON.parse(bodyText);
  } catch (error) {
    tell("", `is not JSON: ${(error as Error).message}`);
    return found;
  }
  if (!isObject(parsed) || !Array.isArray(parsed["widgets"])) {
    tell("", "has no list of widgets");
    return found;
  }
  const widgets = parsed["widgets"];
  if (widgets.length > widgetsPerDashboard) tell(".widgets", `are ${widgets.length}; AWS takes ${widgetsPerDashboard}`);
  for (const [index, widget] of widgets.entries()) {
    const at = `.widgets[${index}]`;
    if (isObject(widget)) widgetProblems(widget, (path, reason) => tell(`${at}${path}`, reason));
    else tell(at, "must be an object");
  }
  return found;
}

type Tell = (path: string, reason: string) => void;

function widgetProblems(widget: Properties, tell: Tell): void {
  const { type, properties } = widget;
  placeProblems(widget, tell);
  if (!isObject(properties)) return void tell(".properties", "are missing");
  const check = Object.hasOwn(propertyChecks, String(type)) && propertyChecks[String(type)];
  if (check) check(properties, (path, reason) => tell(`.properties${path}`, reason));
  else tell(".type", `"${String(type)}" is not one of ${Object.keys(propertyChecks).join(", ")}`);
}

function placeProblems(widget: Properties, tell: Tell): void {
  const whole = (key: string, least: number, most: number) => {
    const value = widget[key];
    if (value !== undefined && !(Number.isInteger(value) && Number(value) >= least && Number(value) <= most))
      tell(`.${key}`, `is ${JSON.stringify(value)}; AWS takes ${least} to ${most}`);
  };
  whole("x", 0, columns - 1);
  whole("y", 0, Number.MAX_SAFE_INTEGER);
  whole("width", 1, columns);
  whole("height", 1, 1000);
  if (Number(widget["x"] ?? 0) + Number(widget["width"] ?? 0) > columns) tell("", `reaches over column ${columns}`);
}

const textRequired = (properties: Properties, key: string, tell: Tell): void => {
  if (typeof properties[key] !== "string") tell(`.${key}`, "is required");
};

/** What AWS checks in a widget's properties, by its type. */
const propertyChecks: Readonly<Record<string, (properties: Properties, tell: Tell) => void>> = {
  metric(properties, tell) {
    const metrics = list(properties["metrics"]);
    if (properties["metrics"] === undefined && properties["annotations"] === undefined)
      tell("", "have neither metrics nor annotations");
    if (metrics.length > metricsPerWidget) tell(".metrics", `are ${metrics.length}; AWS takes ${metricsPerWidget}`);
    if (metrics.length > 0) textRequired(properties, "region", tell);
    for (const [index, row] of metrics.entries()) metricProblems(row, (reason) => tell(`.metrics[${index}]`, reason));
    const view = properties["view"];
    if (view !== undefined && !["timeSeries", "singleValue", "gauge", "bar", "pie", "table"].includes(String(view)))
      tell(".view", `"${view}" is unknown`);
  },
  text: (properties, tell) => textRequired(properties, "markdown", tell),
  log(properties, tell) {
    textRequired(properties, "query", tell);
    textRequired(properties, "region", tell);
  },
  alarm(properties, tell) {
    const alarms = list(properties["alarms"]);
    if (alarms.length < 1 || alarms.length > alarmsPerWidget)
      tell(".alarms", `are ${alarms.length}; AWS takes 1 to ${alarmsPerWidget}`);
    for (const arn of alarms) if (!String(arn).startsWith("arn:")) tell(".alarms", `"${arn}" is no ARN`);
  },
  explorer: () => undefined,
  custom: () => undefined,
};

/** A row is [Namespace, MetricName, name, value, …, options] or [{expression}]. */
function metricProblems(row: unknown, tell: (reason: string) => void): void {
  if (!Array.isArray(row) || row.length === 0) return void tell("must be a list");
  const options: unknown = row.at(-1);
  const names = isObject(options) ? row.slice(0, -1) : row;
  if (names.some((name) => typeof name !== "string")) return void tell("has names that are not text");
  if (names.length === 0) {
    if (!isObject(options) || typeof options["expression"] !== "string") tell("has neither a metric nor an expression");
    return;
  }
  if (names.length < 2 || names.length % 2 !== 0)
    tell("must be namespace, metric, then names and values of dimensions");
}

export const dashboard: ResourceKind = {
  type: "aws:cloudwatch/dashboard:Dashboard",
  service: "cloudwatch",
  replaceOn: ["dashboardName", "region"],
  jsonInputs: ["dashboardBody"],
  requests: (inputs) => [request(inputs)],
  problems: ({ dashboardName, dashboardBody }) => [
    ...bodyProblems(dashboardBody),
    // APIReference/API_PutDashboard: "up to 255 characters … A-Z, a-z, 0-9, "-", and "_""
    ...(typeof dashboardName === "string" && !/^[A-Za-z0-9_-]{1,255}$/.test(dashboardName)
      ? [{ property: "dashboardName", reason: `"${dashboardName}" must be 1 to 255 letters, digits, - and _` }]
      : []),
  ],
  async create(aws, inputs) {
    await aws.cloudwatch.send(request(inputs));
    const DashboardName = String(inputs["dashboardName"]);
    const { DashboardArn } = await aws.cloudwatch.send(new GetDashboardCommand({ DashboardName }));
    return { id: DashboardName, outputs: { dashboardArn: DashboardArn ?? "" } };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.cloudwatch.send(new GetDashboardCommand({ DashboardName: id })));
    if (!found) return undefined;
    return {
      inputs: givenOnly(inputs, { dashboardName: id, dashboardBody: found.DashboardBody }),
      outputs: { dashboardArn: found.DashboardArn ?? "" },
    };
  },
  async update(aws, _id, inputs) {
    await aws.cloudwatch.send(request(inputs));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: [id] })));
  },
};
