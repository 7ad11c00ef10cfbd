import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  GetPolicyCommand,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { defined, isObject, type Properties, text } from "../values.ts";

const request = (inputs: Properties) =>
  new AddPermissionCommand(
    defined({
      FunctionName: text(inputs["function"]),
      StatementId: text(inputs["statementId"]),
      Action: text(inputs["action"]),
      Principal: text(inputs["principal"]),
      SourceArn: text(inputs["sourceArn"]),
      SourceAccount: text(inputs["sourceAccount"]),
    }) as AddPermissionCommandInput,
  );

/** Lambda writes the source of a call as a condition of the statement. */
function sourceOf(condition: unknown, key: string): string | undefined {
  for (const test of Object.values(isObject(condition) ? condition : {}))
    for (const [name, value] of Object.entries(isObject(test) ? test : {}))
      if (name.toLowerCase() === key) return text(value);
  return undefined;
}

export const permission: ResourceKind = {
  type: "aws:lambda/permission:Permission",
  service: "lambda",
  nameKey: "statementId",
  // A statement can't be changed, only taken away and added.
  replaceOn: ["function", "statementId", "action", "principal", "sourceArn", "sourceAccount", "region"],
  requests: (inputs) => [request(inputs)],
  problems: ({ principal, sourceArn, sourceAccount }) =>
    // lambda/latest/api/API_AddPermission: without a source, the service may be used by any account
    /\.amazonaws\.com$/.test(String(principal)) && sourceArn === undefined && sourceAccount === undefined
      ? [{ property: "sourceArn", reason: `is not given, so that everybody's ${principal} may run the function` }]
      : [],
  async create(aws, inputs) {
    await aws.lambda.send(request(inputs));
    return { id: String(inputs["statementId"]), outputs: {} };
  },
  async find(aws, id, inputs) {
    const answer = await ifThere(aws.lambda.send(new GetPolicyCommand({ FunctionName: text(inputs["function"]) })));
    const { Statement = [] } = JSON.parse(answer?.Policy ?? "{}") as { Statement?: Record<string, unknown>[] };
    const found = Statement.find(({ Sid }) => Sid === id);
    if (!found) return undefined;
    const principal = isObject(found["Principal"]) ? found["Principal"]["Service"] : found["Principal"];
    return {
      inputs: givenOnly(
        inputs,
        defined({
          function: text(inputs["function"]),
          statementId: id,
          action: text(found["Action"]),
          principal: text(principal),
          sourceArn: sourceOf(found["Condition"], "aws:sourcearn"),
          sourceAccount: sourceOf(found["Condition"], "aws:sourceaccount"),
        }),
      ),
      outputs: {},
    };
  },
  async update() {
    return {};
  },
  async remove(aws, id, state) {
    await ifThere(
      aws.lambda.send(new RemovePermissionCommand({ FunctionName: text(state["function"]), StatementId: id })),
    );
  },
};
