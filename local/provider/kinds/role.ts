import {
  CreateRoleCommand,
  type CreateRoleCommandInput,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { defined, number, type Properties, text } from "../values.ts";
import { policyProblems } from "./policy-problems.ts";
import { tagChanges, tagList, tagsOf } from "./tags.ts";

const request = (inputs: Properties) =>
  new CreateRoleCommand(
    defined({
      RoleName: text(inputs["name"]),
      AssumeRolePolicyDocument: text(inputs["assumeRolePolicy"]),
      Description: text(inputs["description"]),
      Path: text(inputs["path"]),
      PermissionsBoundary: text(inputs["permissionsBoundary"]),
      MaxSessionDuration: number(inputs["maxSessionDuration"]),
      Tags: tagList(inputs),
    }) as CreateRoleCommandInput,
  );

export const role: ResourceKind = {
  type: "aws:iam/role:Role",
  service: "iam",
  nameKey: "name",
  replaceOn: ["name", "path"],
  jsonInputs: ["assumeRolePolicy"],
  requests: (inputs) => [request(inputs)],
  problems: ({ assumeRolePolicy }) => policyProblems("assumeRolePolicy", assumeRolePolicy, "trust"),
  async create(aws, inputs) {
    const { Role } = await aws.iam.send(request(inputs));
    return { id: String(inputs["name"]), outputs: { arn: Role?.Arn ?? "", uniqueId: Role?.RoleId ?? "" } };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.iam.send(new GetRoleCommand({ RoleName: id })));
    if (!found?.Role) return undefined;
    const { Role } = found;
    const { Tags } = await aws.iam.send(new ListRoleTagsCommand({ RoleName: id }));
    return {
      inputs: givenOnly(
        inputs,
        defined({
          name: Role.RoleName,
          // IAM gives policies URL-encoded. IAM/latest/APIReference/API_Role
          assumeRolePolicy: decodeURIComponent(Role.AssumeRolePolicyDocument ?? ""),
          description: Role.Description,
          path: Role.Path,
          permissionsBoundary: Role.PermissionsBoundary?.PermissionsBoundaryArn,
          tags: tagsOf(Tags),
        }),
      ),
      outputs: { arn: Role.Arn ?? "", uniqueId: Role.RoleId ?? "" },
    };
  },
  async update(aws, id, inputs, before) {
    if (inputs["assumeRolePolicy"] !== before["assumeRolePolicy"])
      await aws.iam.send(
        new UpdateAssumeRolePolicyCommand({ RoleName: id, PolicyDocument: text(inputs["assumeRolePolicy"]) }),
      );
    if (inputs["description"] !== before["description"])
      await aws.iam.send(new UpdateRoleCommand({ RoleName: id, Description: text(inputs["description"]) ?? "" }));
    const boundary = text(inputs["permissionsBoundary"]);
    if (boundary !== before["permissionsBoundary"])
      await (boundary === undefined
        ? aws.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: id }))
        : aws.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: id, PermissionsBoundary: boundary })));
    const { set, remove } = tagChanges(inputs, before);
    if (set.length > 0) await aws.iam.send(new TagRoleCommand({ RoleName: id, Tags: set }));
    if (remove.length > 0) await aws.iam.send(new UntagRoleCommand({ RoleName: id, TagKeys: remove }));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.iam.send(new DeleteRoleCommand({ RoleName: id })));
  },
};
