import { ListSubscriptionsByTopicCommand, type SNSClient } from "@aws-sdk/client-sns";

/** Who gets a topic's messages. */
export interface Subscription {
  /** email, https, sqs, lambda, sms … */
  protocol: string;
  endpoint: string;
  /** false until the endpoint's owner has confirmed it: nothing is sent there before */
  confirmed: boolean;
}

/** Every subscription of a topic but those that were ended, which SNS lists for a while yet. @throws the SDK's error: NotFoundException where there is no such topic */
export async function subscriptionsOf(client: SNSClient, topicArn: string): Promise<Subscription[]> {
  const found: Subscription[] = [];
  let token: string | undefined;
  do {
    const { Subscriptions = [], NextToken } = await client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(token !== undefined && { NextToken: token }) }),
    );
    // "PendingConfirmation" and "Deleted" stand in the ARN's place (sns/latest/dg/SendMessageToHttp.confirm).
    for (const { Protocol = "", Endpoint = "", SubscriptionArn = "" } of Subscriptions)
      if (SubscriptionArn !== "Deleted")
        found.push({ protocol: Protocol, endpoint: Endpoint, confirmed: SubscriptionArn.startsWith("arn:") });
    token = NextToken;
  } while (token !== undefined);
  return found;
}
