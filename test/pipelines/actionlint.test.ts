import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

// actionlint is pinned in actionlint/go.mod, hashes in go.sum; Go builds it once into its cache (half a minute).

const project = fileURLToPath(new URL("actionlint", import.meta.url));
const workflows = fileURLToPath(new URL("../../.github/workflows", import.meta.url));

/** The complaints about workflow files, a line each; with the tools it would call when they happen to be there left out. */
async function lint(files: readonly string[]): Promise<string> {
  const args = ["tool", "actionlint", "-shellcheck=", "-pyflakes=", "-oneline", "-no-color", ...files];
  const env = { ...process.env, GOFLAGS: "-mod=readonly", GOTOOLCHAIN: "auto" };
  try {
    return (await promisify(execFile)("go", args, { cwd: project, env })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    if (stdout === "") throw new Error(`actionlint could not run: ${stderr}`);
    return stdout;
  }
}

describe("actionlint", function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), "headroom-actionlint-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(function () {
    if (spawnSync("go", ["version"]).status === 0) return;
    console.log("      skipped: actionlint needs Go (go.dev/dl)");
    this.skip();
  });

  it("has nothing to say about the workflows", async () => {
    assert.equal(await lint(readdirSync(workflows).map((name) => join(workflows, name))), "");
  });

  it("sees a mistake", async () => {
    const file = join(folder, "wrong.yml");
    writeFileSync(
      file,
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo $" +
        "{{ steps.none.outputs.x }}\n",
    );
    assert.match(await lint([file]), /wrong\.yml:6:\d+: property "none" is not defined/);
  });
});
