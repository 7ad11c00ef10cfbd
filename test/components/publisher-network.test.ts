import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { PlannedMonitor } from "../../components/planned-monitor.ts";
import { PublisherNetwork } from "../../components/publisher-network.ts";
import { notifierPermissions } from "../../functions/notifier/permissions.ts";
import { publisherPermissions } from "../../functions/quota-publisher/permissions.ts";
import { publisherEndpoints } from "../../monitoring/publisher-endpoints.ts";
import type { PublisherVpc } from "../../monitoring/settings.ts";
import { counts, only, type Registered, registeredBy } from "./recorder.ts";
import { testSettings } from "./settings.ts";

const roleArn = "arn:aws:iam::123456789012:role/bedrock-headroom-test-quota-publisher";
const create = (zones = 2, tags: Record<string, string> = { team: "platform" }) =>
  registeredBy(
    () =>
      new PublisherNetwork("net", {
        place: { partition: "aws", region: "us-east-1", accountId: "123456789012" },
        cidr: "10.20.0.0/24",
        zones,
        roleArns: [roleArn],
        permissions: new aws.iam.RolePolicy("permissions", { role: "r", policy: "{}" }),
        tags,
      }),
  );

describe("the publisher's own network", () => {
  let registered: Registered[];
  /** ids of the security groups */
  let ofFunction: unknown;
  let ofEndpoints: unknown;
  beforeEach(async () => {
    registered = await create();
    ofFunction = only(registered, "SecurityGroupEgressRule").inputs["securityGroupId"];
    ofEndpoints = only(registered, "SecurityGroupIngressRule").inputs["securityGroupId"];
  });

  it("is these resources and no others", () => {
    assert.deepEqual(counts(registered), {
      PublisherNetwork: 1,
      RolePolicy: 1,
      SecurityGroup: 2,
      SecurityGroupEgressRule: 1,
      SecurityGroupIngressRule: 1,
      Vpc: 1,
      VpcEndpoint: 3,
    });
  });

  it("has a VPC of isolated subnets, without NAT, in which the services' names lead to the endpoints", () => {
    const vpc = only(registered, "Vpc");
    assert.equal(vpc.type, "awsx:ec2:Vpc");
    assert.deepEqual(vpc.inputs, {
      cidrBlock: "10.20.0.0/24",
      numberOfAvailabilityZones: 2,
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Isolated" }],
      natGateways: { strategy: "None" },
      enableDnsHostnames: true,
      enableDnsSupport: true,
      region: "us-east-1",
      tags: { team: "platform" },
    });
  });

  it("lets the function reach the endpoints by https, and nothing reach anything else", () => {
    const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443, region: "us-east-1", tags: { team: "platform" } };
    assert.notEqual(ofFunction, ofEndpoints);
    assert.deepEqual(only(registered, "SecurityGroupEgressRule").inputs, {
      securityGroupId: ofFunction,
      referencedSecurityGroupId: ofEndpoints,
      ...https,
    });
    assert.deepEqual(only(registered, "SecurityGroupIngressRule").inputs, {
      securityGroupId: ofEndpoints,
      referencedSecurityGroupId: ofFunction,
      ...https,
    });
    for (const name of ["net-function", "net-endpoints"]) {
      const { inputs } = only(registered, "SecurityGroup", name);
      assert.deepEqual([inputs["ingress"], inputs["egress"]], [undefined, undefined]);
      // What EC2 takes as a description: vpc/latest/userguide/vpc-security-groups.
      assert.match(inputs["description"] as string, /^[\w .\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
    }
  });

  it("has an endpoint in every zone for each service that the function calls", async () => {
    const services = ["monitoring", "servicequotas", "sns"];
    for (const service of services) {
      const { policy, ...inputs } = only(registered, "VpcEndpoint", `net-${service}`).inputs;
      assert.deepEqual(inputs, {
        vpcId: only(registered, "SecurityGroup", "net-function").inputs["vpcId"],
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.us-east-1.${service}`,
        subnetIds: inputs["subnetIds"],
        securityGroupIds: [ofEndpoints],
        privateDnsEnabled: true,
        region: "us-east-1",
        tags: { Name: `net-${service}`, team: "platform" },
      });
      assert.equal(new Set(inputs["subnetIds"] as string[]).size, 2);
      // No AWS page says that Service Quotas takes an endpoint policy.
      assert.equal(policy === undefined, service === "servicequotas", service);
    }
    const alone = await create(1);
    assert.equal((only(alone, "VpcEndpoint", "net-sns").inputs["subnetIds"] as string[]).length, 1);
  });

  it("lets the function's role alone use the endpoints, for what it calls", () => {
    const [statement, ...others] = JSON.parse(
      only(registered, "VpcEndpoint", "net-monitoring").inputs["policy"] as string,
    ).Statement;
    assert.deepEqual(others, []);
    assert.deepEqual(statement, {
      Sid: "PublisherCalls",
      Effect: "Allow",
      Principal: "*",
      Action: [
        "cloudwatch:PutMetricData",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmHistory",
      ],
      Resource: "*",
      Condition: { ArnEquals: { "aws:PrincipalArn": [roleArn] } },
    });
  });

  it("keeps a Name that the stack's tags give", async () => {
    const named = await create(1, { Name: "ours" });
    assert.deepEqual(only(named, "VpcEndpoint", "net-sns").inputs["tags"], { Name: "ours" });
  });
});

describe("the publisher's endpoints", () => {
  it("are for exactly the actions that the functions' roles have, but for those that Lambda and SNS use in its name", () => {
    const byOthers = ["kms:", "logs:", "sqs:", "ec2:"];
    const resources = { topicArns: ["topic"], keyArns: ["key"], logStreamsArn: "logs", queueArn: "queue" };
    const inVpc = { functionArn: "function" };
    const permitted = [
      ...publisherPermissions({ ...resources, namespace: "Bedrock/Quotas", looksForUse: true, inVpc }),
      ...notifierPermissions({ ...resources, existingTopicArns: ["pager"], snsEndpoint: "sns", inVpc }),
    ].flatMap(({ Action }) => Action.filter((action) => !byOthers.some((prefix) => action.startsWith(prefix))));
    assert.deepEqual(publisherEndpoints.flatMap(({ actions }) => actions).toSorted(), [...new Set(permitted)].sort());
  });
});

describe("a monitor whose publisher is in a VPC", () => {
  const monitor = (vpc: PublisherVpc) =>
    registeredBy(
      () =>
        new PlannedMonitor("monitor", {
          settings: testSettings({ publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30, vpc } }),
          accountId: "123456789012",
          publisherBundle: "/index.mjs",
          notifierBundle: "/index.mjs",
        }),
    );
  const functions = ["monitor-publisher", "monitor-notifier"];
  const statements = (registered: readonly Registered[], name: string) =>
    JSON.parse(only(registered, "RolePolicy", name).inputs["policy"] as string).Statement as { Sid: string }[];

  it("attaches both functions to the network that it makes", async () => {
    const registered = await monitor({ kind: "create", cidr: "10.0.0.0/26", zones: 2 });
    const endpoint = only(registered, "VpcEndpoint", "monitor-publisher-network-sns").inputs;
    const rule = only(registered, "SecurityGroupEgressRule").inputs;
    for (const name of functions)
      assert.deepEqual(only(registered, "Function", name).inputs["vpcConfig"], {
        subnetIds: endpoint["subnetIds"],
        securityGroupIds: [rule["securityGroupId"]],
      });
    assert.equal(only(registered, "Vpc").inputs["cidrBlock"], "10.0.0.0/26");
    for (const arn of [roleArn, roleArn.replace("quota-publisher", "notifier")])
      assert.match(endpoint["policy"] as string, new RegExp(`"${arn}"`));
  });

  it("attaches both functions to what exists, and makes nothing", async () => {
    const existing = { subnetIds: ["subnet-01234567", "subnet-89abcdef"], securityGroupIds: ["sg-01234567"] };
    const registered = await monitor({ kind: "existing", ...existing });
    for (const name of functions) assert.deepEqual(only(registered, "Function", name).inputs["vpcConfig"], existing);
    const made = Object.keys(counts(registered)).filter((type) => /Vpc|SecurityGroup|Network/.test(type));
    assert.deepEqual(made, []);
  });

  it("gives each role what Lambda needs to attach its function, and the function's own code none of it", async () => {
    const registered = await monitor({
      kind: "existing",
      subnetIds: ["subnet-01234567"],
      securityGroupIds: ["sg-01234567"],
    });
    const Action = [
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DeleteNetworkInterface",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ];
    for (const name of functions) {
      const [allow, deny] = statements(registered, name).slice(-2);
      assert.deepEqual(allow, { Sid: "AttachToVpc", Effect: "Allow", Action, Resource: "*" });
      assert.deepEqual(deny, {
        Sid: "OnlyLambdaAttaches",
        Effect: "Deny",
        Action,
        Resource: "*",
        Condition: {
          ArnEquals: {
            "lambda:SourceFunctionArn": `arn:aws:lambda:us-east-1:123456789012:function:${only(registered, "Function", name).inputs["name"]}`,
          },
        },
      });
    }
  });
});
