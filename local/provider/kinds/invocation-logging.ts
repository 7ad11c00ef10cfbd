import {
  DeleteModelInvocationLoggingConfigurationCommand,
  GetModelInvocationLoggingConfigurationCommand,
  PutModelInvocationLoggingConfigurationCommand,
} from "@aws-sdk/client-bedrock";
import { givenOnly, type ResourceKind } from "../kind.ts";
import { defined, isObject, type Properties, text } from "../values.ts";

const part = (of: unknown): Properties => (isObject(of) ? (of as Properties) : {});
const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);

function request(inputs: Properties) {
  const config = part(inputs["loggingConfig"]);
  const logs = part(config["cloudwatchConfig"]);
  return new PutModelInvocationLoggingConfigurationCommand({
    loggingConfig: defined({
      cloudWatchConfig: { logGroupName: text(logs["logGroupName"]), roleArn: text(logs["roleArn"]) },
      textDataDeliveryEnabled: flag(config["textDataDeliveryEnabled"]),
      imageDataDeliveryEnabled: flag(config["imageDataDeliveryEnabled"]),
      embeddingDataDeliveryEnabled: flag(config["embeddingDataDeliveryEnabled"]),
      videoDataDeliveryEnabled: flag(config["videoDataDeliveryEnabled"]),
    }),
  });
}

/** One for each Region of an account: its id is the Region. Only a log group as destination is known here. */
export const invocationLogging: ResourceKind = {
  type: "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration",
  service: "bedrock",
  replaceOn: ["region"],
  requests: (inputs) => [request(inputs)],
  async create(aws, inputs) {
    await aws.bedrock.send(request(inputs));
    return { id: text(inputs["region"]) || "invocation-logging", outputs: {} };
  },
  async find(aws, _id, inputs) {
    const { loggingConfig } = await aws.bedrock.send(new GetModelInvocationLoggingConfigurationCommand({}));
    if (!loggingConfig) return undefined;
    const { cloudWatchConfig, ...delivery } = loggingConfig;
    return {
      inputs: givenOnly(inputs, {
        region: inputs["region"],
        loggingConfig: givenOnly(
          part(inputs["loggingConfig"]),
          defined({
            ...delivery,
            cloudwatchConfig: defined({ ...cloudWatchConfig }),
          }),
        ),
      }),
      outputs: {},
    };
  },
  async update(aws, _id, inputs) {
    await aws.bedrock.send(request(inputs));
    return {};
  },
  async remove(aws) {
    await aws.bedrock.send(new DeleteModelInvocationLoggingConfigurationCommand({}));
  },
};
