import { type CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";

/** A log group as far as its logs' cost can be told of it. */
export interface LogGroup {
  name: string;
  /** the account's id, as its ARN has it */
  account: string | undefined;
  /** epoch seconds */
  created: number | undefined;
  storedBytes: number | undefined;
  retentionDays: number | undefined;
}

/**
 * @returns undefined where the Region has no group of that name
 * @throws the SDK's error when it can't be read
 */
export async function logGroupNamed(
  client: CloudWatchLogsClient,
  name: string,
  abortSignal?: AbortSignal,
): Promise<LogGroup | undefined> {
  let nextToken: string | undefined;
  do {
    const answer = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: name, ...(nextToken !== undefined && { nextToken }) }),
      abortSignal === undefined ? {} : { abortSignal },
    );
    const found = answer.logGroups?.find(({ logGroupName }) => logGroupName === name);
    if (found) {
      return {
        name,
        account: found.arn?.split(":")[4],
        created: found.creationTime === undefined ? undefined : Math.floor(found.creationTime / 1000),
        storedBytes: found.storedBytes,
        retentionDays: found.retentionInDays,
      };
    }
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}
