import {
  DeleteMetricFilterCommand,
  DescribeMetricFiltersCommand,
  type MetricTransformation,
  PutMetricFilterCommand,
  type StandardUnit,
} from "@aws-sdk/client-cloudwatch-logs";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import type { Problem } from "../problem.ts";
import { defined, isObject, type Properties, text, textMap } from "../values.ts";

const transformation = (inputs: Properties): Properties =>
  isObject(inputs["metricTransformation"]) ? (inputs["metricTransformation"] as Properties) : {};

function request(inputs: Properties) {
  const to = transformation(inputs);
  const metric = defined({
    metricName: text(to["name"]),
    metricNamespace: text(to["namespace"]),
    metricValue: text(to["value"]),
    dimensions: to["dimensions"] === undefined ? undefined : textMap(to["dimensions"]),
    unit: text(to["unit"]) as StandardUnit | undefined,
  });
  return new PutMetricFilterCommand({
    logGroupName: text(inputs["logGroupName"]),
    filterName: text(inputs["name"]),
    filterPattern: text(inputs["pattern"]),
    metricTransformations: [metric as MetricTransformation],
  });
}

function problems(inputs: Properties): Problem[] {
  const { dimensions, defaultValue, namespace } = transformation(inputs);
  const found: Problem[] = [];
  const add = (reason: string) => found.push({ property: "metricTransformation", reason });
  // AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation
  if (dimensions !== undefined && defaultValue !== undefined) add("has dimensions and a default value; AWS takes one");
  if (Object.keys(textMap(dimensions)).length > 3) add("has more than 3 dimensions");
  if (typeof namespace === "string" && namespace.startsWith("AWS/")) add("publishes into a namespace of AWS's own");
  return found;
}

const idOf = (inputs: Properties): string => `${text(inputs["logGroupName"])}:${text(inputs["name"])}`;

export const logMetricFilter: ResourceKind = {
  type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  service: "logs",
  nameKey: "name",
  replaceOn: ["name", "logGroupName", "region"],
  requests: (inputs) => [request(inputs)],
  problems,
  async create(aws, inputs) {
    await aws.logs.send(request(inputs));
    return { id: idOf(inputs), outputs: {} };
  },
  async find(aws, _id, inputs) {
    const [logGroupName, name] = [text(inputs["logGroupName"]), text(inputs["name"])];
    const answer = await ifThere(
      aws.logs.send(new DescribeMetricFiltersCommand({ logGroupName, filterNamePrefix: name })),
    );
    const found = answer?.metricFilters?.find(({ filterName }) => filterName === name);
    const [to] = found?.metricTransformations ?? [];
    if (!found || !to) return undefined;
    return {
      inputs: givenOnly(inputs, {
        name,
        logGroupName,
        pattern: found.filterPattern,
        metricTransformation: defined({
          name: to.metricName,
          namespace: to.metricNamespace,
          value: to.metricValue,
          dimensions: to.dimensions,
          unit: to.unit,
        }),
      }),
      outputs: {},
    };
  },
  async update(aws, _id, inputs) {
    await aws.logs.send(request(inputs));
    return {};
  },
  async remove(aws, _id, state) {
    const [logGroupName, filterName] = [text(state["logGroupName"]), text(state["name"])];
    await ifThere(aws.logs.send(new DeleteMetricFilterCommand({ logGroupName, filterName })));
  },
};
