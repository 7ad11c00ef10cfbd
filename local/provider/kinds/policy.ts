import {
  CreatePolicyCommand,
  type CreatePolicyCommandInput,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import type { AwsClients } from "../../aws/clients.ts";
import { givenOnly, ifThere, type ResourceKind } from "../kind.ts";
import { defined, type Properties, text } from "../values.ts";
import { policyProblems } from "./policy-problems.ts";
import { tagChanges, tagList, tagsOf } from "./tags.ts";

const request = (inputs: Properties) =>
  new CreatePolicyCommand(
    defined({
      PolicyName: text(inputs["name"]),
      PolicyDocument: text(inputs["policy"]),
      Description: text(inputs["description"]),
      Path: text(inputs["path"]),
      Tags: tagList(inputs),
    }) as CreatePolicyCommandInput,
  );

/** IAM keeps five versions of a policy: the others must go before a new one, and all before the policy. */
async function removeOldVersions(aws: AwsClients, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await aws.iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  for (const { VersionId, IsDefaultVersion } of Versions)
    if (!IsDefaultVersion) await aws.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
}

export const policy: ResourceKind = {
  type: "aws:iam/policy:Policy",
  service: "iam",
  nameKey: "name",
  replaceOn: ["name", "path", "description"],
  jsonInputs: ["policy"],
  requests: (inputs) => [request(inputs)],
  problems: ({ policy: document }) => policyProblems("policy", document, "identity"),
  async create(aws, inputs) {
    const arn = (await aws.iam.send(request(inputs))).Policy?.Arn ?? "";
    return { id: arn, outputs: { arn } };
  },
  async find(aws, id, inputs) {
    const found = await ifThere(aws.iam.send(new GetPolicyCommand({ PolicyArn: id })));
    if (!found?.Policy) return undefined;
    const { PolicyName: name, DefaultVersionId: VersionId } = found.Policy;
    const { PolicyVersion } = await aws.iam.send(new GetPolicyVersionCommand({ PolicyArn: id, VersionId }));
    const { Tags } = await aws.iam.send(new ListPolicyTagsCommand({ PolicyArn: id }));
    const document = decodeURIComponent(PolicyVersion?.Document ?? "");
    return { inputs: givenOnly(inputs, { name, policy: document, tags: tagsOf(Tags) }), outputs: { arn: id } };
  },
  async update(aws, id, inputs, before) {
    if (inputs["policy"] !== before["policy"]) {
      await removeOldVersions(aws, id);
      await aws.iam.send(
        new CreatePolicyVersionCommand({ PolicyArn: id, PolicyDocument: text(inputs["policy"]), SetAsDefault: true }),
      );
    }
    const { set, remove } = tagChanges(inputs, before);
    if (set.length > 0) await aws.iam.send(new TagPolicyCommand({ PolicyArn: id, Tags: set }));
    if (remove.length > 0) await aws.iam.send(new UntagPolicyCommand({ PolicyArn: id, TagKeys: remove }));
    return {};
  },
  async remove(aws, id) {
    if (!(await ifThere(aws.iam.send(new GetPolicyCommand({ PolicyArn: id }))))) return;
    await removeOldVersions(aws, id);
    await aws.iam.send(new DeletePolicyCommand({ PolicyArn: id }));
  },
};
