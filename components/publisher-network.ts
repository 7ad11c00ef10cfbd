import { createRequire } from "node:module";
import * as aws from "@pulumi/aws";
import type * as awsxEc2 from "@pulumi/awsx/ec2/index.js";
import * as pulumi from "@pulumi/pulumi";
import { publisherEndpoints } from "../monitoring/publisher-endpoints.ts";
import type { Place } from "./topic-policies.ts";

export interface PublisherNetworkArgs {
  readonly place: Place;
  /** private IPv4 range of the VPC, shared evenly by its zones */
  readonly cidr: string;
  /** how many Availability Zones, each with a subnet and an address of every endpoint */
  readonly zones: number;
  /** the roles of the functions: no one else can use the endpoints, where they take a policy */
  readonly roleArns: readonly string[];
  /**
   * With these Lambda gives back the network interfaces that it makes for the function. They are destroyed after the
   * network, which can't go while the interfaces are there. lambda/latest/dg/configuration-vpc#configuration-vpc-enis
   */
  readonly permissions: pulumi.Resource;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Loaded for the programs that make a VPC alone. Not the package's root, which loads Docker's SDKs with it and takes a
 * hundred times as long (docs/decisions/vpc.md).
 */
function loadAwsx(): typeof awsxEc2 {
  try {
    return createRequire(import.meta.url)("@pulumi/awsx/ec2/index.js") as typeof awsxEc2;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new pulumi.RunError(
      "publisher.vpc: create makes the VPC with @pulumi/awsx, which is not installed: npm install @pulumi/awsx",
    );
  }
}

/**
 * A small VPC for the stack's functions alone: isolated subnets, an interface endpoint for each service that they call,
 * and security groups that let them reach these endpoints and nothing else.
 *
 * Needs Pulumi's awsx plugin, which makes the VPC, its subnets and route tables (and an internet gateway that nothing is
 * routed to: awsx attaches one to every VPC). The endpoints are made here, because their security group needs the VPC and
 * awsx's own endpoints would need the group before it.
 */
export class PublisherNetwork extends pulumi.ComponentResource {
  /** one for each zone */
  readonly subnetIds: pulumi.Output<string[]>;
  /** for the function; known once it can reach everything it calls */
  readonly securityGroupIds: pulumi.Output<string[]>;

  constructor(name: string, args: PublisherNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:PublisherNetwork", name, {}, opts);
    const { place, cidr, zones, tags } = args;
    const { region } = place;
    const parent = { parent: this };

    const vpc = new (loadAwsx().Vpc)(
      name,
      {
        cidrBlock: cidr,
        numberOfAvailabilityZones: zones,
        subnetStrategy: "Auto",
        subnetSpecs: [{ type: "Isolated" }],
        natGateways: { strategy: "None" },
        // Both are needed for the services' own names to lead to the endpoints:
        // vpc/latest/privatelink/create-interface-endpoint#prerequisites-interface-endpoints.
        enableDnsHostnames: true,
        enableDnsSupport: true,
        region,
        tags,
      },
      parent,
    );

    // The provider takes away the rule that lets everything out, which AWS gives to each new group. Names are looked up
    // all the same: security groups do not filter Amazon's DNS (vpc/latest/userguide/vpc-security-groups).
    const group = (suffix: string, description: string) =>
      new aws.ec2.SecurityGroup(
        `${name}-${suffix}`,
        { description, vpcId: vpc.vpcId, region, tags: { Name: `${name}-${suffix}`, ...tags } },
        // Said of the group itself: what a component depends on, its children do not.
        { parent: this, dependsOn: [args.permissions] },
      );
    const functionGroup = group(
      "function",
      "The quota publisher and the notifier: out to their endpoints and nowhere else",
    );
    const endpointGroup = group("endpoints", "Endpoints of the quota publisher and the notifier: in from them alone");
    const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443, region, tags };
    const out = new aws.vpc.SecurityGroupEgressRule(
      `${name}-function`,
      { securityGroupId: functionGroup.id, referencedSecurityGroupId: endpointGroup.id, ...https },
      parent,
    );
    const into = new aws.vpc.SecurityGroupIngressRule(
      `${name}-endpoints`,
      { securityGroupId: endpointGroup.id, referencedSecurityGroupId: functionGroup.id, ...https },
      parent,
    );

    const endpoints = publisherEndpoints.map(
      ({ service, actions, policySupported }) =>
        new aws.ec2.VpcEndpoint(
          `${name}-${service}`,
          {
            vpcId: vpc.vpcId,
            vpcEndpointType: "Interface",
            serviceName: `com.amazonaws.${region}.${service}`,
            subnetIds: vpc.isolatedSubnetIds,
            securityGroupIds: [endpointGroup.id],
            privateDnsEnabled: true,
            ...(policySupported && { policy: endpointPolicy(actions, args.roleArns) }),
            region,
            tags: { Name: `${name}-${service}`, ...tags },
          },
          parent,
        ),
    );

    this.subnetIds = vpc.isolatedSubnetIds;
    // Whoever uses the group waits for its rules and the endpoints too: a run before them could reach nothing.
    this.securityGroupIds = pulumi
      .all([functionGroup.id, out.id, into.id, endpoints.map(({ id }) => id)])
      .apply(([id]) => [id]);
    this.registerOutputs({ subnetIds: this.subnetIds, securityGroupIds: this.securityGroupIds });
  }
}

/**
 * What the functions call of one service, for their roles alone. These are named by a condition and not as principals,
 * which would have to exist, with their permissions, before the endpoint. vpc/latest/privatelink/vpc-endpoints-access
 */
const endpointPolicy = (actions: readonly string[], roleArns: readonly string[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "PublisherCalls",
        Effect: "Allow",
        Principal: "*",
        Action: actions,
        Resource: "*",
        Condition: { ArnEquals: { "aws:PrincipalArn": roleArns } },
      },
    ],
  });
