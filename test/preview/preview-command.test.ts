import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { type Preview, preview } from "../../preview/preview.ts";
import { describeStack, summaryOf } from "../../preview/summary.ts";
import { UserError } from "../../stacks/user-error.ts";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

const linked = [
  "node_modules",
  "aws",
  "cli",
  "components",
  "functions",
  "monitoring",
  "pages",
  "preview",
  "registry",
  "stacks",
];

const goodStack = `config:
  aws:region: us-east-1
  bedrock-headroom:models: [global.anthropic.claude-sonnet-5]
`;
const badStack = `config:
  aws:region: us-east-1
  bedrock-headroom:models: [anthropic.claude-sonet-5]
`;

/** A folder with the shipped program and stack files of its own. */
async function projectWith(stacks: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "headroom-preview-"));
  for (const file of ["Pulumi.yaml", "package.json", "index.ts"])
    await cp(join(projectDirectory, file), join(folder, file));
  for (const name of linked) await symlink(join(projectDirectory, name), join(folder, name), "junction");
  for (const [name, text] of Object.entries(stacks)) await writeFile(join(folder, `Pulumi.${name}.yaml`), text);
  return folder;
}

/** Runs the command as a person does. */
const headroom = (cwd: string, ...words: string[]) =>
  promisify(execFile)(process.execPath, [join(projectDirectory, "cli", "main.ts"), ...words], { cwd });

describe("headroom preview", function () {
  this.timeout(60_000);
  const folders: string[] = [];
  const project = async (stacks: Record<string, string>): Promise<string> => {
    const folder = await projectWith(stacks);
    folders.push(folder);
    return folder;
  };
  after(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  describe("of two stacks", () => {
    let folder: string;
    let made: Preview;
    const progress: string[] = [];
    before(async () => {
      folder = await project({ one: goodStack, two: goodStack });
      made = await preview({
        directory: folder,
        stacks: [],
        out: "out/page.html",
        progress: (line) => progress.push(line),
      });
    });

    it("writes one page about every stack file there is, and nothing else", async () => {
      assert.equal(made.page, join(folder, "out", "page.html"));
      assert.deepEqual(await readdir(join(folder, "out")), ["page.html"]);
      assert.match(await readFile(made.page, "utf8"), /<title>Bedrock headroom: preview of one, two<\/title>/);
    });

    it("says what happens while it happens", () => {
      assert.match(progress[0] ?? "", /one, two/);
      assert.equal(progress.filter((line) => line.includes("as planned")).length, 2);
    });

    it("sums every stack up", () => {
      const [one] = made.stacks;
      assert.ok(one);
      const summary = summaryOf(one);
      assert.equal(summary.targets, 1);
      // Two severities of tokens per minute and throttles; six alarms watch the publisher, one the use that it finds, one the notifier, and two the
      // delivery of the topics' messages.
      assert.equal(summary.alarms, 13);
      assert.equal(summary.resources["aws:cloudwatch/metricAlarm:MetricAlarm"], 13);
      assert.deepEqual(summary.withoutQuota, [
        { modelId: "anthropic.claude-sonnet-5", scope: "global", kinds: ["rpm"] },
      ]);
      const text = describeStack(one);
      assert.match(text, /^one \(us-east-1\)\n {2}targets +1 of 1 model\n/);
      assert.match(text, /no quota of +requests per minute: Claude Sonnet 5 \(global\)/);
      assert.match(text, /warning +alerts: names nobody/);
    });
  });

  it("counts what a plugin makes as one resource, and says that more is in it", async () => {
    const vpc = "  bedrock-headroom:publisher: { vpc: { create: true } }\n";
    const folder = await project({ inside: `${goodStack}${vpc}` });
    const { stacks } = await preview({ directory: folder, stacks: [], out: "page.html" });
    const [inside] = stacks;
    assert.ok(inside);
    assert.equal(summaryOf(inside).resources["awsx:ec2:Vpc"], 1);
    assert.match(describeStack(inside), /note +awsx:ec2:Vpc is made by a plugin of Pulumi's/);
  });

  it("prints the report of every stack that can't be used, and writes nothing", async () => {
    const folder = await project({ good: goodStack, bad: badStack, worse: badStack });
    await assert.rejects(
      preview({ directory: folder, stacks: [], out: "page.html" }),
      (error) =>
        error instanceof UserError &&
        error.message.includes("Pulumi.bad.yaml") &&
        error.message.includes("Pulumi.worse.yaml") &&
        error.message.includes('did you mean "anthropic.claude-sonnet-5"') &&
        !error.message.includes("    at "),
    );
    assert.ok(!(await readdir(folder)).includes("page.html"));
  });

  it("prints its summary as JSON, and what happens beside it", async () => {
    const folder = await project({ prod: goodStack });
    const { stdout, stderr } = await headroom(folder, "preview", "prod", "--json", "--out", "page.html");
    const { page, stacks } = JSON.parse(stdout) as { page: string; stacks: { stack: string; cost: object }[] };
    assert.equal(page, join(folder, "page.html"));
    assert.deepEqual(
      stacks.map(({ stack }) => stack),
      ["prod"],
    );
    assert.match(stderr, /^prod: \d+ resources, as planned/m);
  });

  it("ends with exit code 1 and a message alone when it fails", async () => {
    const folder = await project({ prod: badStack });
    await assert.rejects(headroom(folder, "preview"), (error: { code?: number; stderr?: string; stdout?: string }) => {
      assert.equal(error.code, 1);
      assert.match(error.stderr ?? "", /^headroom: 1 problem in Pulumi\.prod\.yaml/m);
      assert.doesNotMatch(error.stderr ?? "", /^ {4}at /m);
      assert.equal(error.stdout, "");
      return true;
    });
  });

  it("says in one line that the page can't be written, and leaves nothing behind", async () => {
    const folder = await project({ prod: goodStack });
    await mkdir(join(folder, "folder"));
    await writeFile(join(folder, "file"), "");
    const before = await readdir(folder);
    for (const out of ["folder", join("file", "page.html")]) {
      await assert.rejects(
        preview({ directory: folder, stacks: [], out }),
        (error) => error instanceof UserError && /^the page .* can't be written .* --out$/.test(error.message),
      );
    }
    assert.deepEqual(await readdir(folder), before);
  });

  it("names the stacks there are when asked for another", async () => {
    const folder = await project({ prod: goodStack });
    await assert.rejects(preview({ directory: folder, stacks: ["prd"], out: "page.html" }), /did you mean prod\?/);
  });

  it("reads stack files where Pulumi.yaml says they are, and what their environments bring", async function () {
    // The stand-in for the pulumi command is a script with a first line that Windows does not know.
    if (process.platform === "win32") this.skip();
    const folder = await project({});
    const text = await readFile(join(folder, "Pulumi.yaml"), "utf8");
    await writeFile(join(folder, "Pulumi.yaml"), `${text}\nstackConfigDir: config\n`);
    await mkdir(join(folder, "config"));
    const lines = goodStack.split("\n").filter((line) => !line.includes("aws:region"));
    await writeFile(join(folder, "config", "Pulumi.dev.yaml"), `environment: [acme/aws]\n${lines.join("\n")}`);
    const bin = join(folder, "bin");
    await mkdir(bin);
    const answer = JSON.stringify({ "aws:region": { value: "us-west-2", secret: false } });
    await writeFile(join(bin, "pulumi"), `#!${process.execPath}\nconsole.log(${JSON.stringify(answer)});\n`, {
      mode: 0o755,
    });
    const before = process.env["PATH"];
    process.env["PATH"] = `${bin}${delimiter}${before}`;
    try {
      for (const stacks of [[], ["acme/dev"]]) {
        const { stacks: made } = await preview({ directory: folder, stacks, out: "page.html" });
        assert.deepEqual(
          made.map(({ stack, region }) => [stack, region]),
          [["dev", "us-west-2"]],
        );
      }
    } finally {
      process.env["PATH"] = before;
    }
  });

  it("says so where there is no stack file", async () => {
    await assert.rejects(preview({ directory: await project({}), stacks: [], out: "page.html" }), /no stack file here/);
  });

  it("shows what a program that fails says", async () => {
    const folder = await project({ prod: goodStack });
    await writeFile(join(folder, "index.ts"), 'throw new Error("the disk is full");\n');
    await assert.rejects(
      preview({ directory: folder, stacks: [], out: "page.html" }),
      (error) => error instanceof UserError && error.message.includes("the disk is full"),
    );
  });

  it("refuses to show a plan that the program does not carry out", async () => {
    const folder = await project({ prod: goodStack });
    await writeFile(join(folder, "index.ts"), "export const nothing = 1;\n");
    await assert.rejects(
      preview({ directory: folder, stacks: [], out: "page.html" }),
      (error) =>
        error instanceof UserError &&
        error.message.includes("the program and the plan of prod differ") &&
        error.message.includes("the program does not create it"),
    );
  });
});
