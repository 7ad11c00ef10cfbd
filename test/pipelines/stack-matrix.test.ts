import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

const script = join(projectDirectory, "scripts/stack-matrix.ts");

describe("the matrix of stacks", function () {
  this.timeout(60_000); // a process for each run, on machines that may be busy
  const folders: string[] = [];
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  const folderWith = (files: Record<string, string>): string => {
    const folder = mkdtempSync(join(tmpdir(), "headroom-stacks-"));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };
  const run = (cwd: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [script, ...args], {
      cwd,
      encoding: "utf8",
      env: { ...process.env, GITHUB_OUTPUT: "", ...env },
    });
  const inRegion = (region: string) => `config:\n  aws:region: ${region}\n`;

  it("holds every stack file of the folder, with its Region", () => {
    const folder = folderWith({
      "Pulumi.prod.yaml": inRegion("us-west-2"),
      "Pulumi.a.b_c.yaml": inRegion("us-east-1"),
    });
    const [stacks = "", names] = run(folder).stdout.split("\n");
    assert.deepEqual(JSON.parse(stacks.replace("stacks=", "")), [
      { stack: "a.b_c", region: "us-east-1" },
      { stack: "prod", region: "us-west-2" },
    ]);
    assert.equal(names, "names=a.b_c prod");
  });

  it("is there for the stack files of the project, whatever they are", () => {
    const { status, stderr } = run(projectDirectory);
    assert.equal(status, 0, stderr);
  });

  it("goes into the step's outputs", () => {
    const folder = folderWith({ "Pulumi.prod.yaml": inRegion("eu-central-1"), outputs: "earlier=1\n" });
    const { stdout } = run(folder, [], { GITHUB_OUTPUT: join(folder, "outputs") });
    assert.equal(stdout, 'stacks=[{"stack":"prod","region":"eu-central-1"}]\nnames=prod\n');
    assert.equal(readFileSync(join(folder, "outputs"), "utf8"), `earlier=1\n${stdout}`);
  });

  it("names a stack that is gone, and has no place for it in the matrix", () => {
    const old = folderWith({ "Pulumi.old.yaml": inRegion("us-east-1"), "Pulumi.both.yaml": "not: [read" });
    const now = folderWith({ "Pulumi.both.yaml": inRegion("us-gov-west-1"), "Pulumi.yaml": "name: x\n" });
    assert.equal(
      run(now, ["--before", old]).stdout,
      'stacks=[{"stack":"both","region":"us-gov-west-1"}]\nnames=both old\n',
    );
  });

  it("is empty where there is no stack", () => assert.equal(run(folderWith({})).stdout, "stacks=[]\nnames=\n"));

  const bad: [what: string, files: Record<string, string>, message: RegExp][] = [
    ["no Region", { "Pulumi.a.yaml": "config: {}\n" }, /Pulumi\.a\.yaml: aws:region is missing; set it/],
    ["no real Region", { "Pulumi.a.yaml": inRegion('"x$(id)"') }, /aws:region is "x\$\(id\)", which is no Region/],
    [
      "a name for a shell",
      { "Pulumi.a;b.yaml": inRegion("us-east-1") },
      /Pulumi\.a;b\.yaml: a stack's name has letters/,
    ],
    ["a name with a space", { "Pulumi.a b.yaml": inRegion("us-east-1") }, /rename the file/],
    ["a name like an option", { "Pulumi.-a.yaml": inRegion("us-east-1") }, /rename the file/],
    ["no YAML", { "Pulumi.a.yaml": "a: [" }, /is not YAML/],
  ];
  for (const [what, files, message] of bad) {
    it(`refuses ${what}, and puts nothing out`, () => {
      const { status, stdout, stderr } = run(folderWith(files));
      assert.match(stderr, message);
      assert.ok(!stderr.includes("    at "));
      assert.deepEqual([status, stdout], [1, ""]);
    });
  }
});
