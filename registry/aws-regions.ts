/**
 * AWS's Regions by partition, whether Bedrock is offered there or not: what a Region's name is checked against. From the
 * partitions in the AWS SDK for JavaScript (@aws-sdk/core 3.981.0, util-endpoints/lib/aws/partitions), which a test holds
 * it to, so that an update of the SDK that brings a Region asks for it here. The isolated partitions are left out: they
 * can't be reached from the internet.
 */
export const awsRegions = {
  aws: [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
    "sa-east-1",
    "sa-west-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
  ],
  "aws-us-gov": ["us-gov-east-1", "us-gov-west-1"],
  "aws-eusc": ["eusc-de-east-1"],
  "aws-cn": ["cn-north-1", "cn-northwest-1"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A partition: its accounts and credentials are its own. */
export type AwsPartition = keyof typeof awsRegions;

/** The partition of a Region; undefined for a name that is no Region's. */
export const partitionOfRegion = (region: string): AwsPartition | undefined =>
  (Object.keys(awsRegions) as AwsPartition[]).find((partition) =>
    (awsRegions[partition] as readonly string[]).includes(region),
  );
