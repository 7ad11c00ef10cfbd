import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import type { AwsClients } from "../../aws/clients.ts";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import type { Problem } from "../problem.ts";
import { defined, type Properties, text } from "../values.ts";

const request = (inputs: Properties) =>
  new SubscribeCommand({
    TopicArn: text(inputs["topic"]),
    Protocol: text(inputs["protocol"]),
    Endpoint: text(inputs["endpoint"]),
    Attributes: defined({ RedrivePolicy: text(inputs["redrivePolicy"]) }) as Record<string, string>,
    ReturnSubscriptionArn: true,
  });

/** sns/latest/api/API_Subscribe: the protocols, and what an endpoint of each is */
const endpoints: Readonly<Record<string, RegExp>> = {
  http: /^http:\/\//,
  https: /^https:\/\//,
  email: /^[^\s@]+@[^\s@]+$/,
  "email-json": /^[^\s@]+@[^\s@]+$/,
  sms: /^\+?\d+$/,
  sqs: /^arn:/,
  lambda: /^arn:/,
  firehose: /^arn:/,
  application: /^arn:/,
};

function problems({ protocol, endpoint }: Properties): Problem[] {
  const form = endpoints[String(protocol)];
  if (!form)
    return [{ property: "protocol", reason: `"${protocol}" is not one of ${Object.keys(endpoints).join(", ")}` }];
  if (form.test(String(endpoint))) return [];
  return [{ property: "endpoint", reason: `"${endpoint}" is none for ${protocol}` }];
}

const listed = async (aws: AwsClients, TopicArn: string) =>
  (await ifThere(aws.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))))?.Subscriptions ?? [];

export const topicSubscription: ResourceKind = {
  type: "aws:sns/topicSubscription:TopicSubscription",
  service: "sns",
  replaceOn: ["topic", "protocol", "endpoint", "region"],
  jsonInputs: ["redrivePolicy"],
  requests: (inputs) => [request(inputs)],
  problems,
  async create(aws, inputs) {
    const arn = (await aws.sns.send(request(inputs))).SubscriptionArn ?? "";
    return { id: arn, outputs: { arn } };
  },
  async find(aws, id, inputs) {
    const found = (await listed(aws, String(inputs["topic"]))).find(({ SubscriptionArn }) => SubscriptionArn === id);
    if (!found) return undefined;
    const { TopicArn, Protocol, Endpoint } = found;
    const { Attributes } = await aws.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: id }));
    return {
      inputs: givenOnly(
        inputs,
        defined({
          topic: TopicArn,
          protocol: Protocol,
          endpoint: Endpoint,
          redrivePolicy: Attributes?.["RedrivePolicy"] || undefined,
        }),
      ),
      outputs: { arn: id },
    };
  },
  async update(aws, id, inputs) {
    await aws.sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: id,
        AttributeName: "RedrivePolicy",
        AttributeValue: text(inputs["redrivePolicy"]) ?? "",
      }),
    );
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.sns.send(new UnsubscribeCommand({ SubscriptionArn: id })));
  },
};
