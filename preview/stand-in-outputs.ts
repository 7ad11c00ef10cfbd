import { createHash } from "node:crypto";

/** AWS's own documentation account. */
const standInAccount = "123456789012";

export interface Place {
  region: string;
  account: string;
  partition: string;
}

/** @param account AWS's example one where it is left out */
export const placeOf = (region: string, account: string = standInAccount): Place => ({
  region,
  account,
  partition: region.startsWith("us-gov-") ? "aws-us-gov" : region.startsWith("cn-") ? "aws-cn" : "aws",
});

type Inputs = Readonly<Record<string, unknown>>;
export interface StandInOutputs {
  id: string;
  outputs: Record<string, unknown>;
}

/** Looks like a UUID and depends on the seed alone, so that two runs record the same thing. */
function uuidFrom(seed: string): string {
  const hash = createHash("sha256").update(seed).digest("hex");
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join("-");
}

/** Looks like the id of something in EC2. */
const ec2Id = (prefix: string, seed: string): string => `${prefix}-${uuidFrom(seed).replaceAll("-", "").slice(0, 17)}`;

type StandIn = (inputs: Inputs, logicalName: string, place: Place) => StandInOutputs;

const physical = (inputs: Inputs, logicalName: string, key = "name") => String(inputs[key] ?? logicalName);
const arnOf = ({ partition, region, account }: Place, service: string, resource: string) =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;
const globalArnOf = ({ partition, account }: Place, service: string, resource: string) =>
  `arn:${partition}:${service}::${account}:${resource}`;

/** Where in IAM a role or a policy is. */
const pathIn = (inputs: Inputs): string => String(inputs["path"] ?? "/");

const namedArn =
  (service: string, resource: (name: string) => string, nameKey = "name"): StandIn =>
  (inputs, logicalName, place) => {
    const name = physical(inputs, logicalName, nameKey);
    return { id: name, outputs: { [nameKey]: name, arn: arnOf(place, service, resource(name)) } };
  };

const inEc2 =
  (prefix: string): StandIn =>
  (_inputs, logicalName) => ({ id: ec2Id(prefix, logicalName), outputs: {} });

/** What AWS would answer, as far as other resources use it, by Pulumi resource type. */
const standIns: Readonly<Record<string, StandIn>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": namedArn("cloudwatch", (name) => `alarm:${name}`),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": namedArn("cloudwatch", (name) => `alarm:${name}`, "alarmName"),
  "aws:cloudwatch/dashboard:Dashboard": (inputs, logicalName, place) => {
    const name = physical(inputs, logicalName, "dashboardName");
    return { id: name, outputs: { dashboardArn: globalArnOf(place, "cloudwatch", `dashboard/${name}`) } };
  },
  "aws:cloudwatch/eventRule:EventRule": namedArn("events", (name) => `rule/${name}`),
  "aws:cloudwatch/eventTarget:EventTarget": (inputs) => ({
    id: `${inputs["rule"]}-${inputs["targetId"]}`,
    outputs: {},
  }),
  "aws:cloudwatch/logGroup:LogGroup": namedArn("logs", (name) => `log-group:${name}`),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": (inputs, logicalName) => {
    const name = physical(inputs, logicalName);
    return { id: `${inputs["logGroupName"]}:${name}`, outputs: { name } };
  },
  "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration": (_inputs, _logicalName, place) => ({
    id: place.region,
    outputs: {},
  }),
  "aws:ec2/securityGroup:SecurityGroup": inEc2("sg"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": inEc2("vpce"),
  "aws:iam/role:Role": (inputs, logicalName, place) => {
    const name = physical(inputs, logicalName);
    return { id: name, outputs: { name, arn: globalArnOf(place, "iam", `role${pathIn(inputs)}${name}`) } };
  },
  "aws:iam/policy:Policy": (inputs, logicalName, place) => {
    const name = physical(inputs, logicalName);
    const arn = globalArnOf(place, "iam", `policy${pathIn(inputs)}${name}`);
    return { id: arn, outputs: { name, arn } };
  },
  "aws:iam/rolePolicy:RolePolicy": (inputs, logicalName) => {
    const name = physical(inputs, logicalName);
    return { id: `${inputs["role"]}:${name}`, outputs: { name } };
  },
  "aws:kms/key:Key": (_inputs, logicalName, place) => {
    const keyId = uuidFrom(logicalName);
    return { id: keyId, outputs: { keyId, arn: arnOf(place, "kms", `key/${keyId}`) } };
  },
  "aws:kms/alias:Alias": namedArn("kms", (name) => name),
  "aws:lambda/function:Function": namedArn("lambda", (name) => `function:${name}`),
  "aws:lambda/permission:Permission": (inputs) => ({ id: String(inputs["statementId"]), outputs: {} }),
  "aws:scheduler/scheduleGroup:ScheduleGroup": (inputs, logicalName, place) => {
    const name = physical(inputs, logicalName);
    return { id: name, outputs: { name, arn: arnOf(place, "scheduler", `schedule-group/${name}`) } };
  },
  "aws:scheduler/schedule:Schedule": (inputs, logicalName, place) => {
    const name = physical(inputs, logicalName);
    const id = `${inputs["groupName"] ?? "default"}/${name}`;
    return { id, outputs: { name, arn: arnOf(place, "scheduler", `schedule/${id}`) } };
  },
  "aws:sns/topic:Topic": (inputs, logicalName, place) => {
    const name = physical(inputs, logicalName);
    const arn = arnOf(place, "sns", name);
    return { id: arn, outputs: { name, arn } };
  },
  "aws:sns/topicSubscription:TopicSubscription": (inputs, logicalName) => {
    const arn = `${inputs["topic"]}:${uuidFrom(logicalName)}`;
    return { id: arn, outputs: { arn } };
  },
  "aws:sqs/queue:Queue": (inputs, logicalName, place) => {
    const name = physical(inputs, logicalName);
    const url = `https://sqs.${place.region}.amazonaws.com/${place.account}/${name}`;
    return { id: url, outputs: { name, url, arn: arnOf(place, "sqs", name) } };
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": inEc2("sgr"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": inEc2("sgr"),
  // A component that awsx's plugin makes, as this project asks for it: a VPC with an isolated subnet in each zone.
  // Where the program says nothing, awsx makes public and private subnets in three zones.
  "awsx:ec2:Vpc": ({ numberOfAvailabilityZones: zones = 3 }, logicalName) => {
    const subnets = (kind: string) =>
      Array.from({ length: Number(zones) }, (_, zone) => ec2Id("subnet", `${logicalName}${kind}-${zone}`));
    const [isolatedSubnetIds, privateSubnetIds, publicSubnetIds] = ["", "-private", "-public"].map(subnets);
    return {
      id: "",
      outputs: { vpcId: ec2Id("vpc", logicalName), isolatedSubnetIds, privateSubnetIds, publicSubnetIds },
    };
  },
  "aws:bedrock/inferenceProfile:InferenceProfile": (_inputs, logicalName, place) => {
    const id = uuidFrom(logicalName).replaceAll("-", "").slice(0, 12);
    const arn = arnOf(place, "bedrock", `application-inference-profile/${id}`);
    return { id: arn, outputs: { arn, type: "APPLICATION" } };
  },
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": (inputs, logicalName, place) => {
    const name = physical(inputs, logicalName, "configurationName");
    const arn = globalArnOf(place, "chatbot", `chat-configuration/slack-channel/${name}`);
    return { id: arn, outputs: { chatConfigurationArn: arn } };
  },
};

/**
 * What stands for the answer of AWS when nothing is really created: an id and an ARN of the right form in the
 * documentation account, the same ones on every run.
 */
export function standInOutputs(type: string, logicalName: string, inputs: Inputs, place: Place): StandInOutputs {
  const standIn = standIns[type];
  return standIn ? standIn(inputs, logicalName, place) : { id: `${logicalName}-id`, outputs: {} };
}

/** What a program is told of a resource that it has made. */
export type OutputsOf = typeof standInOutputs;

/** Answers one of a program's questions to AWS. */
export type InvokeStub = (args: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Answers to the questions a program asks of AWS while it runs, by token of the function. */
export const standInInvokes = (place: Place): Record<string, InvokeStub> => ({
  ...ofTheAccount(place),
  "aws:kms/getKey:getKey": ({ keyId }) => {
    const id = uuidFrom(String(keyId));
    return { id, keyId: id, arn: arnOf(place, "kms", `key/${id}`) };
  },
  "aws:secretsmanager/getSecret:getSecret": ({ name }) => {
    const arn = arnOf(place, "secretsmanager", `secret:${name}-${uuidFrom(String(name)).slice(0, 6)}`);
    return { id: arn, arn, name };
  },
});

const ofTheAccount = ({ region, account, partition }: Place): Record<string, InvokeStub> => ({
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId: account,
    arn: `arn:${partition}:iam::${account}:user/preview`,
    userId: "AIDAEXAMPLE",
    id: account,
  }),
  "aws:index/getPartition:getPartition": () => ({
    partition,
    dnsSuffix: partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
    reverseDnsPrefix: partition === "aws-cn" ? "cn.com.amazonaws" : "com.amazonaws",
    id: partition,
  }),
  "aws:index/getRegion:getRegion": () => ({ region, name: region, id: region, description: region, endpoint: "" }),
});
