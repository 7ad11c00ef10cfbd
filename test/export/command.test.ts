import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeExport } from "../../cli/export/write-export.ts";
import type { Written } from "../../cli/export/written-files.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";
import { runHeadroom } from "../registry-cli/run-headroom.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headroom export "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("headroom export", function () {
  this.timeout(120_000);
  const run = (...args: string[]) => runHeadroom(["export", ...args], { cwd: sampleDirectory });

  it("writes a template with the functions' code, and says how to bring it up", async () => {
    const out = join(folder, "cloudformation");
    const { code, stdout, stderr } = await run("--cloudformation", "us-east-1", "--out", out);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /174 resources\n +141 {2}AWS::CloudWatch::Alarm/);
    assert.match(stdout, /aws cloudformation deploy --region us-east-1[\s\S]*--s3-bucket BUCKET/);
    const template = JSON.parse(readFileSync(join(out, "template.json"), "utf8"));
    const key = template.Resources.PublisherFunction.Properties.Code.S3Key["Fn::Sub"];
    assert.ok(existsSync(join(out, key.replace(/^.*\}/, ""))));
    const again = await run("--cloudformation", "us-east-1", "--out", out, "--json");
    assert.equal(again.code, 0, again.stderr);
    const { schemaVersion, format, counts, files } = JSON.parse(again.stdout);
    assert.deepEqual(
      [schemaVersion, format, counts["AWS::CloudWatch::Alarm"], files.length],
      [1, "cloudformation", 141, 3],
    );
  });

  it("prints one document where no folder is named", async () => {
    const { code, stdout, stderr } = await run("--grafana", "us-east-1");
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).schemaVersion, 42);
    const terraform = await run("--terraform", "us-east-1", "--account", "111122223333");
    assert.equal(terraform.code, 0, terraform.stderr);
    assert.match(terraform.stderr, /the functions' code is not in it/);
    const { data, resource } = JSON.parse(terraform.stdout);
    assert.equal(data, undefined);
    assert.match(resource.aws_sns_topic.alerts_critical.policy, /arn:aws:iam::111122223333:root/);
  });

  for (const [args, message] of [
    [["us-east-1"], /one of --cloudformation, --terraform, --grafana$/m],
    [["--terraform", "--grafana", "us-east-1"], /one of .*; 2 were given/],
    [["--terraform", "us-east-1", "--account", "12"], /--account 12: an AWS account id is 12 digits/],
    [["--grafana", "us-east-1", "--account", "111122223333"], /--account is for/],
    [["--terraform", "us-east-1", "--force"], /--force is for --out/],
    [["--terraform", "us-east-1", "--json"], /--json is for --out/],
    [["--terraform", "us-easter-1"], /us-easter-1/],
    [["--cloudformation", "us-west-2"], /put-model-invocation-logging-configuration/],
    [["--terraform"], /missing required argument 'stack'/],
  ] as const)
    it(`refuses ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
});

describe("writing an export", () => {
  const written = (files: Record<string, string>): Written => ({
    format: "terraform",
    stack: "dev",
    region: "us-east-1",
    files: Object.entries(files).map(([path, content]) => ({ path, content })) as unknown as Written["files"],
    counts: {},
  });
  const there = (path: string) => readFileSync(join(folder, path), "utf8");

  it("writes over what it wrote itself, and takes old code away", () => {
    writeExport(written({ "main.tf.json": "1", "functions/a-1.zip": "one", "functions/b-1.zip": "b" }), folder, false);
    writeFileSync(join(folder, "own.tf"), "mine");
    writeExport(written({ "main.tf.json": "2", "functions/a-2.zip": "two", "functions/b-1.zip": "b" }), folder, false);
    assert.equal(there("main.tf.json"), "2");
    assert.deepEqual(readdirSync(join(folder, "functions")).sort(), ["a-2.zip", "b-1.zip"]);
    assert.equal(there("own.tf"), "mine");
  });

  it("leaves what it hasn't written, or what was changed since, unless it is told", () => {
    writeFileSync(join(folder, "main.tf.json"), "mine");
    const first = written({ "main.tf.json": "1", "functions/a-1.zip": "one" });
    assert.throws(
      () => writeExport(first, folder, false),
      /main\.tf\.json is there and not as headroom wrote it.*--force/,
    );
    assert.deepEqual([there("main.tf.json"), readdirSync(folder)], ["mine", ["main.tf.json"]]);
    writeExport(first, folder, true);
    assert.equal(there("main.tf.json"), "1");
    writeFileSync(join(folder, "main.tf.json"), "changed");
    assert.throws(() => writeExport(written({ "main.tf.json": "2" }), folder, false), /not as headroom wrote it/);
    assert.equal(there("main.tf.json"), "changed");
  });

  it("takes no other file away, whatever its list says", () => {
    writeExport(written({ "main.tf.json": "1", "functions/a-1.zip": "one" }), folder, false);
    const list = JSON.parse(there("headroom-export.json"));
    writeFileSync(join(folder, "own.tf"), "one");
    list.files["own.tf"] = list.files["functions/a-1.zip"];
    writeFileSync(join(folder, "headroom-export.json"), JSON.stringify(list));
    writeExport(written({ "main.tf.json": "1" }), folder, false);
    assert.equal(there("own.tf"), "one");
    assert.deepEqual(readdirSync(join(folder, "functions")), []);
  });

  it("says what is wrong with a list or a folder", () => {
    writeFileSync(join(folder, "headroom-export.json"), "{}");
    assert.throws(
      () => writeExport(written({ "main.tf.json": "1" }), folder, false),
      /is no list that headroom export wrote/,
    );
    const file = join(folder, "file");
    writeFileSync(file, "");
    assert.throws(() => writeExport(written({ "main.tf.json": "1" }), file, false), /is a file; give a folder's name/);
  });
});
