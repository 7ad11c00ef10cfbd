import { type CheckedResource, isGiven, type StackPolicy, unknown } from "../policy.ts";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const lambdaFunction = "aws:lambda/function:Function";

/**
 * A log group without a retention keeps its events for ever, at a price (AmazonCloudWatch/latest/logs/
 * Working-with-log-groups-and-streams). A function that is given no group gets such a one from Lambda when it first
 * runs (lambda/latest/dg/monitoring-cloudwatchlogs).
 */
export const logsExpire: StackPolicy = {
  of: "stack",
  name: "logs-expire",
  description: "Every log group has a retention, and every function writes to a log group that the program makes.",
  remediation:
    "Set retentionInDays. For a function make the log group, and name it in loggingConfig.logGroup (or call it /aws/lambda/<function>).",
  enforcement: "mandatory",
  check(resources) {
    const groups = resources.filter(({ type }) => type === logGroup);
    const named = new Set(groups.map(({ props }) => props["name"]));
    return [
      ...groups
        .filter(({ props }) => !isGiven(props["retentionInDays"]) || props["retentionInDays"] === 0)
        .map(({ urn }) => ({ urn, message: "the log group keeps its events for ever: it has no retentionInDays" })),
      ...resources
        .filter((resource) => resource.type === lambdaFunction && !logsInto(resource, groups, named))
        .map(({ urn }) => ({
          urn,
          message: "the function writes to a log group that Lambda makes, which keeps its events for ever",
        })),
    ];
  },
};

/** A group that is named and not made here is somebody else's, who sees to its retention. */
function logsInto(
  { props, dependsOn }: CheckedResource,
  groups: readonly CheckedResource[],
  named: ReadonlySet<unknown>,
): boolean {
  const config = props["loggingConfig"];
  if (config === unknown) return true;
  const given = typeof config === "object" && config !== null ? (config as { logGroup?: unknown }).logGroup : undefined;
  const name = props["name"];
  if (isGiven(given) && given !== `/aws/lambda/${String(name)}`) return true;
  return typeof name === "string"
    ? named.has(`/aws/lambda/${name}`)
    : groups.some(({ urn }) => dependsOn.includes(urn));
}
