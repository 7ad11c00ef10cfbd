import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListTagsForResourceCommand } from "@aws-sdk/client-sns";
import { inventory } from "../../local/aws/inventory.ts";
import { stackOperations, succeeded } from "../../local/bring-up.ts";
import { type LocalAws, startLocalAws } from "../../local/local-aws.ts";
import { describeLive } from "./describe-live.ts";

const root = resolve(import.meta.dirname, "../..");

/** Two monitors with a key and a topic of the program's, a provider of their own, and each option that Pulumi has. */
const program = `
import * as aws from "@pulumi/aws";
import { BedrockQuotaMonitor } from ${JSON.stringify(join(root, "api/index.ts"))};

const provider = new aws.Provider("emulated", { region: "us-east-1", defaultTags: { tags: { cost: "platform" } } });
const key = new aws.kms.Key("alerts", { deletionWindowInDays: 7 }, { provider });
const onCall = new aws.sns.Topic("on-call", { name: "on-call", kmsMasterKeyId: key.arn }, { provider });
const transform = ({ type, props, opts }) =>
  type === "aws:sns/topic:Topic" ? { props: { ...props, tags: { ...props.tags, transformed: "yes" } }, opts } : undefined;
const opts = { provider, transforms: [transform] };
const monitors = ["us-east-1", "us-west-2"].map(
  (region) =>
    new BedrockQuotaMonitor(\`bedrock-\${region}\`, {
      region,
      models: ["us.amazon.nova-lite-v1:0"],
      alerts: {
        email: [onCall.name.apply((name) => \`\${name}@example.com\`)],
        ...(region === "us-east-1" && { topics: [onCall.arn], kmsKeyArn: key.arn }),
      },
    }, opts),
);
export const alarms = monitors.map((monitor) => monitor.alarms.map(({ alarm }) => alarm.arn));
export const topics = monitors.map((monitor) => monitor.topicArns);
`;

async function ownProject(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "own program "));
  await mkdir(join(folder, "program"));
  await symlink(join(root, "node_modules"), join(folder, "program/node_modules"), "junction");
  await writeFile(join(folder, "program/package.json"), JSON.stringify({ type: "module", main: "index.ts" }));
  await writeFile(join(folder, "program/index.ts"), program);
  const main = JSON.stringify(join(folder, "program/index.ts"));
  await writeFile(
    join(folder, "Pulumi.yaml"),
    `name: shop\nmain: ${main}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`,
  );
  await writeFile(join(folder, "Pulumi.dev.yaml"), "config:\n  aws:region: us-east-1\n");
  return folder;
}

describeLive("live: a program of one's own, with two monitors", () => {
  let local: LocalAws;
  let folder: string;
  const operations = () => stackOperations(local.project, "dev");

  before(async () => {
    folder = await ownProject();
    local = await startLocalAws({ source: folder });
    succeeded(await operations().init());
  });
  after(async () => {
    await local?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("previews while nothing of what it depends on is there", async () => {
    const { summary } = succeeded(await operations().preview());
    assert.ok((summary["create"] ?? 0) > 60, JSON.stringify(summary));
  });

  it("comes up, with values that only Pulumi knew where they belong", async () => {
    succeeded(await operations().up());
    for (const region of ["us-east-1", "us-west-2"]) {
      const made = await inventory(local.clients(region));
      const ofRegion = made.filter((one) => one.startsWith("alarm "));
      assert.ok(ofRegion.length > 10, made.join("\n"));
      assert.doesNotMatch(made.join("\n"), /accountinput|input[0-9a-f]{10}|input\.invalid/);
    }
    const { Roles = [] } = await local.clients("us-east-1").iam.send(new ListRolesCommand({}));
    const names = Roles.map(({ RoleName }) => RoleName ?? "").filter((name) => name.startsWith("bedrock-headroom"));
    assert.equal(names.length, 6, names.join());
    assert.equal(new Set(names).size, 6);
  });

  it("is changed by the program's transforms, as every component is", async () => {
    const { stdout } = succeeded(await local.project.pulumi(["stack", "output", "topics", "--json", "--stack", "dev"]));
    const [first] = JSON.parse(stdout) as Record<string, string>[];
    const { Tags } = await local
      .clients("us-east-1")
      .sns.send(new ListTagsForResourceCommand({ ResourceArn: first?.["critical"] }));
    assert.ok(
      Tags?.some(({ Key, Value }) => Key === "transformed" && Value === "yes"),
      JSON.stringify(Tags),
    );
  });

  it("is the same a second time, and leaves nothing", async () => {
    const { steps } = succeeded(await operations().up());
    assert.deepEqual(
      steps.map(({ op, urn }) => `${op} ${urn}`),
      [],
    );
    succeeded(await operations().destroy());
    for (const region of ["us-east-1", "us-west-2"])
      assert.deepEqual(
        (await inventory(local.clients(region))).filter((one) => !one.startsWith("key ")),
        [],
      );
  });
});
