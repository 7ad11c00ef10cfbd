import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { tellLoads } from "../cli/tell-loads.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";
import { busyAccount } from "../top/busy-account.ts";
import { hasTerminal, openTerminal, until } from "../top/real-terminal.ts";
import { environmentOf } from "../top/terminal-environment.ts";
import { type Running, run } from "../usage/pretend-account.ts";
import { packedOnce, project, root, runTool } from "./packed.ts";

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

describe("the command line from the package", function () {
  this.timeout(180_000);
  let installed: string;
  let folder: string;
  let account: Running;

  before(async () => {
    // Without Pulumi: nothing but the package is installed.
    const { workplace, tarball } = await packedOnce();
    installed = mkdtempSync(join(workplace, "command-"));
    await runTool("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], installed);
    folder = mkdtempSync(join(workplace, "anywhere-"));
    const busy = busyAccount(Date.now() / 1000, 60);
    delete busy.options.now;
    account = await run(busy);
  });
  after(() => account?.server.close());

  const executable = () => join(installed, "node_modules/.bin/headroom");

  const headroom = async (args: readonly string[], cwd = folder, env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    runTool(executable(), args, cwd, { HOME: folder, COLUMNS: "", ...env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: Ended) => error,
    );

  it("is installed with nothing beside it", () => {
    const found = readdirSync(join(installed, "node_modules")).filter((name) => !name.startsWith("."));
    assert.deepEqual(found, ["bedrock-headroom"]);
  });

  it("tells its version, and loads nothing for it", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    for (const flag of ["--version", "-V"]) {
      const { stdout } = await headroom([flag]);
      assert.equal(stdout, `${version}\n`);
    }
    const { stderr } = await headroom(["--version"], folder, { NODE_OPTIONS: `--import=${tellLoads}` });
    const files = [...stderr.matchAll(/^load (file:\S*bedrock-headroom\S*)$/gm)].map(([, file = ""]) => file);
    assert.ok(files.length > 0 && files.length < 8, files.join("\n"));
  });

  it("tells an old Node which it needs, before it stumbles over what that Node doesn't know", async () => {
    const old = "data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.19.5' })";
    const { code, stderr } = await headroom(["--version"], folder, { NODE_OPTIONS: `--import=${encodeURI(old)}` });
    assert.deepEqual(
      [code, /^headroom: this needs Node 22\.18 or newer, and this is v/.test(stderr)],
      [1, true],
      stderr,
    );
  });

  it("has help for every command, which names the command as it is typed here", async () => {
    const { stdout } = await headroom(["--help"]);
    const names = [...stdout.matchAll(/^ {2}([a-z][\w-]*) /gm)]
      .map(([, name = ""]) => name)
      .filter((name) => name !== "help");
    assert.ok(names.length >= 20, names.join(" "));
    const helps = await Promise.all(names.map((name) => headroom([name, "--help"])));
    for (const help of helps) {
      assert.equal(help.code, 0, help.stderr);
      assert.doesNotMatch(help.stdout, /npm run|npm start/);
    }
    assert.match(helps[names.indexOf("usage")]?.stdout ?? "", /\$ npx bedrock-headroom usage/);
  });

  it("reports an account's use in a folder that has no project", async () => {
    const env = { ...environmentOf(folder, account), CI: "1" };
    const { code, stdout, stderr } = await headroom(["usage", "--region", "us-east-1", "--json", "-"], folder, env);
    // One of its targets is over its quota.
    assert.equal(code, 2, stderr);
    const { targets } = JSON.parse(stdout) as { targets: unknown[] };
    assert.ok(targets.length > 0);
    const page = await headroom(["usage", "--region", "us-east-1", "--html", "usage.html"], folder, env);
    assert.equal(page.code, 2, page.stderr);
    assert.match(
      readFileSync(join(folder, "usage.html"), "utf8"),
      /^<!doctype html>[\s\S]*<script type="module">.{10000}/,
    );
  });

  it("plans the stack files of the folder it runs in, as the repository does", async () => {
    const own = mkdtempSync(join(folder, "stacks-"));
    cpSync(sampleDirectory, own, { recursive: true });
    const { code, stdout, stderr } = await headroom(["plan", "--stack", "us-east-1", "--json"], own);
    assert.equal(code, 0, stderr);
    const { plan } = await planForStack("us-east-1", sampleDirectory);
    assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(plan)));
  });

  it("knows models without a project, and leaves its own data alone", async () => {
    const { stdout } = await headroom(["registry", "show", "anthropic.claude-opus-5", "--json"]);
    assert.equal((JSON.parse(stdout) as { modelId: string }).modelId, "anthropic.claude-opus-5");
    const { code, stderr } = await headroom(["registry", "refresh", "--region", "us-east-1"]);
    assert.equal(code, 1);
    assert.match(stderr, /npm install bedrock-headroom@latest/);
  });

  it("says in one line that a preview needs Pulumi", async () => {
    const own = mkdtempSync(join(folder, "preview-"));
    writeFileSync(join(own, "Pulumi.yaml"), "name: mine\nruntime: nodejs\n");
    writeFileSync(join(own, "Pulumi.dev.yaml"), "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: all\n");
    const { code, stderr } = await headroom(["preview"], own);
    assert.equal(code, 1);
    assert.match(stderr, /headroom: Pulumi's SDK is not installed in .*: npm install @pulumi\/pulumi @pulumi\/aws\n$/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it("previews a program of one's own, and tells what it lacks for a VPC", async () => {
    const files = {
      "Pulumi.yaml": "name: mine\nruntime: nodejs\n",
      "Pulumi.dev.yaml": "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [anthropic.claude-sonnet-5]\n",
      "index.js": `const { defineStack, readPulumiConfig } = require("bedrock-headroom/program");
        module.exports = () => defineStack(readPulumiConfig);`,
    };
    const own = await project("npm", { main: "index.js" }, files);
    const { code, stdout, stderr } = await headroom(["preview", "--json"], own);
    assert.equal(code, 0, stderr);
    const { page, stacks } = JSON.parse(stdout) as { page: string; stacks: { stack: string }[] };
    assert.deepEqual(
      stacks.map(({ stack }) => stack),
      ["dev"],
    );
    assert.match(readFileSync(page, "utf8"), /^<!doctype html>/);

    const vpc = "  bedrock-headroom:publisher: { vpc: { create: true } }\n";
    writeFileSync(join(own, "Pulumi.dev.yaml"), files["Pulumi.dev.yaml"] + vpc);
    const without = await headroom(["preview"], own);
    assert.equal(without.code, 1);
    assert.match(without.stderr, /npm install @pulumi\/awsx/);
  });

  it("shows the live view in a terminal", async function () {
    if (!hasTerminal()) this.skip();
    const env = environmentOf(folder, account);
    const terminal = await openTerminal(folder, `${process.execPath} ${executable()} top`, {
      columns: 100,
      rows: 24,
      env,
    });
    try {
      await until(terminal.screen, (text) => /Claude Sonnet 5/.test(text));
      await terminal.press("q");
      await until(terminal.modes, ({ alternateScreen }) => !alternateScreen);
    } finally {
      await terminal.close();
    }
  });
});
