import type { AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ShareSource } from "../quota/share.ts";
import { isLeases } from "../quota/shared/is-leases.ts";
import type { LeaseStore } from "../quota/shared/lease-store.ts";
import { type LeaseOptions, leasedShare } from "../quota/shared/leases.ts";

export interface DynamoDbShareOptions extends LeaseOptions {
  /** a table whose partition key is `quota`, a string; it gets an item for each quota */
  table: string;
  /** of the table's Region. Default: a DynamoDBClient of the environment's Region */
  client?: DynamoDBClient;
}

/**
 * Shares quotas among processes through a DynamoDB table: a consistent read and a conditional write each half of the
 * time that a share is granted for. Needs `dynamodb:GetItem` and `dynamodb:PutItem` on the table.
 */
export const dynamoDbShare = ({ table, client, ...options }: DynamoDbShareOptions): ShareSource =>
  leasedShare(dynamoDbStore(table, client), options);

function dynamoDbStore(TableName: string, given: DynamoDBClient | undefined): LeaseStore {
  let made = given;
  const loaded = async () => {
    const sdk = await import("@aws-sdk/client-dynamodb");
    made ??= new sdk.DynamoDBClient();
    return { sdk, client: made };
  };
  return {
    async read(quota) {
      const { sdk, client } = await loaded();
      const { Item } = await client.send(
        new sdk.GetItemCommand({ TableName, Key: { quota: { S: quota } }, ConsistentRead: true }),
      );
      return Item
        ? { leases: leasesOf(quota, Item), version: Number(Item["version"]?.N) }
        : { leases: [], version: undefined };
    },
    async write(quota, leases, version) {
      const { sdk, client } = await loaded();
      try {
        await client.send(
          new sdk.PutItemCommand({
            TableName,
            Item: {
              quota: { S: quota },
              version: { N: String((version ?? 0) + 1) },
              leases: { S: JSON.stringify(leases) },
            },
            ...(version === undefined
              ? { ConditionExpression: "attribute_not_exists(quota)" }
              : {
                  ConditionExpression: "#version = :version",
                  ExpressionAttributeNames: { "#version": "version" },
                  ExpressionAttributeValues: { ":version": { N: String(version) } },
                }),
          }),
        );
        return true;
      } catch (error) {
        if ((error as Error).name === "ConditionalCheckFailedException") return false;
        throw error;
      }
    },
    async close() {
      if (!given) made?.destroy();
    },
  };
}

function leasesOf(quota: string, item: Record<string, AttributeValue>) {
  const leases: unknown = JSON.parse(item["leases"]?.S ?? "null");
  if (!isLeases(leases))
    throw new Error(`the item ${quota} holds no leases: is the table used for something else, too?`);
  return leases;
}
