import { AwsError, type AwsService } from "./aws-http.ts";

export interface PretendMessage {
  TopicArn: string;
  Message: string;
  Subject?: string;
  MessageStructure?: string;
}

/** A subscription as ListSubscriptionsByTopic tells it; SubscriptionArn is "PendingConfirmation" until it is confirmed. */
export interface PretendSubscription {
  TopicArn: string;
  Protocol: string;
  Endpoint: string;
  SubscriptionArn: string;
}

/** Subscriptions of one page. API ListSubscriptionsByTopic */
const subscriptionsPerPage = 100;

/**
 * SNS (signing name "sns"): ListSubscriptionsByTopic in pages, and Publish, checked as the API documents it (botocore 1.43.11, sns, Publish):
 * a subject of at most 100 ASCII characters, a message of at most 256 KB, a `default` in a JSON message.
 * @param messages takes every message that was accepted
 * @param subscriptions of the topics that there are; every topic has at least none
 * @param topics ARNs of the topics that there are; left out: every one
 */
export function sns(
  messages: PretendMessage[],
  subscriptions: readonly PretendSubscription[] = [],
  topics?: readonly string[],
): AwsService {
  return {
    signingName: "sns",
    protocol: "query",
    operations: {
      ListSubscriptionsByTopic: ({ TopicArn, NextToken }: { TopicArn: string; NextToken?: string }) => {
        if (topics && !topics.includes(TopicArn)) throw new AwsError(404, "NotFound", "Topic does not exist");
        const found = subscriptions.filter((one) => one.TopicArn === TopicArn);
        const start = Number(NextToken ?? 0);
        const end = start + subscriptionsPerPage;
        return {
          Subscriptions: found.slice(start, end).map((one) => ({ Owner: "123456789012", ...one })),
          ...(end < found.length ? { NextToken: String(end) } : {}),
        };
      },
      Publish: (input: PretendMessage) => {
        const { Subject, Message, MessageStructure, TopicArn } = input;
        const invalid = (reason: string) => new AwsError(400, "InvalidParameter", `Invalid parameter: ${reason}`);
        if (!/^arn:aws[\w-]*:sns:/.test(TopicArn ?? "")) throw invalid("TopicArn");
        if (Subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(Subject)) throw invalid("Subject");
        if (Buffer.byteLength(Message) > 262_144) throw invalid("Message too long");
        if (MessageStructure === "json" && typeof JSON.parse(Message).default !== "string") {
          throw invalid("Message Structure - No default entry in JSON message body");
        }
        messages.push({ ...input });
        return { MessageId: `message-${messages.length}` };
      },
    },
  };
}
