import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  PutFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
} from "@aws-sdk/client-lambda";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { defined, number, type Properties, record, text } from "../values.ts";

function request(inputs: Properties) {
  const destinations = record(inputs["destinationConfig"]);
  const destination = (key: string) => text(record(destinations[key])["destination"]);
  return new PutFunctionEventInvokeConfigCommand(
    defined({
      FunctionName: text(inputs["functionName"]),
      MaximumRetryAttempts: number(inputs["maximumRetryAttempts"]),
      MaximumEventAgeInSeconds: number(inputs["maximumEventAgeInSeconds"]),
      DestinationConfig: defined({
        OnFailure: destination("onFailure") === undefined ? undefined : { Destination: destination("onFailure") },
        OnSuccess: destination("onSuccess") === undefined ? undefined : { Destination: destination("onSuccess") },
      }),
    }) as PutFunctionEventInvokeConfigCommandInput,
  );
}

export const functionEventInvokeConfig: ResourceKind = {
  type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  service: "lambda",
  replaceOn: ["functionName", "qualifier", "region"],
  requests: (inputs) => [request(inputs)],
  async create(aws, inputs) {
    await aws.lambda.send(request(inputs));
    return { id: String(inputs["functionName"]), outputs: {} };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: id })));
    if (!found) return undefined;
    const onFailure = found.DestinationConfig?.OnFailure?.Destination;
    return {
      inputs: givenOnly(
        inputs,
        defined({
          maximumRetryAttempts: found.MaximumRetryAttempts,
          maximumEventAgeInSeconds: found.MaximumEventAgeInSeconds,
          destinationConfig: onFailure === undefined ? {} : { onFailure: { destination: onFailure } },
        }),
      ),
      outputs: {},
    };
  },
  async update(aws, _id, inputs) {
    await aws.lambda.send(request(inputs));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: id })));
  },
};
