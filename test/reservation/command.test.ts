import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ReservationDocument } from "../../cli/reservation/document.ts";
import { matchesGolden } from "../golden.ts";
import { runHeadroom } from "../registry-cli/run-headroom.ts";
import { logRecord } from "./log-record.ts";
import { type S3Server, startS3 } from "./s3-server.ts";

const lines = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join("");
const nova = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0";
const invoke = { operation: "InvokeModel", latency: undefined };
const opus = lines(
  logRecord(),
  logRecord({ at: "2026-11-20T10:00:40Z", body: { messages: [] } }),
  logRecord({ at: "2026-11-20T10:02:00Z", errorCode: "ThrottlingException" }),
);
const novas = lines(
  logRecord({ ...invoke, modelId: nova, body: { messages: [], inferenceConfig: { max_new_tokens: 300 } } }),
  logRecord({ ...invoke, modelId: nova, body: undefined }),
);
const profile = lines(
  logRecord({ modelId: "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2" }),
);

describe("headroom reservation", function () {
  this.timeout(60_000);
  let folder: string;
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}, input = "") =>
    runHeadroom(["reservation", "--timezone", "UTC", ...args], {
      cwd: folder,
      env: { CI: "1", HOME: folder, ...env },
      input,
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-reservation-"));
    mkdirSync(join(folder, "logs/2026/data"), { recursive: true });
    writeFileSync(join(folder, "logs/2026/one.json.gz"), gzipSync(opus));
    writeFileSync(join(folder, "logs/2026/two.json.gz"), Buffer.concat([gzipSync(novas), gzipSync(profile)]));
    writeFileSync(join(folder, "logs/2026/data/x_input.json.gz"), gzipSync("{}"));
    writeFileSync(join(folder, "logs/amazon-bedrock-logs-permission-check"), "Permission Check Successful");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("tells a folder's records model by model, on a terminal of 80 columns", async () => {
    const { code, stdout, stderr } = await run(["--logs", "logs"], { COLUMNS: "80" });
    assert.equal(code, 0, stderr);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    matchesGolden(stdout, new URL("golden/80.txt", import.meta.url));
  });

  it("writes JSON, CSV and Markdown of the same", async () => {
    const { code, stdout } = await run(["--logs", "logs", "--json", "-", "--csv", "m.csv", "--markdown", "r.md"]);
    assert.equal(code, 0);
    const { models, window, read } = JSON.parse(stdout) as ReservationDocument;
    assert.deepEqual(window, { start: "2026-11-20T10:00:00Z", end: "2026-11-20T10:03:00Z" });
    assert.deepEqual([read.records, read.files, read.skipped.length], [6, 2, 2]);
    const [first, second, third] = models;
    assert.deepEqual(
      [first?.id, first?.burndown, first?.assumedMaxTokens],
      ["us.anthropic.claude-opus-5", 10, 128_000],
    );
    // 1,000 + 4,096 for six seconds, and 1,000 + 128,000 for six
    assert.equal(first?.figures.begun?.peak, 134_096);
    assert.ok(Math.abs(first.figures.held!.peak - 13_409.6) < 1e-6);
    assert.deepEqual([first.figures.used?.peak, first.counts.throttled], [4_000, 1]);
    assert.equal(first.quota?.begunPeak, (100 * 134_096) / first.quota!.value);
    assert.deepEqual([second?.modelId, second?.scope], ["amazon.nova-pro-v1:0", "on-demand"]);
    assert.deepEqual([second?.figures.begun?.peak, second?.figures.begun?.exactness], [1_300, "at-least"]);
    assert.deepEqual([third?.id, third?.modelId, third?.quota, third?.figures.used], ["a1b2", null, null, null]);
    const csv = readFileSync(join(folder, "m.csv"), "utf8").trim().split("\n");
    assert.equal(csv.length, 1 + models.reduce((sum, { minutes }) => sum + minutes.length, 0));
    matchesGolden(readFileSync(join(folder, "r.md"), "utf8"), new URL("golden/report.md", import.meta.url));
  });

  it("reads patterns, an export of CloudWatch Logs and what the AWS CLI prints, each file once", async () => {
    const exported = opus.split("\n").map((line) => (line === "" ? "" : `2026-11-20T10:00:31.000Z ${line}`));
    writeFileSync(join(folder, "000000.gz"), gzipSync(exported.join("\n")));
    const events = opus
      .trim()
      .split("\n")
      .map((message) => ({ timestamp: 1, message }));
    const cli = JSON.stringify({ events, searchedLogStreams: [] }, null, 4);
    const { code, stdout } = await run(
      ["--logs", "logs/2026/*.gz", "logs/2026/one.json.gz", "000000.gz", "-", "--json", "-"],
      {},
      cli,
    );
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as ReservationDocument).read.records, 6 + 3 + 3);
  });

  it("tells corrupt lines, files that are no logs and files that end too early, and ends with 3", async () => {
    writeFileSync(join(folder, "bad.json"), `${opus}{"half":\n`);
    writeFileSync(join(folder, "notes.txt"), "hello\n");
    const packed = gzipSync(opus.repeat(200));
    writeFileSync(join(folder, "cut.json.gz"), packed.subarray(0, packed.length - 20));
    const { code, stdout } = await run(["--logs", "bad.json", "notes.txt", "cut.json.gz"]);
    assert.equal(code, 3);
    assert.match(stdout, /^1 line is no whole JSON and left out\.$/m);
    assert.match(stdout, /^notes\.txt: has no record of Bedrock's model invocation log\.$/m);
    assert.match(stdout, /^cut\.json\.gz: ends in the middle/m);
    assert.match(stdout, /us\.anthropic\.claude-opus-5/);
  });

  it("ends with 4 where no record is, and with 3 and one line where it can't begin", async () => {
    writeFileSync(join(folder, "notes.txt"), "hello\n");
    const none = await run(["--logs", "notes.txt"]);
    assert.equal(none.code, 4);
    assert.match(none.stdout, /^No record of a model invocation was found/);
    for (const [args, message] of [
      [["--logs", "nowhere"], /--logs nowhere: there is no such file or folder/],
      [["--logs", "*.gz"], /no file fits this pattern/],
      [["--logs", "logs", "--json", "none/x.json"], /there is no folder/],
      [["--logs", "logs", "--json", "x", "--csv", "x"], /another output goes there/],
      [["--logs", "logs", "--region", "us-east-9"], /AWS has no such Region/],
      [["--logs", "s3://"], /write s3:\/\/bucket\/prefix/],
      [[], /required option '--logs/],
    ] as const) {
      const { code, stdout, stderr } = await run(args);
      assert.deepEqual([code, stdout], [3, ""], stderr);
      assert.match(stderr, message);
    }
  });

  describe("from S3", () => {
    const prefix = "AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/11/20/";
    let s3: S3Server;
    const fromS3 = (place: string, ...args: string[]) =>
      run(["--logs", place, ...args], {
        AWS_ENDPOINT_URL: s3.url,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "test-key",
        AWS_SECRET_ACCESS_KEY: "test-secret",
        AWS_MAX_ATTEMPTS: "1",
      });

    beforeEach(async () => {
      s3 = await startS3(
        "my-logs",
        new Map([
          [`${prefix}10/a.json.gz`, gzipSync(opus)],
          [`${prefix}10/b.json.gz`, gzipSync(novas)],
          [`${prefix}10/data/r_input.json.gz`, gzipSync("{}")],
          [`${prefix}11/c.json.gz`, gzipSync(profile)],
          ["other/d.json.gz", gzipSync(opus)],
        ]),
      );
    });
    afterEach(() => s3.close());

    it("reads every page of a prefix, bodies apart left where they are, and goes on where an answer broke off", async () => {
      s3.breakAfter.set(`${prefix}10/a.json.gz`, 40);
      const { code, stdout, stderr } = await fromS3(`s3://my-logs/${prefix}`, "--json", "-");
      assert.equal(code, 0, stderr);
      const { read, models } = JSON.parse(stdout) as ReservationDocument;
      assert.deepEqual([read.files, read.records, read.skipped.length, models.length], [3, 6, 1, 3]);
      assert.deepEqual(
        s3.asked.filter((one) => one.startsWith("LIST")),
        [`LIST ${prefix} 0`, `LIST ${prefix} 2`],
      );
      assert.deepEqual(
        s3.asked.filter((one) => one.includes("/a.json.gz")),
        [`GET ${prefix}10/a.json.gz 0`, `GET ${prefix}10/a.json.gz 40`],
      );
      assert.ok(!s3.asked.some((one) => one.includes("r_input")));
    });

    it("says what is missing: the right, the bucket, the prefix", async () => {
      for (const [place, message] of [
        ["s3://nobodys/x", /there is no such bucket/],
        ["s3://my-logs/nothing/", /no file of logs is there/],
        ["s3://my-logs/*.gz", /S3 knows no patterns/],
      ] as const) {
        const { code, stderr } = await fromS3(place);
        assert.equal(code, 3);
        assert.match(stderr, message);
      }
      s3.denied = true;
      const { code, stderr } = await fromS3("s3://my-logs/");
      assert.equal(code, 3);
      assert.match(stderr, /access denied: s3:ListBucket; allow it \(headroom iam-policy reservation/);
    });
  });

  it("has its policy printed", async () => {
    const { stdout } = await runHeadroom(["iam-policy", "reservation"]);
    const { Statement } = JSON.parse(stdout) as { Statement: { Action: string[] }[] };
    assert.deepEqual(
      Statement.flatMap(({ Action }) => Action),
      ["s3:ListBucket", "s3:GetObject", "kms:Decrypt"],
    );
  });
});
