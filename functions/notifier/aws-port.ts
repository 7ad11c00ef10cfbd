import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { alarmHistory, describeAlarms } from "../../aws/alarms.ts";
import { type ClientOptions, clientSettings } from "../../aws/client.ts";
import type { Message } from "./message.ts";
import type { NotifierPort } from "./port.ts";

export interface NotifierPortOptions extends ClientOptions {
  /** milliseconds that all calls of one run may take together; only tests ask for less than the default */
  timeLimit?: number;
}

/** Inside the function's time-out (`functionSettings`), so that a stalled run says what it waited for. */
const defaultTimeLimit = 25_000;

/**
 * Makes the notifier's port over the AWS SDK, one for each run. The clients are made here, once, and keep their
 * connections. CloudWatch throttles many alarms that are over in one minute (API DescribeAlarmHistory: a few requests a
 * second); the SDK then waits and tries again, more often than elsewhere, and after it Lambda does.
 */
export function awsPort({ timeLimit = defaultTimeLimit, ...options }: NotifierPortOptions): () => NotifierPort {
  const settings = clientSettings({ silence: 5_000, maxAttempts: 7, ...options });
  const cloudwatch = new CloudWatchClient(settings);
  const topics = new SNSClient(settings);
  return () => {
    const abortSignal = AbortSignal.timeout(timeLimit);
    return {
      alarm: async (name) => (await describeAlarms(cloudwatch, [name], { abortSignal })).get(name),
      history: (name) => alarmHistory(cloudwatch, name, { abortSignal }),
      publish: async (topicArn, message) => {
        await topics.send(new PublishCommand({ TopicArn: topicArn, ...publishInput(message) }), { abortSignal });
      },
    };
  };
}

/** A message as API Publish takes it. */
export const publishInput = ({ subject, bodies }: Message) => ({
  Subject: subject,
  MessageStructure: "json",
  Message: JSON.stringify(bodies),
});
