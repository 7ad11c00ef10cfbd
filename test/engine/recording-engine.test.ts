import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { recordProgram } from "../../preview/recording-engine.ts";
import { withProgram } from "./programs.ts";

const record = (program: string, options: Partial<Parameters<typeof recordProgram>[0]> = {}) =>
  withProgram({ program, stackFile: "config:\n  aws:region: eu-west-1\n" }, (dir) =>
    recordProgram({ dir, stack: "dev", ...options }),
  );

/** A program that says in a file which port it was given and never ends. */
const hanging = `
  import { writeFileSync } from "node:fs";
  writeFileSync("started.json", JSON.stringify({ pid: process.pid, port: Number(process.env.PULUMI_NODEJS_MONITOR.split(":")[1]) }));
  await new Promise(() => setInterval(() => {}, 1000));
`;

async function startedIn(dir: string): Promise<{ pid: number; port: number }> {
  for (;;) {
    const text = await readFile(join(dir, "started.json"), "utf8").catch(() => "");
    if (text) return JSON.parse(text);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

describe("the recording engine", function () {
  this.timeout(60_000);

  it("records resources with their parents, dependencies, secrets and archives, and the stack's outputs", async () => {
    const recording = await record(`
      import * as aws from "@pulumi/aws";
      import * as pulumi from "@pulumi/pulumi";
      class Group extends pulumi.ComponentResource {
        constructor(name: string) {
          super("p:index:Group", name);
          this.topic = new aws.sns.Topic(name, { name: "alerts" }, { parent: this });
          new aws.sns.TopicSubscription(name, { topic: this.topic.arn, protocol: "email", endpoint: pulumi.secret("a@example.com") }, { parent: this, protect: true });
          this.registerOutputs({ arn: this.topic.arn });
        }
        topic;
      }
      const group = new Group("group");
      new aws.lambda.Function("worker", {
        role: "r",
        code: new pulumi.asset.AssetArchive({ "a.txt": new pulumi.asset.StringAsset("hello"), "b.mjs": new pulumi.asset.FileAsset("index.ts") }),
      }, { dependsOn: [group.topic], ignoreChanges: ["tags"] });
      const caller = await aws.getCallerIdentity();
      export const account = caller.accountId;
      export const arn = group.topic.arn;
      export const hidden = pulumi.secret("s");
    `);

    assert.equal(recording.exitCode, 0, recording.stderr);
    const arn = "arn:aws:sns:eu-west-1:123456789012:alerts";
    assert.deepEqual(recording.outputs, { account: "123456789012", arn, hidden: "s" });
    assert.deepEqual(recording.resources.map(({ urn, custom }) => [urn, custom]).sort(), [
      ["urn:pulumi:dev::p::aws:lambda/function:Function::worker", true],
      ["urn:pulumi:dev::p::p:index:Group$aws:sns/topic:Topic::group", true],
      ["urn:pulumi:dev::p::p:index:Group$aws:sns/topicSubscription:TopicSubscription::group", true],
      ["urn:pulumi:dev::p::p:index:Group::group", false],
      ["urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev", false],
    ]);
    const [group, topic, subscription, worker] = ["Group", "Topic", "TopicSubscription", "Function"].map((type) => {
      const resource = recording.resources.find((one) => one.type.endsWith(`:${type}`));
      assert(resource, type);
      return resource;
    });
    assert.equal(topic?.parent, group?.urn);
    assert.deepEqual(group?.outputs, { arn });
    assert.deepEqual(subscription?.inputs, { topic: arn, protocol: "email", endpoint: "a@example.com" });
    assert.deepEqual(subscription?.secretPaths, ["endpoint"]);
    assert.deepEqual(subscription?.dependsOn, [topic?.urn]);
    assert.equal(subscription?.protect, true);
    assert.deepEqual(worker?.inputs["code"], {
      archive: { "a.txt": { text: "hello" }, "b.mjs": { path: "index.ts" } },
    });
    assert.deepEqual(worker?.dependsOn, [topic?.urn]);
    assert.deepEqual(worker?.ignoreChanges, ["tags"]);
    assert.deepEqual(
      recording.invokes.map(({ token }) => token),
      ["aws:index/getCallerIdentity:getCallerIdentity"],
    );
  });

  it("keeps ids and ARNs unknown in a dry run", async () => {
    const recording = await record(
      `import * as aws from "@pulumi/aws";
       const topic = new aws.sns.Topic("one");
       new aws.sns.TopicSubscription("two", { topic: topic.arn, protocol: "sms", endpoint: "x" });`,
      { dryRun: true },
    );
    assert.equal(recording.exitCode, 0, recording.stderr);
    assert.equal(recording.resources.find(({ name }) => name === "two")?.inputs["topic"], "<known after deployment>");
  });

  it("fails a program that registers one URN twice", async () => {
    const recording = await record(`
      import * as aws from "@pulumi/aws";
      new aws.sns.Topic("one");
      new aws.sns.Topic("one");
    `);
    assert.notEqual(recording.exitCode, 0);
    assert.match(recording.logs.map(({ message }) => message).join(), /Duplicate resource URN/);
  });

  it("shows the message of a RunError and no stack trace", async () => {
    const recording = await record(`
      import * as pulumi from "@pulumi/pulumi";
      pulumi.log.warn("careful");
      throw new pulumi.RunError("the reason");
    `);
    assert.equal(recording.exitCode, 32);
    assert.deepEqual(recording.logs, [
      { severity: "warning", message: "careful" },
      { severity: "error", message: "the reason" },
    ]);
    assert.doesNotMatch(recording.stdout + recording.stderr, /\n\s+at /);
  });

  it("names a function that it has no stand-in answer for", async () => {
    const recording = await record(`
      import * as aws from "@pulumi/aws";
      await aws.ec2.getVpc({ default: true });
    `);
    assert.notEqual(recording.exitCode, 0);
    assert.match(recording.logs.map(({ message }) => message).join(), /getVpc/);
  });

  it("answers functions from the stubs it is given", async () => {
    const recording = await record(
      `import * as aws from "@pulumi/aws";
       export const id = (await aws.ec2.getVpc({ default: true })).id;`,
      { invokes: { "aws:ec2/getVpc:getVpc": () => ({ id: "vpc-1" }) } },
    );
    assert.equal(recording.outputs["id"], "vpc-1");
  });

  it("captures what the program prints", async () => {
    const recording = await record(`console.log("to stdout"); console.error("to stderr");`);
    assert.match(recording.stdout, /to stdout/);
    assert.match(recording.stderr, /to stderr/);
  });

  it("gives the program its config, secrets marked", async () => {
    const recording = await withProgram(
      {
        project: "config:\n  colour: { default: blue }\n  aws:maxRetries: { value: 7 }\n  note: { description: d }\n",
        stackFile: "config:\n  p:list: [1, {a: b}]\n  p:version: 1.50\n  p:on: yes\n  p:token: t\n",
        program: `
          import * as pulumi from "@pulumi/pulumi";
          const config = new pulumi.Config();
          export const all = [config.get("colour"), config.getObject("list"), config.get("version"), config.get("on"), config.get("note")];
          export const retries = new pulumi.Config("aws").get("maxRetries");
          export const leak = pulumi.isSecret(config.requireSecret("token"));
          export const shown = config.get("extra");
        `,
      },
      (dir) => recordProgram({ dir, stack: "dev", config: { "p:extra": "e" }, secretKeys: ["p:token"] }),
    );
    assert.equal(recording.exitCode, 0, recording.stderr);
    assert.deepEqual(recording.outputs, {
      all: ["blue", [1, { a: "b" }], "1.50", "yes", null],
      retries: "7",
      leak: true,
      shown: "e",
    });
  });

  it("says in plain words what is missing or can't be read", async () => {
    await withProgram({ stackFile: "config:\n  p:token:\n    secure: v1:abc\n" }, async (dir) => {
      await assert.rejects(recordProgram({ dir, stack: "dev" }), /The value of p:token is encrypted/);
      await assert.rejects(recordProgram({ dir, stack: "other" }), /There is no file .*Pulumi\.other\.yaml/);
      const recording = await recordProgram({ dir, stack: "dev", config: { "p:token": "plain" } });
      assert.equal(recording.exitCode, 0);
      await rm(join(dir, "Pulumi.yaml"));
      await assert.rejects(recordProgram({ dir, stack: "dev" }), /There is no file .*Pulumi\.yaml/);
    });
  });

  it("leaves no process and no port behind when it is aborted or runs out of time", async () => {
    await withProgram({ program: hanging }, async (dir) => {
      const abort = new AbortController();
      const recording = recordProgram({ dir, stack: "dev", signal: abort.signal });
      const { pid, port } = await startedIn(dir);
      assert(isRunning(pid));
      assert(await accepts(port));
      abort.abort(new Error("enough"));
      await assert.rejects(recording, /enough/);
      assert(!isRunning(pid));
      assert(!(await accepts(port)));
    });
    await withProgram({ program: hanging }, async (dir) => {
      await assert.rejects(recordProgram({ dir, stack: "dev", timeout: 3000 }), /did not end within 3 seconds/);
      // On a busy machine the program may not have come so far as to say where it is.
      const started = await readFile(join(dir, "started.json"), "utf8").catch(() => undefined);
      if (started === undefined) return;
      const { pid, port } = JSON.parse(started);
      assert(!isRunning(pid));
      assert(!(await accepts(port)));
    });
  });

  it("takes the program's process along when its own is killed", async () => {
    await withProgram({ program: hanging }, async (dir) => {
      const engine = pathToFileURL(join(import.meta.dirname, "../../preview/recording-engine.ts")).href;
      const script = `const { recordProgram } = await import(${JSON.stringify(engine)});
        await recordProgram({ dir: ${JSON.stringify(dir)}, stack: "dev" });`;
      const driver = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "ignore" });
      const { pid } = await startedIn(dir);
      assert(isRunning(pid));
      driver.kill("SIGKILL");
      await once(driver, "exit");
      while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    });
  });
});
