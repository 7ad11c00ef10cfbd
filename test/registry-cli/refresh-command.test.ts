import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AwsServer, accessDenied, startAwsServer } from "../../local/servers/aws-http.ts";
import { bedrock } from "../../local/servers/bedrock.ts";
import { serviceQuotas } from "../../local/servers/service-quotas.ts";
import { type RecordedAccount, recordedAccount } from "./recorded-account.ts";
import { runHeadroom } from "./run-headroom.ts";

/** Runs that write nothing, so that they can be of the project itself. */
describe("headroom registry refresh --check", function () {
  this.timeout(60_000); // a process for each run, on machines that may be busy
  let account: RecordedAccount;
  let server: AwsServer;
  let cache: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    account = await recordedAccount();
    server = await startAwsServer(bedrock(account), serviceQuotas(account.quotas));
    cache = await mkdtemp(join(tmpdir(), "headroom-cache-"));
    env = {
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_CONFIG_FILE: "/nonexistent",
      AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
      XDG_CACHE_HOME: cache,
    };
  });
  afterEach(async () => {
    await server.close();
    await rm(cache, { recursive: true });
  });
  const kept = () => readdir(join(cache, "bedrock-headroom/registry-refresh"));
  const check = (...args: string[]) => runHeadroom(["registry", "refresh", "--check", ...args], { env });

  it("exits with 1 when something is out of date, with the changes on standard output alone", async () => {
    account.models.push({ modelId: "example.new", name: "New", provider: "Example", inferenceTypes: ["ON_DEMAND"] });
    const { code, stdout, stderr } = await check("--region", "us-east-1", "--markdown");
    assert.equal(code, 1);
    assert.match(stdout, /^The registry is out of date: 1 Region read, nothing written\./);
    assert.match(stdout, /\| example\.new \| New \| Example \| on-demand \|/);
    assert.equal(stderr, "[1/1] us-east-1: 121 models, 93 profiles, 1123 quotas\n");
  });

  it("reads the Region of the environment where none is named, and prints JSON", async () => {
    account.models.push({ modelId: "example.new", name: "New", provider: "Example", inferenceTypes: ["ON_DEMAND"] });
    env["AWS_REGION"] = "us-east-1";
    const { stdout } = await check("--json");
    const { outOfDate, changes, written } = JSON.parse(stdout);
    assert.deepEqual([outOfDate, written], [true, []]);
    assert.ok(changes.newModels.some(({ modelId }: { modelId: string }) => modelId === "example.new"));
  });

  it("tells of a model's end, and in annotations where they are asked for", async () => {
    const endOfLife = new Date(Date.now() + 20 * 86_400_000).toISOString();
    account.models.push({ modelId: "example.ending", name: "Ending", lifecycle: "LEGACY", endOfLife });
    const { stdout, stderr } = await check("--region", "us-east-1", "--annotations");
    assert.match(stdout, new RegExp(`example\\.ending +${endOfLife.slice(0, 10)} +(?:19|20) +30 days`));
    assert.match(stderr, /^::warning::Ending \(example\.ending\): AWS ends it soon: on /m);
  });

  it("exits with 2 and one message when AWS can't be read", async () => {
    server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"));
    const { code, stdout, stderr } = await check("--region", "us-east-1");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /\nheadroom: us-east-1: ListServiceQuotas was denied .*\nNothing was written\.\n$/);
  });

  it("exits with 2 without credentials", async () => {
    delete env["AWS_ACCESS_KEY_ID"];
    env["AWS_EC2_METADATA_DISABLED"] = "true";
    const { code, stderr } = await check("--region", "us-east-1");
    assert.equal(code, 2);
    assert.match(stderr, /headroom: us-east-1: no AWS credentials that can be used .*--profile/);
  });

  it("goes on where a run was killed, unless --fresh", async () => {
    server.fail("ListFoundationModels", "stall", { after: 1 });
    const args = ["registry", "refresh", "--check", "--region", "us-east-1", "--region", "us-west-2"];
    const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = new Promise((resolve) => child.on("exit", resolve));
    // The first Region that is done; the other one waits for an answer that never comes.
    await new Promise((resolve) => child.stderr.once("data", resolve));
    child.kill("SIGKILL");
    await ended;
    const [done = ""] = await kept();
    server.mend();

    server.forget();
    account.models.push({ modelId: "example.new", name: "New", provider: "Example", inferenceTypes: ["ON_DEMAND"] });
    const again = await runHeadroom(args, { env });
    assert.equal(again.code, 1);
    const other = done === "us-east-1.json" ? "us-west-2" : "us-east-1";
    assert.deepEqual([...new Set(server.calls.map(({ region }) => region))], [other]);
    assert.deepEqual(await kept(), []);

    server.forget();
    assert.equal((await runHeadroom([...args, "--fresh"], { env })).code, 1);
    assert.equal(server.count("ListFoundationModels"), 2);
  });
});
