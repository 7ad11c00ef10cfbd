import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectDirectory, sampleDirectory } from "../fixtures/sample-stacks.ts";

const script = join(projectDirectory, "scripts/pulumi.ts");

describe("npm run up, diff and destroy", () => {
  let home: string;
  let calls: string;
  before(function () {
    // The stand-in for the pulumi command is a script with a first line that Windows does not know.
    if (process.platform === "win32") this.skip();
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "pulumi-script-"));
    calls = join(home, "calls");
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  /** Puts a command `pulumi` on the PATH that writes down its arguments and ends with a code. */
  function installPulumi(exitCode = 0) {
    const command = join(home, "pulumi");
    const text = `require("fs").appendFileSync(${JSON.stringify(calls)}, JSON.stringify(process.argv.slice(2)) + "\\n");
      if (!["version", "stack"].includes(process.argv[2])) process.exitCode = ${exitCode};`;
    writeFileSync(command, `#!${process.execPath}\n${text}\n`);
    chmodSync(command, 0o755);
  }
  const called = (): string[][] =>
    existsSync(calls)
      ? readFileSync(calls, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
      : [];

  function run(args: string[], env: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: sampleDirectory,
      encoding: "utf8",
      env: { HOME: home, PATH: home, ...env },
    });
    return { status, text: stdout + stderr };
  }
  const ready = { PULUMI_BACKEND_URL: "file://~", PULUMI_CONFIG_PASSPHRASE: "", AWS_PROFILE: "test" };

  const oneLine = (text: string) => assert.equal(text.trim().split("\n").length, 1, text);

  it("runs Pulumi on the stack, with what else was given, and ends as Pulumi ends", () => {
    installPulumi(7);
    const { status, text } = run(["up", "us-east-1", "--yes", "--target", "x"], ready);
    assert.equal(status, 7);
    assert.equal(text, "");
    assert.deepEqual(called(), [
      ["version"],
      ["stack", "select", "us-east-1", "--create"],
      ["stack", "output", "topicArns", "--json", "--stack", "us-east-1"],
      ["up", "--stack", "us-east-1", "--yes", "--target", "x"],
    ]);
  });

  it("keeps the flags that npm's script has before the stack", () => {
    installPulumi();
    assert.equal(run(["preview", "--diff", "us-west-2"], ready).status, 0);
    assert.deepEqual(called().at(-1), ["preview", "--stack", "us-west-2", "--diff"]);
  });

  it("takes a stack's name with its organisation and project, as Pulumi does", function () {
    this.timeout(60_000);
    installPulumi();
    for (const name of ["acme/us-east-1", "acme/bedrock-headroom/us-east-1"]) {
      assert.equal(run(["up", name], ready).status, 0);
      assert.deepEqual(called().slice(-4), [
        ["stack", "select", name, "--create"],
        ["stack", "output", "topicArns", "--json", "--stack", name],
        ["up", "--stack", name],
        ["stack", "output", "topicArns", "--json", "--stack", name],
      ]);
    }
    for (const [name, why] of [
      ["acme/other/us-east-1", /is a stack of project other/],
      ["acme//us-east-1", /is no stack's name/],
      ["acme/us-eest-1", /no Pulumi\.us-eest-1\.yaml.*Did you mean us-east-1\?/],
    ] as const) {
      const { status, text } = run(["up", name], ready);
      assert.equal(status, 1);
      oneLine(text);
      assert.match(text, why);
    }
  });

  it("makes no new stack to destroy it", () => {
    installPulumi();
    assert.equal(run(["destroy", "us-east-1"], ready).status, 0);
    assert.deepEqual(called(), [["version"], ["destroy", "--stack", "us-east-1"]]);
  });

  it("asks for a stack, and names those there are", () => {
    const { status, text } = run(["up"], ready);
    assert.equal(status, 1);
    oneLine(text);
    assert.match(text, /npm run up -- <stack>.*us-east-1, us-west-2/);
  });

  it("knows a stack by its file, and guesses what was meant", () => {
    const { status, text } = run(["preview", "--diff", "us-eest-1"], ready);
    assert.equal(status, 1);
    oneLine(text);
    assert.match(text, /no Pulumi\.us-eest-1\.yaml.*Did you mean us-east-1\?/);
  });

  it("says how to install Pulumi, and how to do without", () => {
    const { status, text } = run(["up", "us-east-1"], ready);
    assert.equal(status, 1);
    oneLine(text);
    assert.match(text, /pulumi\.com\/docs\/install.*npm start/);
  });

  it("says how to log in", () => {
    installPulumi();
    const { status, text } = run(["up", "us-east-1"], { AWS_PROFILE: "test" });
    assert.equal(status, 1);
    oneLine(text);
    assert.match(text, /pulumi login/);
    assert.deepEqual(called(), [["version"]]);
  });

  it("takes an earlier login for one", () => {
    installPulumi();
    mkdirSync(join(home, ".pulumi"));
    writeFileSync(join(home, ".pulumi", "credentials.json"), JSON.stringify({ current: "https://api.pulumi.com" }));
    assert.equal(run(["up", "us-east-1"], { AWS_PROFILE: "test" }).status, 0);
  });

  it("asks for the passphrase that a backend without a service needs", () => {
    installPulumi();
    const { status, text } = run(["up", "us-east-1"], { PULUMI_BACKEND_URL: "s3://state", AWS_PROFILE: "test" });
    assert.equal(status, 1);
    oneLine(text);
    assert.match(text, /PULUMI_CONFIG_PASSPHRASE/);
  });

  it("notes missing credentials, and leaves it to Pulumi whether the machine has a role", () => {
    installPulumi();
    const { status, text } = run(["up", "us-east-1"], { ...ready, AWS_PROFILE: "" });
    assert.equal(status, 0);
    oneLine(text);
    assert.match(text, /no AWS credentials.*AWS_PROFILE/);
  });
});
