import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectDirectory } from "../fixtures/sample-stacks.ts";
import { sideBySide } from "../runner/side-by-side.ts";
import { NoTestsError, testFiles } from "../runner/test-files.ts";

describe("npm test", () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), "headroom-tests-"));
    mkdirSync(join(root, "test", "a", "deep"), { recursive: true });
    mkdirSync(join(root, "test", "b"));
    for (const file of ["a/one.test.ts", "a/deep/two.test.ts", "a/helper.ts", "b/three.test.ts"])
      writeFileSync(join(root, "test", file), "");
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const all = ["test/a/deep/two.test.ts", "test/a/one.test.ts", "test/b/three.test.ts"];
  for (const [what, paths, expected] of [
    ["everything where nothing is named", [], all],
    ["a file", ["test/b/three.test.ts"], ["test/b/three.test.ts"]],
    ["a folder, with what is deeper in it", ["test/a"], all.slice(0, 2)],
    ["several, each test once", ["test/b/", "test/a/deep", "./test/b/three.test.ts"], [all[0], all[2]]],
    ["a pattern", ["test/*/t*.test.ts"], ["test/b/three.test.ts"]],
  ] as const)
    it(`takes ${what}`, () => assert.deepEqual(testFiles(root, paths), expected));

  it("names every path that has no test", () => {
    assert.throws(
      () => testFiles(root, ["test/a", "test/nope", "test/a/helper.ts", "test/c/*"]),
      (error) =>
        error instanceof NoTestsError &&
        error.message.startsWith('no test in "test/nope" and "test/a/helper.ts" and "test/c/*":'),
    );
  });

  it("ends at once, with one line, where a path has no test", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["test/run.ts", "test/nope"], {
      cwd: projectDirectory,
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^npm test: no test in "test\/nope".*\n$/);
  });

  it("runs jobs side by side, and those that wait beside them", async () => {
    const running = new Set<string>();
    const most = { working: 0, all: 0 };
    const ended: string[] = [];
    const jobs = ["long", "a", "b", "c"].map((name) => ({ name, waits: name === "long" }));
    await sideBySide(jobs, 2, async ({ name, waits }) => {
      running.add(name);
      most.working = Math.max(most.working, [...running].filter((one) => one !== "long").length);
      most.all = Math.max(most.all, running.size);
      await new Promise((resolve) => setTimeout(resolve, waits ? 60 : 10));
      running.delete(name);
      ended.push(name);
    });
    assert.deepEqual(most, { working: 2, all: 3 });
    assert.deepEqual(ended.toSorted(), ["a", "b", "c", "long"]);
    assert.equal(ended.at(-1), "long");
  });

  it("begins no further job once it is stopped", async () => {
    const stopping = new AbortController();
    const begun: string[] = [];
    const begin = async ({ name }: { name: string }) => {
      begun.push(name);
      stopping.abort();
    };
    const jobs = ["a", "b", "c"].map((name) => ({ name, waits: false }));
    await sideBySide(jobs, 1, begin, stopping.signal);
    assert.deepEqual(begun, ["a"]);
  });
});

describe("what npm's scripts are run by", () => {
  const run = (version: string, ...args: string[]) =>
    spawnSync(
      process.execPath,
      [
        "--import",
        `data:text/javascript,Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} })`,
        "scripts/run.js",
        ...args,
      ],
      { cwd: projectDirectory, encoding: "utf8" },
    );

  for (const version of ["20.20.2", "22.17.1", "18.0.0"])
    it(`says in one line what to do on Node ${version}, which can't run TypeScript`, () => {
      const { status, stdout, stderr } = run(version, "cli/main.ts", "--help");
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, /^This needs Node 22\.18 or newer, .*`npm ci` brings .*\n$/);
    });

  for (const version of ["22.18.0", "23.6.0", "24.21.0", "100.0.0"])
    it(`runs the file on Node ${version}, with its arguments and exit code`, () => {
      const { status, stdout, stderr } = run(version, "cli/main.ts", "plan", "--stack", "none-of-that-name");
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, /^headroom: there is no stack "none-of-that-name"/);
    });

  it("is plain JavaScript, and every script that runs TypeScript goes through it", async () => {
    const { default: project } = await import("../../package.json", { with: { type: "json" } });
    for (const [name, command] of Object.entries(project.scripts))
      if (/\.ts\b/.test(command) && !command.startsWith("mocha"))
        assert.match(command, /^node scripts\/run\.js /, name);
  });
});
