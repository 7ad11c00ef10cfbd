import { type CheckedResource, isGiven, listOf, type StackPolicy, unknown } from "../policy.ts";

/** What runs or is told by itself, and where each says who takes what could not be delivered. */
const types = {
  function: "aws:lambda/function:Function",
  invokeConfig: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  schedule: "aws:scheduler/schedule:Schedule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
} as const;

/**
 * What fails for good lies somewhere: a function's run, a schedule's, an event that its target never took, a message
 * that a subscriber never got. Sources: lambda/latest/dg/invocation-async-retain-records, scheduler/latest/UserGuide/
 * configuring-schedule-dlq, eventbridge/latest/userguide/eb-rule-dlq, sns/latest/dg/sns-dead-letter-queues.
 */
export const deadLetters: StackPolicy = {
  of: "stack",
  name: "dead-letters",
  description:
    "Every function, schedule, rule's target and topic subscription has a place for what could not be delivered.",
  remediation:
    "Function: a FunctionEventInvokeConfig with destinationConfig.onFailure, or deadLetterConfig. Schedule: target.deadLetterConfig. Target: deadLetterConfig. Subscription: redrivePolicy.",
  enforcement: "mandatory",
  config: {
    exemptProtocols: {
      type: "array",
      items: { type: "string" },
      description: "Protocols of subscriptions that need none, e.g. email.",
      default: [],
    },
  },
  check(resources, config) {
    const exempt = listOf(config, "exemptProtocols");
    const configs = resources.filter(({ type, props }) => type === types.invokeConfig && hasDestination(props));
    return resources.flatMap((resource) => {
      const message = messageFor(resource, configs, exempt);
      return message === undefined ? [] : [{ urn: resource.urn, message }];
    });
  },
};

function messageFor(
  resource: CheckedResource,
  configs: readonly CheckedResource[],
  exempt: readonly string[],
): string | undefined {
  const { type, props } = resource;
  switch (type) {
    case types.function:
      return hasAt(props, "deadLetterConfig", "targetArn") || configs.some((config) => isAbout(config, resource))
        ? undefined
        : "runs of the function that fail for good are lost: it has no destination for failures";
    case types.schedule:
      return hasAt(props, "target", "deadLetterConfig", "arn")
        ? undefined
        : "runs that the schedule could not start are lost: its target has no deadLetterConfig";
    case types.target:
      return hasAt(props, "deadLetterConfig", "arn")
        ? undefined
        : "events that the rule's target never took are lost: it has no deadLetterConfig";
    case types.subscription:
      return isGiven(props["redrivePolicy"]) || exempt.includes(String(props["protocol"]))
        ? undefined
        : `messages that the ${String(props["protocol"])} subscription never got are lost: it has no redrivePolicy`;
    default:
      return undefined;
  }
}

/** Whether there is a value at a path; one that comes with the deployment is there. */
function hasAt(value: unknown, ...path: string[]): boolean {
  const [key, ...rest] = path;
  if (value === unknown) return true;
  if (key === undefined) return isGiven(value);
  return typeof value === "object" && value !== null && hasAt((value as Record<string, unknown>)[key], ...rest);
}

const hasDestination = (props: CheckedResource["props"]): boolean =>
  hasAt(props, "destinationConfig", "onFailure", "destination");

/** By the function's name or ARN; where that comes with the deployment, by what the config waits for. */
function isAbout({ props, dependsOn }: CheckedResource, { urn, props: ofFunction }: CheckedResource): boolean {
  const name = props["functionName"];
  if (typeof name !== "string") return dependsOn.includes(urn);
  const own = ofFunction["name"];
  return typeof own === "string" ? name === own || name.endsWith(`:function:${own}`) : dependsOn.includes(urn);
}
