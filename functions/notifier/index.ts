import { awsPort } from "./aws-port.ts";
import { createNotifier } from "./handler.ts";
import { secretReader } from "./secret-reader.ts";
import { createDelivery } from "./webhooks/deliver.ts";
import { snsMessages } from "./webhooks/sns-event.ts";
import { webhooksFrom } from "./webhooks/webhook.ts";

/*
 * Entry point of the Lambda function. Environment: AWS_REGION (Lambda sets it) and WEBHOOKS, where the stack has some.
 * EventBridge runs it for alarms that are over, the stack's topics for each of their messages where webhooks get them.
 */
const { AWS_REGION: region } = process.env;
if (region === undefined) throw new Error("AWS_REGION is not set: the notifier runs as a Lambda function");

const notify = createNotifier({ port: awsPort({ region }) });
const deliver = createDelivery({ webhooks: webhooksFrom(process.env), readSecret: secretReader({ region }) });

export const handler = async (event: unknown, context: { awsRequestId?: string }): Promise<void> => {
  const messages = snsMessages(event);
  return messages ? deliver(messages, context.awsRequestId) : notify(event, context);
};
