import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentNames, readEnvironment } from "../../stacks/environment.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { findStackConfig } from "../../stacks/stack-config.ts";
import { stackFilePath, stackNames } from "../../stacks/stack-files.ts";

const models = "  bedrock-headroom:models: [anthropic.claude-opus-5]\n";

describe("where a stack's config is looked for", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stack-files-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

  for (const key of ["stackConfigDir", "config"])
    it(`is the folder that Pulumi.yaml names in ${key}`, async () => {
      write("Pulumi.yaml", `name: bedrock-headroom\nruntime: nodejs\n${key}: ./stacks-of/mine\n`);
      mkdirSync(join(folder, "stacks-of/mine"), { recursive: true });
      write("stacks-of/mine/Pulumi.dev.yaml", `config:\n  aws:region: us-east-1\n${models}`);
      // Pulumi doesn't read this one.
      write("Pulumi.old.yaml", "config:\n  aws:region: us-west-2\n");
      assert.deepEqual(stackNames(folder), ["dev"]);
      assert.equal((await planForStack("dev", folder)).settings.region, "us-east-1");
      await assert.rejects(planForStack("old", folder), /there is no stack "old".*stacks here: dev/);
    });

  it("is the file of the name's last part, which is the name in AWS too", async () => {
    write("Pulumi.dev.yaml", `config:\n  aws:region: us-east-1\n${models}`);
    const plain = await planForStack("dev", folder);
    for (const name of ["acme/dev", "acme/bedrock-headroom/dev", "organization/bedrock-headroom/dev"]) {
      const { plan, settings } = await planForStack(name, folder);
      assert.equal(settings.stack, "dev");
      assert.deepEqual(plan, plain.plan);
    }
  });

  it("is told where the name is none, or of another project", async () => {
    write("Pulumi.yaml", "name: quotas\nruntime: nodejs\n");
    for (const name of ["a//dev", "/dev", "dev/", "a/b/c/dev", "../dev", "a/../dev", ""])
      assert.throws(
        () => stackFilePath(name, folder),
        /is no stack's name: write stack, org\/stack or org\/project\/stack/,
      );
    assert.throws(() => stackFilePath("acme/other/dev", folder), /is a stack of project other; this project is quotas/);
    assert.equal(stackFilePath("acme/quotas/dev", folder), join(folder, "Pulumi.dev.yaml"));
    write("Pulumi.yaml", "name: quotas\nruntime: nodejs\nstackConfigDir: nowhere\n");
    assert.deepEqual(stackNames(folder), []);
    await assert.rejects(findStackConfig("acme/dev", folder), /no Pulumi\.dev\.yaml in this folder/);
  });
});

describe("a Pulumi ESC environment", () => {
  let folder: string;
  const { PATH = "" } = process.env;
  before(function () {
    // The stand-in for the pulumi command is a script with a first line that Windows does not know.
    if (process.platform === "win32") this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "environment-"));
    mkdirSync(join(folder, "bin"));
    process.env["PATH"] = join(folder, "bin");
  });
  afterEach(() => {
    process.env["PATH"] = PATH;
    rmSync(folder, { recursive: true });
  });
  const calls = () => join(folder, "calls");

  /** A command `pulumi` that writes down its arguments and does what the script says. */
  function installPulumi(script: string) {
    const command = join(folder, "bin", "pulumi");
    const note = `require("fs").writeFileSync(${JSON.stringify(calls())}, JSON.stringify([process.cwd(), ...process.argv.slice(2)]));`;
    writeFileSync(command, `#!${process.execPath}\n${note}\n${script}\n`);
    chmodSync(command, 0o755);
  }
  const brings = (config: object) => installPulumi(`console.log(${JSON.stringify(JSON.stringify(config))})`);
  const stack = (config: string, environment = "environment:\n  - acme/aws-us\n") =>
    writeFileSync(join(folder, "Pulumi.dev.yaml"), `${environment}config:\n${config}`);

  it("brings the Region and other values, where the pulumi command is there", async () => {
    brings({
      "aws:region": { value: "us-east-1", secret: false },
      "aws:accessKey": { secret: true },
      "bedrock-headroom:alerts": { value: '{"email":["a@example.com"]}', objectValue: {}, secret: false },
      "bedrock-headroom:models": { value: '["the file has its own"]', secret: false },
    });
    stack(models);
    const { settings, warnings } = await planForStack("acme/dev", folder);
    assert.equal(settings.region, "us-east-1");
    assert.deepEqual(settings.alerts.email, ["a@example.com"]);
    assert.deepEqual(settings.targets[0]?.model.modelId, "anthropic.claude-opus-5");
    assert.deepEqual(warnings, []);
    const [cwd, ...args] = JSON.parse(readFileSync(calls(), "utf8"));
    assert(cwd.endsWith(folder));
    assert.deepEqual(args, ["config", "--json", "--non-interactive", "--stack", "acme/dev"]);
    const { brought } = await findStackConfig("dev", folder);
    assert.deepEqual(Object.keys(brought).sort(), ["aws:region", "bedrock-headroom:alerts"]);
  });

  it("counts less than the file, for the Region as well", async () => {
    brings({ "aws:region": { value: "eu-west-1", secret: false } });
    stack(`  aws:region: us-east-1\n${models}`);
    assert.equal((await planForStack("dev", folder)).settings.region, "us-east-1");
  });

  it("is asked for by stacks that name one, and by no other", async () => {
    brings({});
    stack(`  aws:region: us-east-1\n${models}`, "");
    await planForStack("dev", folder);
    assert(!existsSync(calls()));
  });

  it("is named where the Region is missing, with what kept it from being read", async () => {
    stack(models);
    const absent =
      /aws:region\n.*\n.*is not set in the file; its environment: acme\/aws-us may bring it and could not be read: the pulumi command is not on the PATH/;
    await assert.rejects(planForStack("dev", folder), absent);
    installPulumi('console.error("error: PULUMI_ACCESS_TOKEN must be set"); process.exitCode = 255;');
    await assert.rejects(
      planForStack("dev", folder),
      /could not be read: pulumi config: PULUMI_ACCESS_TOKEN must be set/,
    );
    installPulumi('console.log("no JSON");');
    await assert.rejects(planForStack("dev", folder), /did not answer with JSON/);
    brings({});
    await assert.rejects(planForStack("dev", folder), /acme\/aws-us has no aws:region under pulumiConfig either/);
  });

  it("is a warning where the file itself is enough, and a problem where its value is secret", async () => {
    stack(`  aws:region: us-east-1\n${models}`);
    const { warnings } = await planForStack("dev", folder);
    assert.match(warnings[0] ?? "", /^environment \(acme\/aws-us\) could not be read: .*not in what is shown here/);
    brings({ "bedrock-headroom:tags": { secret: true } });
    await assert.rejects(planForStack("dev", folder), /tags\n/);
  });

  it("does not keep a command waiting for ever", async () => {
    installPulumi("setInterval(() => {}, 1000);");
    const { trouble } = await readEnvironment("dev", ["acme/aws-us"], folder, 1_000);
    assert.equal(trouble, "pulumi config did not answer within 1 s");
  });

  it("is known in each of the forms that Pulumi has for it", () => {
    assert.equal(environmentNames("config: {}"), undefined);
    assert.deepEqual(environmentNames("environment: [a/b, c]"), ["a/b", "c"]);
    assert.deepEqual(environmentNames("environment: { imports: [a, { b: { merge: false } }] }"), [
      "a",
      "b",
      "values in the file",
    ]);
  });
});
