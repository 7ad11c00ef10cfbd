import { Option } from "commander";
import { type AwsPartition, awsRegions, partitionOfRegion } from "../registry/aws-regions.ts";
import { nearest } from "../registry/nearest.ts";
import { isRegion, UnknownRegionError } from "../registry/regions.ts";
import { UserError } from "../stacks/user-error.ts";

/** `--region` of a command that reads an account: it repeats, takes lists, and no name is dropped. */
export const regionOption = (): Option =>
  new Option("--region <regions>", "Regions to read: can be repeated, and takes a list (us-east-1,eu-west-1)")
    .argParser((text: string, before: readonly string[] = []) => [...before, ...text.split(",")])
    .default([], "that of the environment or the profile");

/**
 * The Regions that a command line names, each once.
 * @param exitCode the command's own for a command line that is wrong
 * @throws UserError for a name that is no Region's, with a suggestion, or where no one account has them all
 */
export function regionsNamed(given: readonly string[], exitCode = 1): string[] {
  const names = [...new Set(given.map((name) => name.trim()))];
  const partitions = new Map<AwsPartition, string[]>();
  for (const name of names) {
    const partition = partitionOf(name, exitCode);
    partitions.set(partition, [...(partitions.get(partition) ?? []), name]);
  }
  if (partitions.size > 1) {
    const groups = [...partitions.values()].map((own) => own.join(", ")).join(" | ");
    throw new UserError(
      `${groups}: Regions of different AWS partitions. Like all partitions GovCloud has accounts and credentials of its own: read them in runs of their own`,
      exitCode,
    );
  }
  return names;
}

function partitionOf(name: string, exitCode: number): AwsPartition {
  if (name === "") throw new UserError("--region: an empty name; write e.g. --region us-east-1,eu-west-1", exitCode);
  const partition = partitionOfRegion(name);
  if (partition === "aws-cn") throw new UserError(new UnknownRegionError(name).message, exitCode);
  if (partition) return partition;
  // A Region that a refresh has read is one, however new.
  if (isRegion(name)) return "aws";
  const near = nearest(name, Object.values(awsRegions).flat());
  throw new UserError(
    `--region ${name}: AWS has no such Region${near.length > 0 ? `; did you mean ${near.join(" or ")}?` : ""}`,
    exitCode,
  );
}
