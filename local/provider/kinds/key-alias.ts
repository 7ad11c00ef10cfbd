import { CreateAliasCommand, DeleteAliasCommand, ListAliasesCommand, UpdateAliasCommand } from "@aws-sdk/client-kms";
import type { AwsClients } from "../../aws/clients.ts";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { type Properties, text } from "../values.ts";

const request = (inputs: Properties) =>
  new CreateAliasCommand({ AliasName: text(inputs["name"]), TargetKeyId: text(inputs["targetKeyId"]) });

async function named(aws: AwsClients, name: string) {
  let Marker: string | undefined;
  do {
    const page = await aws.kms.send(new ListAliasesCommand(Marker === undefined ? {} : { Marker }));
    const found = page.Aliases?.find(({ AliasName }) => AliasName === name);
    if (found) return found;
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return undefined;
}

export const keyAlias: ResourceKind = {
  type: "aws:kms/alias:Alias",
  service: "kms",
  nameKey: "name",
  replaceOn: ["name", "region"],
  requests: (inputs) => [request(inputs)],
  problems: ({ name }) =>
    // kms/latest/APIReference/API_CreateAlias: alias/…, "can't begin with alias/aws/"
    typeof name === "string" && !/^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/.test(name)
      ? [{ property: "name", reason: `"${name}" must be alias/ and letters, digits, /, _ or -` }]
      : [],
  async create(aws, inputs) {
    await aws.kms.send(request(inputs));
    const name = String(inputs["name"]);
    return { id: name, outputs: { arn: (await named(aws, name))?.AliasArn ?? "" } };
  },
  async find(aws, id, inputs) {
    const found = await named(aws, id);
    if (!found) return undefined;
    return {
      inputs: givenOnly(inputs, { name: id, targetKeyId: found.TargetKeyId }),
      outputs: { arn: found.AliasArn ?? "" },
    };
  },
  async update(aws, id, inputs) {
    await aws.kms.send(new UpdateAliasCommand({ AliasName: id, TargetKeyId: text(inputs["targetKeyId"]) }));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.kms.send(new DeleteAliasCommand({ AliasName: id })));
  },
};
