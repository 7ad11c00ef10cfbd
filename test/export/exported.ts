import { join, resolve } from "node:path";
import { exportStack, type StackExport } from "../../cli/export/stack-export.ts";
import { withProgram } from "../engine/programs.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";

const root = resolve(import.meta.dirname, "../..");

/** A stack file that asks for everything that a stack can have and both formats can say. */
const everything = `config:
  aws:region: us-east-1
  bedrock-headroom:models: [anthropic.claude-sonnet-5, amazon.nova-pro-v1:0]
  bedrock-headroom:reservation: { source: logs, logGroup: /bedrock/invocations }
  bedrock-headroom:iam: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary", path: /teams/ml/, namePrefix: ml- }
  bedrock-headroom:alerts:
    email: [a@example.com]
    kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555"
    slack: { workspaceId: T0123456789, channelId: C0123456789 }
    topics: { critical: ["arn:aws:sns:us-east-1:111122223333:pager"] }
    webhooks: [{ type: slack, secretArn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:slack-AbCdEf", severities: [critical] }]
  bedrock-headroom:publisher: { vpc: { subnetIds: [subnet-01234567], securityGroupIds: [sg-01234567] } }
  bedrock-headroom:tags: { team: ml platform }
`;

/** The shipped program's stack with a stack file of our own, in a project of its own. */
export const exportOf = (stackFile: string, account?: string): Promise<StackExport> =>
  withProgram(
    { project: `main: ${JSON.stringify(join(root, "index.ts"))}\n`, name: "bedrock-headroom", stackFile },
    (dir) => exportStack("dev", dir, account),
  );

const kept = new Map<string, Promise<StackExport>>();

/** A sample's export, made once for all tests of a file. */
export function sampleExport(stack: string): Promise<StackExport> {
  const made = kept.get(stack) ?? (stack === "everything" ? exportOf(everything) : exportStack(stack, sampleDirectory));
  kept.set(stack, made);
  return made;
}
