import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { stringify } from "yaml";
import { openInbox } from "../../local/aws/inbox.ts";
import { inventory } from "../../local/aws/inventory.ts";
import { type FleetProgram, openFleetProgram } from "../../local/fleet-program.ts";
import { type LocalAws, startLocalAws } from "../../local/local-aws.ts";
import { digestFunctionName } from "../../monitoring/names.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";
import { describeLive } from "./describe-live.ts";

const regions = ["us-east-1", "eu-west-1", "us-west-2"] as const;
const broken = "eu-west-1";

interface Ended {
  code: number | null;
  places: { stack: string; status: string; changes: Record<string, number>; error?: string }[];
  progress: string;
}

describeLive("live: the fleet's program on three Regions, one of which fails", () => {
  let local: LocalAws;
  let program: FleetProgram;

  before(async () => {
    local = await startLocalAws({ source: sampleDirectory });
    program = await openFleetProgram(local);
    for (const region of regions)
      await writeStack(region, region === broken ? "amazon.nova-pr" : "amazon.nova-pro-v1:0");
    await writeFile(join(local.folder, "fleet.yaml"), stringify({ project: "project", stacks: [...regions] }));
  });
  after(async () => {
    program?.close();
    await local?.close();
  });

  const writeStack = (region: string, model: string): Promise<void> =>
    writeFile(
      local.project.stackFile(region),
      stringify({ config: { "aws:region": region, "bedrock-headroom:models": [model] } }),
    );

  async function fleet(...args: string[]): Promise<Ended> {
    const { code, stdout, stderr } = await program.run([...args, "--json"]);
    assert(stdout.startsWith("{"), `${stdout}${stderr}`);
    const { places } = JSON.parse(stdout) as Pick<Ended, "places">;
    return { code, places, progress: stderr };
  }

  const statuses = ({ places }: Ended) => Object.fromEntries(places.map(({ stack, status }) => [stack, status]));

  it("brings up the others, side by side, and says why the one failed", async () => {
    const ended = await fleet("up", "--parallel", "3");
    assert.deepEqual(statuses(ended), { "us-east-1": "done", "eu-west-1": "failed", "us-west-2": "done" });
    assert.equal(ended.code, 1);
    const [first, failed] = ended.places;
    assert((first?.changes["create"] ?? 0) > 30, JSON.stringify(first));
    assert.match(failed?.error ?? "", /amazon\.nova-pr/);
    assert.match(ended.progress, /^eu-west-1: failed after/m);
    for (const region of ["us-east-1", "us-west-2"])
      assert((await inventory(local.clients(region))).length > 0, region);
    // The project's own files are as they were.
    assert.doesNotMatch(await readFile(local.project.stackFile("us-east-1"), "utf8"), /encryptionsalt/);
  });

  it("does what is left, once that is mended, and nothing else", async () => {
    await writeStack(broken, "amazon.nova-lite-v1:0");
    const ended = await fleet("up", "--resume");
    assert.deepEqual(statuses(ended), { "us-east-1": "skipped", "eu-west-1": "done", "us-west-2": "skipped" });
    assert.equal(ended.code, 0);
    assert.doesNotMatch(ended.progress, /us-east-1/);
    // Without --resume all are looked at again, and nothing is changed.
    const again = await fleet("up");
    assert.deepEqual(
      again.places.map(({ changes }) => Object.keys(changes)),
      [["same"], ["same"], ["same"]],
    );
  });

  it("brings up a fleet's stack over them, whose digest runs and tells of each place", async () => {
    const places = ["us-east-1", "us-west-2"].map((stack) => ({ stack }));
    const config = { "aws:region": "us-east-1", "bedrock-headroom:fleet": { places } };
    await writeFile(local.project.stackFile("fleet"), stringify({ config }));
    await writeFile(join(local.folder, "fleet.yaml"), stringify({ project: "project", stacks: [...regions, "fleet"] }));
    const ended = await fleet("up", "fleet");
    assert.equal(ended.code, 0, JSON.stringify(ended));
    const aws = local.clients("us-east-1");
    const inbox = await openInbox();
    try {
      const { Topics = [] } = await aws.sns.send(new ListTopicsCommand({}));
      const topic = Topics.find(({ TopicArn }) => TopicArn?.endsWith("-fleet-digest"))?.TopicArn;
      assert(topic);
      await inbox.subscribe(aws, topic);
      const run = new InvokeCommand({ FunctionName: digestFunctionName("fleet"), Payload: "{}" });
      const { FunctionError, Payload } = await aws.lambda.send(run);
      assert.equal(FunctionError, undefined, Buffer.from(Payload ?? []).toString("utf8"));
      const message = await inbox.waitFor(() => true, 30_000);
      assert.match(message.Subject ?? "", /^Bedrock headroom: /);
      // The emulator does not evaluate such expressions: that its answers are read right, test/fleet/digest.test.ts shows.
      for (const { stack } of places) assert(message.Message.includes(`- ${stack} (${stack})`), message.Message);
    } finally {
      await inbox.close();
    }
  });

  it("destroys what is named alone", async () => {
    const ended = await fleet("destroy", broken, "us-west-2", "fleet");
    assert.equal(ended.code, 0);
    // Roles are the account's, whatever the Region.
    const left = await inventory(local.clients(broken));
    assert.deepEqual(
      left.filter((one) => !/^role bedrock-headroom-us-east-1-/.test(one)),
      [],
    );
    assert((await inventory(local.clients("us-east-1"))).length > 0);
  });
});
