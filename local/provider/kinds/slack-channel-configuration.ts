import { emulatedAccount } from "../../aws/emulator.ts";
import type { PlannedRequest, ResourceKind } from "../kind.ts";
import { defined, type Properties, text, texts } from "../values.ts";
import { tagList } from "./tags.ts";

/** Named like the SDK's command, which is not installed: the request is checked, and never sent. */
class CreateSlackChannelConfigurationCommand implements PlannedRequest {
  readonly input: object;
  constructor(input: object) {
    this.input = input;
  }
}

const request = (inputs: Properties) =>
  new CreateSlackChannelConfigurationCommand(
    defined({
      ConfigurationName: text(inputs["configurationName"]),
      SlackTeamId: text(inputs["slackTeamId"]),
      SlackChannelId: text(inputs["slackChannelId"]),
      SnsTopicArns: inputs["snsTopicArns"] === undefined ? undefined : texts(inputs["snsTopicArns"]),
      IamRoleArn: text(inputs["iamRoleArn"]),
      GuardrailPolicyArns:
        inputs["guardrailPolicyArns"] === undefined ? undefined : texts(inputs["guardrailPolicyArns"]),
      LoggingLevel: text(inputs["loggingLevel"]),
      Tags: tagList(inputs).map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
    }),
  );

/** What stands in for AWS Chatbot, which the emulator does not have: alive as long as the provider. */
const kept = new Map<string, Properties>();

/** ARNs of the configurations that are kept here. */
export const keptConfigurations = (): string[] => [...kept.keys()];

export const slackChannelConfiguration: ResourceKind = {
  type: "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
  service: "chatbot",
  replaceOn: ["configurationName", "slackTeamId", "region"],
  requests: (inputs) => [request(inputs)],
  async create(_aws, inputs) {
    const arn = `arn:aws:chatbot::${emulatedAccount}:chat-configuration/slack-channel/${inputs["configurationName"]}`;
    if (kept.has(arn)) throw new Error(`ConflictException: ${arn} exists already`);
    kept.set(arn, inputs);
    return {
      id: arn,
      outputs: { chatConfigurationArn: arn, standIn: "kept by the stand-in provider, not on the emulator" },
    };
  },
  async find(_aws, id, _inputs, outputs) {
    const found = kept.get(id);
    return found && { inputs: found, outputs };
  },
  async update(_aws, id, inputs) {
    kept.set(id, inputs);
    return {};
  },
  async remove(_aws, id) {
    kept.delete(id);
  },
};
