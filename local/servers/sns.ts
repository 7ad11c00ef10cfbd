import { AwsError, type AwsService } from "./aws-http.ts";

export interface PretendMessage {
  TopicArn: string;
  Message: string;
  Subject?: string;
  MessageStructure?: string;
}

/**
 * SNS (signing name "sns"): Publish, checked as the API documents it (botocore 1.43.11, sns, Publish):
 * a subject of at most 100 ASCII characters, a message of at most 256 KB, a `default` in a JSON message.
 * @param messages takes every message that was accepted
 */
export function sns(messages: PretendMessage[]): AwsService {
  return {
    signingName: "sns",
    protocol: "query",
    operations: {
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
