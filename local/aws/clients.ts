import { BedrockClient } from "@aws-sdk/client-bedrock";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { testCredentials } from "../servers/credentials.ts";

/** Clients of one Region of the emulator. */
export interface AwsClients {
  region: string;
  endpoint: string;
  bedrock: BedrockClient;
  cloudwatch: CloudWatchClient;
  logs: CloudWatchLogsClient;
  events: EventBridgeClient;
  iam: IAMClient;
  kms: KMSClient;
  lambda: LambdaClient;
  scheduler: SchedulerClient;
  sns: SNSClient;
  sqs: SQSClient;
}

/** Makes clients for an endpoint, once for each Region. */
export function clientsOf(endpoint: string): (region: string) => AwsClients {
  const known = new Map<string, AwsClients>();
  return (region) => {
    let clients = known.get(region);
    if (!clients) {
      const settings = { region, endpoint, credentials: testCredentials };
      clients = {
        region,
        endpoint,
        bedrock: new BedrockClient(settings),
        cloudwatch: new CloudWatchClient(settings),
        logs: new CloudWatchLogsClient(settings),
        events: new EventBridgeClient(settings),
        iam: new IAMClient(settings),
        kms: new KMSClient(settings),
        lambda: new LambdaClient(settings),
        scheduler: new SchedulerClient(settings),
        sns: new SNSClient(settings),
        sqs: new SQSClient(settings),
      };
      known.set(region, clients);
    }
    return clients;
  };
}
