import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import {
  applicationProfile,
  day,
  emptyAccount,
  opus,
  type Running,
  region,
  run,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";
import { runOnAccount } from "./run-on-account.ts";

const minutes = day / 60;

/** app1 draws 65 of the 95 % of the quota that are used, and no stack file names it. */
describe("what a stack's alarms see of the use", function () {
  this.timeout(60_000);
  const account = emptyAccount();
  let running: Running;
  let folder: string;

  before(async () => {
    delete account.options.now;
    const start = Math.floor(Date.now() / 60_000) * 60 - day;
    account.bedrock.profiles.push(applicationProfile("app1", opus), applicationProfile("app2", opus));
    account.series.push(
      seriesOf("Invocations", usOpus, start, new Float64Array(minutes).fill(3)),
      seriesOf("EstimatedTPMQuotaUsage", usOpus, start, new Float64Array(minutes).fill(30_000)),
      seriesOf("Invocations", "app1", start, new Float64Array(minutes).fill(2)),
      seriesOf("EstimatedTPMQuotaUsage", "app1", start, new Float64Array(minutes).fill(65_000)),
      seriesOf("Invocations", "amazon.nova-micro-v1:0", start, new Float64Array(minutes).fill(1)),
    );
    running = await run(account);
  });
  after(() => running.server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-covered-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const stackFile = (name: string) => join(folder, `Pulumi.${name}.yaml`);
  const write = (name: string, models: string) =>
    writeFileSync(
      stackFile(name),
      `config:\n  aws:region: ${region}\n  # what we watch\n  bedrock-headroom:models:${models}\n`,
    );

  const usage = (...args: string[]) => runOnAccount(running, folder, ["usage", "--since", "6h", "--no-cache", ...args]);
  const documentOf = async (): Promise<UsageDocument> =>
    JSON.parse((await usage("--json", "-")).stdout) as UsageDocument;

  it("is told of each target, with the lines that the file lacks, until the file has them", async () => {
    write("main", `\n    - ${opus} # our best\n    - model: deepseek.v3.2`);
    const target = (await documentOf()).targets.find(({ modelId }) => modelId === opus)!;
    assert.deepEqual(target.alarms?.unseenIds, ["app1"]);
    assert.equal(Math.round(target.alarms.peak!), 30);
    const { stdout } = await usage();
    assert.match(
      stdout.replaceAll(/\s+/g, " "),
      /the alarms of stack main see 31\.5 % of this use; at the peak of 95 % of tokens per minute they saw 30 %\. Not in its file: app1/,
    );
    assert.match(
      stdout,
      /Pulumi\.main\.yaml lacks[\s\S]*- model: anthropic\.claude-opus-5\n +scopes:\n +- cross-region\n +applicationProfiles:\n +- app1/,
    );

    const fixed = await usage("--fix");
    assert.match(fixed.stdout, /\+ +cross-region:\n\+ +- app1/);
    const text = readFileSync(stackFile("main"), "utf8");
    assert.match(text, /# what we watch/);
    assert.match(text, /# our best/);
    assert.match(text, /amazon\.nova-micro-v1:0/);
    const after = await documentOf();
    assert.deepEqual(
      after.targets.map(({ alarms }) => alarms?.unseenIds),
      after.targets.map(() => []),
    );
    assert.deepEqual(after.lacking, []);
    assert.match((await usage("--fix")).stdout, /lack nothing of what is in use/);
    assert.equal(readFileSync(stackFile("main"), "utf8"), text);
  });

  it("finds the place for a profile in every way of writing the list", async () => {
    for (const models of [
      ` all`,
      ` [${opus}, deepseek.v3.2]`,
      `\n    - model: "anthropic.*"`,
      `\n    - model: ${opus}\n      scopes: [cross-region]\n      applicationProfiles: [app2]`,
      `\n    - model: ${usOpus}`,
      `\n    - { model: ${opus}, applicationProfiles: { cross-region: [app2] } }`,
      `\n    - { model: ${opus}, applicationProfiles: { global: [app2] } }`,
    ]) {
      write("main", models);
      const { stdout, stderr } = await usage("--fix");
      assert.match(stdout, /Written\./, `${models}\n${stderr}`);
      const target = (await documentOf()).targets.find(({ modelId }) => modelId === opus);
      assert.deepEqual(target?.alarms?.unseenIds, [], readFileSync(stackFile("main"), "utf8"));
    }
  });

  it("lacks no profile where the stack finds them itself", async () => {
    writeFileSync(
      stackFile("main"),
      `config:\n  aws:region: ${region}\n  bedrock-headroom:models: [${opus}, "amazon.nova-micro-v1:0"]\n  bedrock-headroom:applicationProfiles: discover\n`,
    );
    const { lacking, targets } = await documentOf();
    assert.deepEqual(lacking, []);
    assert.deepEqual(targets.find(({ modelId }) => modelId === opus)?.alarms?.unseenIds, []);
  });

  it("names calls by a listed profile's ARN, which no list can add, and leaves the file as it is", async () => {
    write("main", ` [{ model: ${opus}, applicationProfiles: { cross-region: [app1] } }, "amazon.nova-micro-v1:0"]`);
    const before = readFileSync(stackFile("main"), "utf8");
    const arn = `arn:aws:bedrock:${region}:123456789012:application-inference-profile/app1`;
    const start = Math.floor(Date.now() / 60_000) * 60 - day;
    account.series.push(seriesOf("Invocations", arn, start, new Float64Array(minutes).fill(1)));
    try {
      const document = await documentOf();
      const target = document.targets.find(({ modelId }) => modelId === opus);
      assert.deepEqual(target?.alarms?.unseenIds, [arn]);
      assert.deepEqual(document.lacking, []);
      assert.match((await usage("--fix")).stdout, /lack nothing/);
      assert.equal(readFileSync(stackFile("main"), "utf8"), before);
    } finally {
      account.series.pop();
    }
  });

  it("asks which stack is meant where two are of the Region, and leaves both as they are", async () => {
    write("one", ` [${opus}]`);
    write("two", ` [deepseek.v3.2]`);
    const before = ["one", "two"].map((name) => readFileSync(stackFile(name), "utf8"));
    const { code, stderr } = await usage("--fix");
    assert.equal(code, 3);
    assert.match(stderr, /one and two are both of us-east-1: say which with --stack/);
    assert.deepEqual(
      ["one", "two"].map((name) => readFileSync(stackFile(name), "utf8")),
      before,
    );
    assert.match((await usage("--fix", "--stack", "two")).stdout, /Written\./);
    assert.match(readFileSync(stackFile("two"), "utf8"), /nova-micro/);
    assert.match(readFileSync(stackFile("one"), "utf8"), /app1/);
  });

  it("says that there is no stack file to mend", async () => {
    const { code, stderr } = await usage("--fix");
    assert.equal(code, 3);
    assert.match(stderr, /no stack file of us-east-1 here; headroom init writes one/);
  });
});
