import { checkResources, type PackConfig } from "../../policy/check-resources.ts";
import type { CheckedResource } from "../../policy/policy.ts";

const short: Readonly<Record<string, string>> = {
  Stack: "pulumi:pulumi:Stack",
  MetricAlarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  CompositeAlarm: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  LogGroup: "aws:cloudwatch/logGroup:LogGroup",
  EventTarget: "aws:cloudwatch/eventTarget:EventTarget",
  Topic: "aws:sns/topic:Topic",
  TopicSubscription: "aws:sns/topicSubscription:TopicSubscription",
  Role: "aws:iam/role:Role",
  RolePolicy: "aws:iam/rolePolicy:RolePolicy",
  RolePolicyAttachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  Key: "aws:kms/key:Key",
  Function: "aws:lambda/function:Function",
  FunctionEventInvokeConfig: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  Permission: "aws:lambda/permission:Permission",
  Schedule: "aws:scheduler/schedule:Schedule",
  Queue: "aws:sqs/queue:Queue",
  VpcEndpoint: "aws:ec2/vpcEndpoint:VpcEndpoint",
  SecretVersion: "aws:secretsmanager/secretVersion:SecretVersion",
  SlackChannelConfiguration: "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
  Monitor: "bedrock-headroom:index:BedrockQuotaMonitor",
};

type More = Partial<Omit<CheckedResource, "props">> & { of?: "headroom" | "another team" };

/** A resource of ours, or of another team, named after its type. */
export function resource(kind: string, props: CheckedResource["props"] = {}, more: More = {}): CheckedResource {
  const { of = "headroom", name = kind, ...others } = more;
  const type = short[kind] ?? kind;
  const parents = of === "headroom" && !/^(pulumi|bedrock-headroom):/.test(type) ? `${short["Monitor"]}$` : "";
  return { urn: `urn:pulumi:dev::program::${parents}${type}::${name}`, type, name, props, dependsOn: [], ...others };
}

/** What one policy says of resources: each message, after the name of the resource where there is more than one. */
export const told = (policy: string, resources: readonly CheckedResource[], config: PackConfig = {}): string[] =>
  checkResources(resources, config)
    .filter((finding) => finding.policy === policy)
    .map(({ urn, message }) => (resources.length > 1 ? `${urn.split("::").at(-1)}: ${message}` : message));
