import assert from "node:assert/strict";
import type { Recording } from "../../preview/recording-engine.ts";
import { nameOf } from "./readable-recording.ts";
import { recordShipped } from "./record-shipped.ts";

describe("the program with a VPC for the publisher", function () {
  this.timeout(120_000);

  const stackFile = (vpc: string) =>
    `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [anthropic.claude-sonnet-5]\n  bedrock-headroom:publisher: { vpc: ${vpc} }\n`;
  const find = ({ resources }: Recording, type: string, name = "") => {
    const found = resources.find((one) => one.type.endsWith(`:${type}`) && one.name.endsWith(name));
    assert(found, `${type} ${name}`);
    return found;
  };

  it("records awsx's VPC as one resource of a plugin, and gives its subnets to endpoints and function", async () => {
    const recording = await recordShipped(stackFile("{ create: true, zones: 2 }"));
    assert.equal(recording.exitCode, 0, recording.stderr);
    const vpc = find(recording, "Vpc");
    assert.deepEqual([vpc.type, vpc.remote, vpc.custom], ["awsx:ec2:Vpc", true, false]);
    assert.equal(nameOf(vpc.parent ?? ""), "PublisherNetwork bedrock-headroom-publisher-network");
    const { subnetIds, securityGroupIds } = find(recording, "Function").inputs["vpcConfig"] as Record<string, string[]>;
    assert.equal(subnetIds?.length, 2);
    for (const id of subnetIds ?? []) assert.match(id, /^subnet-[0-9a-f]{17}$/);
    for (const id of securityGroupIds ?? []) assert.match(id, /^sg-[0-9a-f]{17}$/);
    for (const service of ["monitoring", "servicequotas", "sns"])
      assert.deepEqual(find(recording, "VpcEndpoint", service).inputs["subnetIds"], subnetIds);
  });

  it("makes the function after all its ways out, and takes the role's permissions away after the network", async () => {
    const recording = await recordShipped(stackFile("{ create: true }"));
    const dependencies = (type: string, name = "") => find(recording, type, name).dependsOn.map(nameOf);
    const network = "bedrock-headroom-publisher-network";
    const waitsFor = dependencies("Function");
    for (const service of ["monitoring", "servicequotas", "sns"])
      assert(waitsFor.includes(`VpcEndpoint ${network}-${service}`), service);
    assert(waitsFor.includes(`SecurityGroupEgressRule ${network}-function`));
    assert(waitsFor.includes(`SecurityGroupIngressRule ${network}-endpoints`));
    assert(dependencies("SecurityGroup", "-function").includes("RolePolicy bedrock-headroom-publisher"));
  });

  it("previews with subnets that are not known yet", async () => {
    const recording = await recordShipped(stackFile("{ create: true }"), { dryRun: true });
    assert.equal(recording.exitCode, 0, recording.stderr);
    assert.equal(find(recording, "VpcEndpoint", "sns").inputs["subnetIds"], "<known after deployment>");
  });

  it("uses subnets that exist without any resource more", async () => {
    const recording = await recordShipped(
      stackFile("{ subnetIds: [subnet-01234567], securityGroupIds: [sg-01234567] }"),
    );
    assert.equal(recording.exitCode, 0, recording.stderr);
    assert.deepEqual(find(recording, "Function").inputs["vpcConfig"], {
      subnetIds: ["subnet-01234567"],
      securityGroupIds: ["sg-01234567"],
    });
    assert.deepEqual(
      recording.resources.filter(({ type }) => /awsx|ec2|vpc|Network/.test(type)),
      [],
    );
  });
});
