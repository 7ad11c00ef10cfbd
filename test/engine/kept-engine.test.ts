import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { realFolder, takeEngine } from "../../local/engine/kept-engine.ts";

describe("an engine that is kept for other checkouts", () => {
  let folder: string;
  let kept: string;
  let wanted: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-kept-"));
    kept = join(folder, "home", "engine", "pulumi");
    wanted = join(folder, "checkout", ".cache", "engine", "pulumi");
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, "whole");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const isWhole = (path: string) => readFileSync(path, "utf8") === "whole";
  /** A link to a folder that is not there. */
  const danglingLink = (path: string) => {
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(folder, "removed"), path, "junction");
  };

  it("is copied, so that it stays when the other is removed", async () => {
    assert.equal(await takeEngine(kept, wanted, isWhole), true);
    rmSync(dirname(kept), { recursive: true });
    assert.equal(readFileSync(wanted, "utf8"), "whole");
    assert.deepEqual(readdirSync(dirname(wanted)), ["pulumi"]);
  });

  for (const [what, path] of [
    ["the engine's folder", () => dirname(wanted)],
    ["the cache", () => dirname(dirname(wanted))],
  ] as const)
    it(`takes the place of a link that leads nowhere: ${what}`, async () => {
      danglingLink(path());
      assert.equal(await takeEngine(kept, wanted, isWhole), true);
      assert.ok(lstatSync(path()).isDirectory());
      assert.ok(isWhole(wanted));
    });

  it("leaves a folder, and a link that leads to one, as they are", async () => {
    mkdirSync(dirname(wanted), { recursive: true });
    writeFileSync(join(dirname(wanted), "other"), "");
    await realFolder(dirname(wanted));
    assert.deepEqual(readdirSync(dirname(wanted)), ["other"]);
    const link = join(folder, "link");
    symlinkSync(dirname(wanted), link, "junction");
    await realFolder(link);
    assert.ok(lstatSync(link).isSymbolicLink());
  });

  it("is not taken while somebody is still writing it, and nothing stays of the try", async () => {
    writeFileSync(kept, "ha");
    assert.equal(await takeEngine(kept, wanted, isWhole), false);
    assert.deepEqual(readdirSync(dirname(wanted)), []);
  });

  it("may be missing, or have no place to go to", async () => {
    assert.equal(await takeEngine(join(folder, "none"), wanted, isWhole), false);
    assert.equal(await takeEngine(kept, join(kept, "in", "a file"), isWhole), false);
    assert.equal(existsSync(wanted), false);
  });

  it("is the same for two that take it at once", async () => {
    const other = join(folder, "second", "engine", "pulumi");
    assert.deepEqual(await Promise.all([takeEngine(kept, wanted, isWhole), takeEngine(kept, other, isWhole)]), [
      true,
      true,
    ]);
  });
});
