import * as pulumi from "@pulumi/pulumi";
import type { PublisherNetwork } from "../components/publisher-network.ts";

/**
 * The component that creates a VPC, and awsx with it: loaded for the stacks that need it alone.
 * @throws RunError where awsx is not installed; a program of one's own has it where it asked for it
 */
export async function loadPublisherNetwork(): Promise<typeof PublisherNetwork> {
  try {
    return (await import("../components/publisher-network.ts")).PublisherNetwork;
  } catch (error) {
    if (!/@pulumi\/awsx/.test((error as Error).message)) throw error;
    throw new pulumi.RunError(
      "publisher.vpc: a VPC is created by @pulumi/awsx, which is not installed: npm install @pulumi/awsx. " +
        "Or name subnets and security groups that exist.",
    );
  }
}
