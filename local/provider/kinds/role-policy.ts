import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { type Properties, text } from "../values.ts";
import { policyProblems } from "./policy-problems.ts";

const request = (inputs: Properties) =>
  new PutRolePolicyCommand({
    RoleName: text(inputs["role"]),
    PolicyName: text(inputs["name"]),
    PolicyDocument: text(inputs["policy"]),
  });

/** The id is role:policy; a role's name has no colon. */
const partsOf = (id: string) => {
  const [RoleName = "", PolicyName = ""] = id.split(":");
  return { RoleName, PolicyName };
};

export const rolePolicy: ResourceKind = {
  type: "aws:iam/rolePolicy:RolePolicy",
  service: "iam",
  nameKey: "name",
  replaceOn: ["name", "role"],
  jsonInputs: ["policy"],
  requests: (inputs) => [request(inputs)],
  problems: ({ policy }) => policyProblems("policy", policy, "identity"),
  async create(aws, inputs) {
    await aws.iam.send(request(inputs));
    return { id: `${inputs["role"]}:${inputs["name"]}`, outputs: {} };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.iam.send(new GetRolePolicyCommand(partsOf(id))));
    if (!found) return undefined;
    const { RoleName: role, PolicyName: name, PolicyDocument = "" } = found;
    return { inputs: givenOnly(inputs, { role, name, policy: decodeURIComponent(PolicyDocument) }), outputs: {} };
  },
  async update(aws, _id, inputs) {
    await aws.iam.send(request(inputs));
    return {};
  },
  async remove(aws, id) {
    await ifThere(aws.iam.send(new DeleteRolePolicyCommand(partsOf(id))));
  },
};
