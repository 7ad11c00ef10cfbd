import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { tellLoads } from "./tell-loads.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const names = readdirSync(new URL("../../cli/commands", import.meta.url)).map((file) => file.replace(/\.ts$/, ""));

describe("the help of headroom", function () {
  this.timeout(60_000); // a process for each run, on machines that may be busy

  const run = (words: string[], options: string[] = []) =>
    spawnSync(process.execPath, [...options, "scripts/run.js", "cli/main.ts", ...words], {
      cwd: root,
      encoding: "utf8",
    });

  it("lists every command there is, with what it does", () => {
    const { status, stdout } = run(["--help"]);
    assert.equal(status, 0);
    for (const name of names) assert.match(stdout, new RegExp(`^  ${name} +\\w+ \\w+`, "m"));
  });

  it("is the same however it is asked for", () => {
    const { stdout } = run(["--help"]);
    for (const words of [["help"], ["-h"], ["--help", "usage"]]) assert.equal(run(words).stdout, stdout);
    const { status, stdout: nothing, stderr } = run([]);
    assert.deepEqual([status, nothing, stderr], [1, "", stdout]);
  });

  it("loads no command, and a command's own help that command alone", () => {
    const loaded = (words: string[]): string[] =>
      [...run(words, ["--import", tellLoads]).stderr.matchAll(/^load file:\S*\/(cli|monitoring|registry)\/(\S+)$/gm)]
        .map(([, room, file]) => `${room}/${file}`)
        .sort();
    assert.deepEqual(loaded(["--help"]), [
      "cli/main.ts",
      "cli/program.ts",
      "cli/run.ts",
      "cli/terminal-width.ts",
      "cli/wrapped.ts",
    ]);
    const commands = (words: string[]) => loaded(words).filter((file) => file.startsWith("cli/commands/"));
    assert.deepEqual(commands(["plan", "--help"]), ["cli/commands/plan.ts"]);
    assert.deepEqual(commands(["help", "plan"]), ["cli/commands/plan.ts"]);
  });

  it("of a command names it, its options and its examples", () => {
    const { status, stdout } = run(["help", "plan"]);
    assert.equal(status, 0);
    assert.match(stdout, /^Usage: headroom plan \[options\]\n\nshow what a stack would create/);
    assert.match(stdout, /--stack <name>/);
    assert.equal(run(["plan", "--help"]).stdout, stdout);
  });

  it("suggests the command that was meant", () => {
    const { status, stdout, stderr } = run(["usge"]);
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /unknown command 'usge'\n\(Did you mean usage\?\)/);
  });
});
