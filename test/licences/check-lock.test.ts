import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkLock } from "../../scripts/licences/check-lock.ts";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

const lock = (packages: object) => ({ packages: { "": { license: "Apache-2.0" }, ...packages } });
const problemsOf = (packages: object, known = {}) => checkLock(lock(packages), known).problems;

describe("the licence check", () => {
  it("takes licences of the list, also in expressions", () => {
    const report = checkLock(
      lock({
        "node_modules/a": { version: "1.0.0", license: "MIT" },
        "node_modules/@scope/b": { version: "1.0.0", license: "(MIT OR GPL-3.0-only)" },
        "node_modules/a/node_modules/c": { version: "2.0.0", license: "MIT AND ISC" },
        "node_modules/d": { version: "1.0.0", license: { type: "Apache-2.0" } },
        "node_modules/own": { link: true },
        client: { version: "0.1.0" },
      }),
      {},
    );
    assert.deepEqual(report, { checked: 4, problems: [], unused: [] });
  });

  it("names each package that may not be used, where it is, and who gets it", () => {
    assert.deepEqual(
      problemsOf({
        "node_modules/a/node_modules/copyleft": { version: "3.1.0", license: "GPL-3.0-only" },
        "node_modules/tool": { version: "1.0.0", license: "MIT AND GPL-2.0-only", dev: true },
        "node_modules/nothing": { version: "1.0.0" },
        "node_modules/prose": { version: "1.0.0", license: "SEE LICENSE IN LICENSE" },
        "node_modules/alias": { name: "@real/name", version: "1.0.0", license: "UNLICENSED" },
      }),
      [
        "copyleft@3.1.0 (passed on to users, node_modules/a/node_modules/copyleft) is under GPL-3.0-only, which is not on the list",
        "tool@1.0.0 (needed to develop, node_modules/tool) is under MIT AND GPL-2.0-only, which is not on the list",
        "nothing@1.0.0 (passed on to users, node_modules/nothing) names no licence",
        "prose@1.0.0 (passed on to users, node_modules/prose) is under SEE LICENSE IN LICENSE, which is not on the list",
        "@real/name@1.0.0 (passed on to users, node_modules/alias) is under UNLICENSED, which is not on the list",
      ],
    );
  });

  it("takes some licences for development alone", () => {
    const axe = { version: "4.0.0", license: "MPL-2.0" };
    assert.deepEqual(problemsOf({ "node_modules/axe": { ...axe, dev: true } }), []);
    assert.equal(problemsOf({ "node_modules/axe": axe }).length, 1);
  });

  it("takes an exception for one version, and tells of exceptions that nothing needs", () => {
    const known = { "prose@1.0.0": { licence: "MIT", because: "its file says so" } };
    const prose = (version: string) => ({ "node_modules/prose": { version, license: "SEE LICENSE IN LICENSE" } });
    assert.deepEqual(checkLock(lock(prose("1.0.0")), known), { checked: 1, problems: [], unused: [] });
    assert.deepEqual(checkLock(lock(prose("1.0.1")), known).unused, ["prose@1.0.0"]);
    assert.equal(problemsOf(prose("1.0.1"), known).length, 1);
  });

  describe("as a command", () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(projectDirectory, "scripts/check-licences.ts"), ...args], { encoding: "utf8" });

    it("finds nothing in this project", () => {
      const { status, stdout, stderr } = run();
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^\d{3,} packages, all under licences that go together with Apache-2\.0\n$/);
    });

    it("fails with the package's name and what to do", () => {
      const folder = mkdtempSync(join(tmpdir(), "licences-"));
      try {
        const file = join(folder, "package-lock.json");
        writeFileSync(file, JSON.stringify(lock({ "node_modules/x": { version: "1.0.0", license: "AGPL-3.0-only" } })));
        const { status, stderr } = run(file);
        assert.equal(status, 1);
        assert.match(stderr, /^1 of 1 packages may not be used:\n {2}x@1\.0\.0 \(passed on to users/);
        assert.match(stderr, /scripts\/licences\/allowed\.ts/);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
