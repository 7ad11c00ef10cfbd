import type { RecordedResource } from "../../preview/recording-engine.ts";
import { UserError } from "../../stacks/user-error.ts";

/** What to do about the types that a format can't say. */
const advice: Readonly<Record<string, string>> = {
  "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration":
    "CloudFormation has no resource that switches model invocation logging on: set reservation.enableLogging to false, switch it on once with `aws bedrock put-model-invocation-logging-configuration`, or export with --terraform",
  "awsx:ec2:Vpc":
    "a VPC that Pulumi's awsx plugin makes is known at deployment alone: name subnetIds and securityGroupIds of a VPC that is there under publisher.vpc",
};

/** Says why a stack can't be exported: nothing that it makes may be missing from an export unseen. */
export const notInFormat = (format: string, problems: ReadonlyMap<string, readonly RecordedResource[]>): UserError =>
  new UserError(
    [
      `the stack can't be exported to ${format}:`,
      ...[...problems].map(([problem, resources]) => {
        const [first] = resources;
        const more = resources.length > 1 ? ` and ${resources.length - 1} more` : "";
        const help = first && advice[first.type];
        return `  - ${problem} (${first?.name}${more})${help ? `; ${help}` : ""}`;
      }),
    ].join("\n"),
  );
