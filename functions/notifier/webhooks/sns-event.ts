/** A message that SNS hands to the function. sns/latest/dg/sns-lambda-as-subscriber; lambda/latest/dg/with-sns */
export interface SnsMessage {
  id: string;
  topicArn: string;
  subject: string | undefined;
  message: string;
  timestamp: string;
}

/** The messages of an event, or undefined where SNS did not send it. */
export function snsMessages(event: unknown): SnsMessage[] | undefined {
  const records = (event as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(records)) return undefined;
  return records.map((record: { EventSource?: string; Sns?: Record<string, string | null> }) => {
    const { MessageId, TopicArn, Subject, Message, Timestamp } = record.Sns ?? {};
    if (record.EventSource !== "aws:sns" || !MessageId || !TopicArn || typeof Message !== "string")
      throw new Error("the event is no message of SNS");
    return {
      id: MessageId,
      topicArn: TopicArn,
      subject: Subject ?? undefined,
      message: Message,
      timestamp: Timestamp ?? "",
    };
  });
}
