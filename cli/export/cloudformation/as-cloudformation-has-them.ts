import type { RecordedResource } from "../../../preview/recording-engine.ts";
import type { StackExport } from "../stack-export.ts";

const types = {
  function: "aws:lambda/function:Function",
  invocation: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  queue: "aws:sqs/queue:Queue",
  queuePolicy: "aws:sqs/queuePolicy:QueuePolicy",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  topic: "aws:sns/topic:Topic",
  topicPolicy: "aws:sns/topicPolicy:TopicPolicy",
} as const;

/** Parameters of the template: where the functions' code lies. */
export const codeParameters = { bucket: "CodeBucket", prefix: "CodePrefix" } as const;

/**
 * The resources as CloudFormation cuts them: policies of topics and queues stand by themselves, targets stand in their
 * rule, code lies in a bucket.
 */
export function asCloudFormationHasThem(given: StackExport): RecordedResource[] {
  const { resources, archives, referTo } = given;
  const targets = resources.filter(({ type }) => type === types.target);
  return resources.flatMap((resource): RecordedResource[] => {
    const { urn, type, name, inputs } = resource;
    switch (type) {
      case types.target:
        return [];
      case types.rule:
        return [withTargets(resource, targets)];
      case types.topic:
      case types.queue: {
        const { policy, ...own } = inputs;
        const [policyType, of] =
          type === types.topic
            ? [types.topicPolicy, { arn: referTo(urn, "arn") }]
            : [types.queuePolicy, { queueUrl: referTo(urn, "url") }];
        return [
          { ...resource, inputs: own },
          { ...resource, urn: `${urn}-policy`, type: policyType, name, inputs: { ...of, policy }, dependsOn: [] },
        ];
      }
      case types.rolePolicy: {
        // Pulumi makes up a name, CloudFormation wants one. One role has one policy.
        const role = resources.find((one) => one.type === types.role && one.name === name);
        return [{ ...resource, inputs: { name: role?.inputs["name"], ...inputs } }];
      }
      case types.invocation:
        // Which Pulumi takes for granted. AWS::Lambda::EventInvokeConfig, "Qualifier".
        return [{ ...resource, inputs: { ...inputs, qualifier: "$LATEST" } }];
      case types.function: {
        const path = archives.get(urn)?.path ?? "";
        const code = {
          S3Bucket: { Ref: codeParameters.bucket },
          S3Key: { "Fn::Sub": `\${${codeParameters.prefix}}${path}` },
        };
        return [{ ...resource, inputs: { ...inputs, code } }];
      }
      default:
        // The rule waits for what its target waited for, and so that must not wait for the rule, whose name it has.
        return [
          { ...resource, dependsOn: resource.dependsOn.filter((rule) => !isWaitedForByTarget(urn, rule, targets)) },
        ];
    }
  });
}

const isWaitedForByTarget = (urn: string, rule: string, targets: readonly RecordedResource[]): boolean =>
  targets.some(({ dependsOn }) => dependsOn.includes(rule) && dependsOn.includes(urn)) && rule.includes(types.rule);

function withTargets(rule: RecordedResource, all: readonly RecordedResource[]): RecordedResource {
  const own = all.filter(({ dependsOn }) => dependsOn.includes(rule.urn));
  return {
    ...rule,
    inputs: { ...rule.inputs, targets: own.map(({ inputs }) => inputs) },
    dependsOn: [...new Set([...rule.dependsOn, ...own.flatMap(({ dependsOn }) => dependsOn)])].filter(
      (urn) => urn !== rule.urn,
    ),
  };
}
