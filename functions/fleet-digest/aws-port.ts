import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { SNSClient } from "@aws-sdk/client-sns";
import { type ClientOptions, clientSettings } from "../../aws/client.ts";
import type { PlacedQuery } from "../../monitoring/fleet/digest.ts";
import { tellOneOf } from "../quota-publisher/tell.ts";
import type { DigestPort, Minutes } from "./port.ts";

export interface DigestPortOptions extends ClientOptions {
  topicArn: string;
}

/** Milliseconds that the message may take to be sent. */
const tellLimit = 10_000;

/** The digest's port over the AWS SDK: one CloudWatch client for each Region, made when it is needed. */
export function awsPort({ topicArn, ...options }: DigestPortOptions): DigestPort {
  // GetMetricData has 50 requests a second in an account and Region; when others take them, the SDK waits.
  const settings = clientSettings({ silence: 20_000, maxAttempts: 7, ...options });
  const topics = new SNSClient(settings);
  const clients = new Map<string, CloudWatchClient>();
  const clientOf = (region: string) => {
    const client = clients.get(region) ?? new CloudWatchClient({ ...settings, region });
    clients.set(region, client);
    return client;
  };
  return {
    read: (region, queries, from, to) => readQueries(clientOf(region), queries, from, to),
    publish: async (message) => {
      await tellOneOf(topics, [topicArn], message, tellLimit);
    },
  };
}

async function readQueries(
  client: CloudWatchClient,
  queries: readonly PlacedQuery[],
  from: number,
  to: number,
): Promise<ReadonlyMap<string, Minutes>> {
  const found = new Map<string, Map<number, number>>(
    queries.flatMap(({ Id, ReturnData }) => (ReturnData ? [[Id, new Map()]] : [])),
  );
  const troubles = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [...queries],
        StartTime: new Date(from * 60_000),
        EndTime: new Date(to * 60_000),
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    for (const { Id = "", StatusCode = "Complete", Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      // PartialData means that a further page has more; only what the last page says counts.
      if (StatusCode === "Complete") troubles.delete(Id);
      else troubles.set(Id, StatusCode);
      for (const [index, time] of Timestamps.entries()) found.get(Id)?.set(time.getTime() / 60_000, Values[index] ?? 0);
    }
    if (page.NextToken !== undefined && page.NextToken === token) throw new Error("CloudWatch repeats a page for ever");
    token = page.NextToken;
  } while (token !== undefined);
  const [trouble] = troubles.values();
  if (trouble !== undefined) throw new Error(`GetMetricData answered ${trouble}`);
  return found;
}
