import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { saveHistory } from "../../cli/backtest/history-file.ts";
import { projectDirectory, sampleDirectory } from "../fixtures/sample-stacks.ts";
import { workflow } from "./workflows.ts";

/** A checkout whose code is this one's and whose stack files are its own. */
function checkout(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(projectDirectory)) {
    if (!/^(Pulumi\..+\.yaml|\.git|out|base)$/.test(name))
      symlinkSync(join(projectDirectory, name), join(folder, name));
  }
}

// The script of preview.yml itself, on two checkouts as the job makes them.
describe("the step of preview.yml that compares the plans", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "headroom-compare-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(function () {
    if (process.platform === "win32") this.skip(); // a bash script, which GitHub runs on Linux
  });

  it("writes a comment for each stack: changed, new, gone and broken before", () => {
    const base = join(folder, "base");
    checkout(folder);
    checkout(base);
    const stack = (models: string) => `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: ${models}\n`;
    copyFileSync(join(sampleDirectory, "Pulumi.us-west-2.yaml"), join(folder, "Pulumi.us-west-2.yaml"));
    copyFileSync(join(sampleDirectory, "Pulumi.us-west-2.yaml"), join(base, "Pulumi.us-west-2.yaml"));
    writeFileSync(join(folder, "Pulumi.new.yaml"), stack("[anthropic.claude-opus-5]"));
    writeFileSync(join(base, "Pulumi.gone.yaml"), stack("[anthropic.claude-opus-5]"));
    writeFileSync(join(base, "Pulumi.mended.yaml"), stack("[no.such-model]"));
    writeFileSync(join(folder, "Pulumi.mended.yaml"), stack("[anthropic.claude-opus-5]"));

    // A history of the base that can't be read, as after a change of its format, keeps nobody from a comment.
    mkdirSync(join(base, "history"));
    writeFileSync(join(base, "history/new.json.gz"), "no history");
    saveHistory(join(base, "history/us-west-2.json.gz"), {
      ...{ region: "us-west-2", readFrom: 0, start: 0, end: 3_600, store: new Map(), quotas: {} },
    });

    const step = workflow("preview.yml").jobs["offline"]?.steps?.find(({ name }) => name === "Compare the plans");
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", "-c", step?.run ?? ""],
      {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, NAMES: "gone mended new us-west-2", PAGE: "https://example.com/page" },
      },
    );
    assert.equal(status, 0, stderr);
    const comment = (name: string) => readFileSync(join(folder, "out/comments", `${name}.md`), "utf8");
    assert.match(
      comment("us-west-2"),
      /^### `us-west-2`: nothing changes, \$\d+\.\d\d a month\n[\s\S]*\nReplayed on 1970-01-01, [^\n]+\n\n\[Preview page\]\(https:\/\/example\.com\/page\)/,
    );
    assert.match(comment("new"), /There is no plan before: everything is new\./);
    assert.match(comment("gone"), /There is no plan after: nothing is left of it\./);
    assert.match(comment("mended"), /There is no plan before/);
    assert.match(stdout, /^::warning::the base has no plan of mended to compare with$/m);
    assert.match(stdout, /^::warning::the comment on new comes without history\/new\.json\.gz$/m);
    assert.match(stderr, /damaged, or no history/);
    assert.equal(readdirSync(join(folder, "out/comments")).length, 4);
  });
});
