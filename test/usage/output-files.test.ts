import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkWritable, writeWhole } from "../../cli/usage/output-files.ts";

describe("a report's files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-files-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are written where a link points, and the link stays", () => {
    writeFileSync(join(folder, "latest-3.json"), "old");
    symlinkSync("latest-3.json", join(folder, "latest.json"));
    writeWhole(join(folder, "latest.json"), "new");
    assert.equal(readFileSync(join(folder, "latest-3.json"), "utf8"), "new");
    assert.ok(lstatSync(join(folder, "latest.json")).isSymbolicLink());
    assert.equal(readdirSync(folder).length, 2);
  });

  it("never take the place of a pipe", function () {
    if (process.platform === "win32") this.skip();
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    // A reader, without which opening the pipe would wait for ever.
    execFileSync("sh", ["-c", `cat "${pipe}" > "${pipe}.read" &`], { stdio: "ignore" });
    checkWritable("--json", pipe);
    writeWhole(pipe, "text");
    assert.ok(statSync(pipe).isFIFO());
    assert.deepEqual(readdirSync(folder).sort(), ["pipe", "pipe.read"]);
  });
});
