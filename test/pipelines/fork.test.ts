import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { projectDirectory } from "../fixtures/sample-stacks.ts";
import { workflow } from "./workflows.ts";

/** The tests that have to do with stack files, but for those that run every sample's program again. */
const tests = [
  "test/config/own-stacks.test.ts",
  "test/config/sample-stacks.test.ts",
  "test/config/schema.test.ts",
  "test/config/stack-file.test.ts",
  "test/pages/scenario.test.ts",
  "test/pipelines/stack-matrix.test.ts",
  "test/pipelines/workflows.test.ts",
  "test/scripts/pulumi.test.ts",
  "test/simulation/simulate-command.test.ts",
];

/** Copies the checkout's files, those not committed yet among them; its packages are linked. */
function copyCheckout(folder: string): void {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: projectDirectory,
    encoding: "utf8",
    maxBuffer: 16e6,
  });
  for (const path of listed.split("\0"))
    if (path && existsSync(join(projectDirectory, path))) cpSync(join(projectDirectory, path), join(folder, path));
  symlinkSync(join(projectDirectory, "node_modules"), join(folder, "node_modules"), "junction");
}

// Somebody takes the repository, makes its stack files their own as the README says, and touches nothing else.
describe("a fork with stack files of its own", function () {
  this.timeout(120_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-fork-"));
    copyCheckout(folder);
    for (const stack of ["us-east-1", "us-west-2"]) rmSync(join(folder, `Pulumi.${stack}.yaml`), { force: true });
    const stack = (region: string, model: string) =>
      `config:\n  aws:region: ${region}\n  bedrock-headroom:models: [${model}]\n` +
      "  bedrock-headroom:alerts: { email: [on-call@fork.example.org] }\n";
    writeFileSync(join(folder, "Pulumi.us-east-1.yaml"), stack("us-east-1", "amazon.nova-pro-v1:0"));
    writeFileSync(join(folder, "Pulumi.eu-west-1.yaml"), stack("eu-west-1", "anthropic.claude-sonnet-4-6"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A command in the fork, as npm runs it. */
  const run = (command: string, ...args: string[]) =>
    promisify(execFile)(command, args, {
      cwd: folder,
      shell: process.platform === "win32",
      env: {
        ...process.env,
        // Nothing of the run that this is a part of.
        ...{ GITHUB_OUTPUT: "", TEST_COUNTS: "", UPDATE_GOLDEN: "" },
        PATH: `${join(folder, "node_modules", ".bin")}${delimiter}${process.env["PATH"]}`,
      },
      maxBuffer: 16e6,
    });

  it("passes the tests", async () => {
    const { stdout } = await run("mocha", "--no-color", "--timeout", "60000", ...tests);
    assert.match(stdout, /the stack files of this checkout\n\s+✔ eu-west-1 is valid[^\n]*\n\s+✔ us-east-1 is valid/);
  });

  it("passes the steps of the workflow that deploys it", async () => {
    const { stacks } = workflow("deploy.yml").jobs;
    const commands = (stacks?.steps ?? []).flatMap(({ run }) => (run === undefined || run === "npm ci" ? [] : [run]));
    assert.deepEqual(commands, ["node scripts/stack-matrix.ts"]);
    const { stdout } = await run("node", "scripts/stack-matrix.ts");
    assert.equal(
      stdout,
      'stacks=[{"stack":"eu-west-1","region":"eu-west-1"},{"stack":"us-east-1","region":"us-east-1"}]\n' +
        "names=eu-west-1 us-east-1\n",
    );
  });

  it("gets its preview page", async () => {
    await run("node", "cli/main.ts", "preview");
    const page = readFileSync(join(folder, "out", "preview", "index.html"), "utf8");
    assert.match(page, /preview of eu-west-1, us-east-1/);
    assert.match(page, /on-call@fork\.example\.org/);
  });
});
