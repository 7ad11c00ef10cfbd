import { readFileSync } from "node:fs";
import {
  type Architecture,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  type LogFormat,
  type Runtime,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import type { Problem } from "../problem.ts";
import { type Archive, defined, isArchive, number, type Properties, record, text, textMap, texts } from "../values.ts";
import { tagChanges } from "./tags.ts";

/** Any fixed time makes the same files the same bytes, and the code's hash with them. */
const zipTime = new Date(1980, 0, 1);

/** The zip file that Lambda gets: the archive's files. */
function zipOf(code: Archive): Uint8Array {
  const files = Object.entries(code.assets ?? {}).map(([name, asset]) => [
    name,
    asset.text !== undefined ? Buffer.from(asset.text) : readFileSync(asset.path ?? ""),
  ]);
  return zipSync(Object.fromEntries(files), { mtime: zipTime });
}

const configuration = (inputs: Properties) => {
  const environment = record(inputs["environment"]);
  const logging = record(inputs["loggingConfig"]);
  return {
    FunctionName: text(inputs["name"]),
    Description: text(inputs["description"]),
    Role: text(inputs["role"]),
    Runtime: text(inputs["runtime"]) as Runtime | undefined,
    Handler: text(inputs["handler"]),
    MemorySize: number(inputs["memorySize"]),
    Timeout: number(inputs["timeout"]),
    Environment: inputs["environment"] === undefined ? undefined : { Variables: textMap(environment["variables"]) },
    LoggingConfig:
      inputs["loggingConfig"] === undefined
        ? undefined
        : defined({
            LogFormat: text(logging["logFormat"]) as LogFormat | undefined,
            LogGroup: text(logging["logGroup"]),
          }),
  };
};

const request = (inputs: Properties, zip?: Uint8Array) =>
  new CreateFunctionCommand(
    defined({
      ...configuration(inputs),
      Architectures:
        inputs["architectures"] === undefined ? undefined : (texts(inputs["architectures"]) as Architecture[]),
      Code: { ZipFile: zip ?? new Uint8Array() },
      Tags: textMap(inputs["tags"]),
    }) as CreateFunctionCommandInput,
  );

function problems(inputs: Properties): Problem[] {
  const found: Problem[] = [];
  // lambda/latest/dg/gettingstarted-limits: "Environment variables: 4 KB, for all …"
  const variables = JSON.stringify(textMap(record(inputs["environment"])["variables"]));
  if (Buffer.byteLength(variables) > 4096) found.push({ property: "environment.variables", reason: "are over 4 KB" });
  // lambda/latest/dg/configuration-envvars: the reserved names
  for (const name of Object.keys(textMap(record(inputs["environment"])["variables"])))
    if (
      /^AWS_(REGION|DEFAULT_REGION|LAMBDA_|ACCESS_KEY|SECRET_ACCESS_KEY|SESSION_TOKEN|EXECUTION_ENV)|^_HANDLER$/.test(
        name,
      )
    )
      found.push({ property: `environment.variables.${name}`, reason: "is reserved by Lambda" });
  const { code, handler } = inputs;
  if (isArchive(code) && code.assets && typeof handler === "string") {
    const module = handler.slice(0, handler.lastIndexOf("."));
    if (![".mjs", ".js", ".cjs"].some((ending) => `${module}${ending}` in (code.assets ?? {})))
      found.push({ property: "handler", reason: `"${handler}" is in none of the code's files` });
  }
  return found;
}

const outputsOf = (found: FunctionConfiguration | undefined): Properties => ({
  arn: found?.FunctionArn ?? "",
  codeSha256: found?.CodeSha256 ?? "",
  lastModified: found?.LastModified ?? "",
});

const wait = { maxWaitTime: 30, minDelay: 0.1, maxDelay: 1 };

export const lambdaFunction: ResourceKind = {
  type: "aws:lambda/function:Function",
  service: "lambda",
  nameKey: "name",
  replaceOn: ["name", "packageType", "region"],
  requests: (inputs) => [request(inputs)],
  problems,
  async create(aws, inputs) {
    const created = await aws.lambda.send(request(inputs, zipOf(inputs["code"] as Archive)));
    const name = String(inputs["name"]);
    await waitUntilFunctionActiveV2({ client: aws.lambda, ...wait }, { FunctionName: name });
    return { id: name, outputs: outputsOf(created) };
  },
  async find(aws, id, inputs, outputs) {
    const answer = await ifThere(aws.lambda.send(new GetFunctionCommand({ FunctionName: id })));
    const found = answer?.Configuration;
    if (!found) return undefined;
    const changed = found.CodeSha256 !== outputs["codeSha256"];
    return {
      inputs: givenOnly(
        inputs,
        defined({
          name: found.FunctionName,
          description: found.Description,
          role: found.Role,
          runtime: found.Runtime,
          handler: found.Handler,
          memorySize: found.MemorySize,
          timeout: found.Timeout,
          architectures: found.Architectures,
          environment: { variables: found.Environment?.Variables ?? {} },
          loggingConfig: defined({
            logFormat: found.LoggingConfig?.LogFormat,
            logGroup: found.LoggingConfig?.LogGroup,
          }),
          tags: answer.Tags ?? {},
          // Code that someone else has put there is no archive that we know: any difference will do.
          ...(changed && { code: { ...record(inputs["code"]), hash: found.CodeSha256 } }),
        }),
      ),
      outputs: outputsOf(found),
    };
  },
  async update(aws, id, inputs, before) {
    await aws.lambda.send(
      new UpdateFunctionConfigurationCommand({ ...defined(configuration(inputs)), FunctionName: id }),
    );
    await waitUntilFunctionUpdatedV2({ client: aws.lambda, ...wait }, { FunctionName: id });
    const code = inputs["code"] as Archive;
    if (code.hash !== record(before["code"])["hash"]) {
      await aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: id, ZipFile: zipOf(code) }));
      await waitUntilFunctionUpdatedV2({ client: aws.lambda, ...wait }, { FunctionName: id });
    }
    const { set, remove } = tagChanges(inputs, before);
    const Resource = text(before["arn"]);
    const Tags = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
    if (set.length > 0) await aws.lambda.send(new TagResourceCommand({ Resource, Tags }));
    if (remove.length > 0) await aws.lambda.send(new UntagResourceCommand({ Resource, TagKeys: remove }));
    const { Configuration } = await aws.lambda.send(new GetFunctionCommand({ FunctionName: id }));
    return outputsOf(Configuration);
  },
  async remove(aws, id) {
    await ifThere(aws.lambda.send(new DeleteFunctionCommand({ FunctionName: id })));
  },
};
