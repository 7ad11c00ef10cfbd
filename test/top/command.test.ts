import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessDenied } from "../../local/servers/aws-http.ts";
import type { Ran } from "../registry-cli/run-headroom.ts";
import { type Running, region, run } from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";
import { busyAccount } from "./busy-account.ts";

interface Document {
  schemaVersion: number;
  places: {
    region: string;
    profile: string | null;
    failure: string | null;
    window: { newestWholeMinute: string } | null;
    targets: { name: string; now: number; quotas: { kind: string; code: string; percents: number[] | null }[] }[];
  }[];
  cost: { metrics: number; usdAnHour: number };
}

describe("headroom top, where there is no terminal", function () {
  this.timeout(60_000);
  let running: Running;
  let folder: string;

  before(async () => {
    const account = busyAccount(Date.now() / 1000, 60);
    delete account.options.now;
    running = await run(account);
  });
  after(() => running.server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-top-"));
    running.server.forget();
  });
  afterEach(() => {
    running.server.mend();
    rmSync(folder, { recursive: true });
  });
  const top = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> =>
    runOnAccount(running, folder, ["top", ...args], { LANG: "C.UTF-8", ...environment });

  it("prints one frame as text and ends", async () => {
    const { code, stdout, stderr } = await top([]);
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /\p{Cc}(?<!\n)/u, "no colours, no moves of the cursor");
    assert.match(stdout, /^headroom top {2}us-east-1 {2}now \d\d:\d\d {2}by headroom +\$0\.00\d\d an hour\n/);
    assert.match(stdout, /Claude Opus 5 cross-region +tpm .*\n.*Claude Sonnet 5 cross-region/);
  });

  it("--once --json prints what the frame shows as a document, of every Region", async () => {
    const { code, stdout } = await top(["--once", "--json", "--region", "us-east-1,us-west-2"]);
    assert.equal(code, 0);
    const { schemaVersion, places, cost } = JSON.parse(stdout) as Document;
    assert.equal(schemaVersion, 1);
    assert.deepEqual(
      places.map((one) => one.region),
      ["us-east-1", "us-west-2"],
    );
    for (const { targets, window, failure } of places) {
      assert.equal(failure, null);
      assert.deepEqual(
        targets.map(({ name }) => name),
        ["Claude Opus 5", "Claude Sonnet 5"],
      );
      const [tpm] = targets[0]!.quotas;
      assert.deepEqual([tpm?.code, tpm?.percents?.length], ["L-99296DCD", 60]);
      assert.match(window?.newestWholeMinute ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:00/);
    }
    const asked = running.server.calls.filter(({ operation }) => operation === "GetMetricData");
    const metrics = asked.reduce((sum, { input }) => sum + input.MetricDataQueries.length, 0);
    assert.equal(cost.metrics, metrics);
    assert.ok(Math.abs(cost.usdAnHour - (metrics * 60 * 0.01) / 1000) < 1e-9);
  });

  it("of one model shows that one", async () => {
    const { stdout } = await top(["anthropic.claude-sonnet-5"]);
    assert.match(stdout, /Claude Sonnet 5 cross-region/);
    assert.doesNotMatch(stdout, /Opus/);
  });

  it("an AWS profile that can't be used is a line beside the others, and exit code 3", async () => {
    mkdirSync(join(folder, ".aws"));
    const config = [
      "[profile fine]",
      "aws_access_key_id = test-key",
      "aws_secret_access_key = test-secret",
      "[profile broken]",
      "credential_process = false",
    ];
    writeFileSync(join(folder, ".aws", "config"), config.join("\n"));
    const noKeys = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
    const { code, stdout } = await top(["--profile", "fine", "--profile", "broken"], noKeys);
    assert.equal(code, 3);
    assert.match(stdout, /^us-east-1 broken: .*aws configure/m);
    assert.match(stdout, /Claude Opus 5 cross-region +fine +tpm/);
  });

  it("access that is denied is told with what to allow, and exit code 3", async () => {
    running.server.fail("GetMetricData", accessDenied("cloudwatch:GetMetricData"));
    const { code, stdout } = await top([]);
    assert.equal(code, 3);
    assert.match(stdout, /us-east-1: access denied: cloudwatch:GetMetricData; allow it \(headroom iam-policy top/);
  });

  it("needs no more than its policy allows", async () => {
    await top(["--once"]);
    const { stdout } = await runOnAccount(running, folder, ["iam-policy", "top"]);
    const { Statement: statements } = JSON.parse(stdout) as { Statement: { Action: string[] }[] };
    const allowed = new Set(statements.flatMap(({ Action }) => Action.map((action) => action.split(":")[1])));
    assert.ok(running.server.count() > 0);
    for (const { operation } of running.server.calls)
      assert.ok(allowed.has(operation), `${operation} is not in the policy`);
  });

  for (const [args, message] of [
    [["--json"], /--json is for --once/],
    [["--region", "us-east-9"], /AWS has no such Region/],
    [["--timezone", "Mars/Base"], /no such time zone/],
    [["--onse"], /unknown option/],
  ] as const) {
    it(`refuses ${args.join(" ")} before it asks AWS anything`, async () => {
      const { code, stdout, stderr } = await top(args);
      assert.equal(code, 3);
      assert.match(stderr, message);
      assert.equal(stdout, "");
      assert.equal(running.server.count(), 0);
    });
  }

  it("is in the Region that the environment names, else says what is missing", async () => {
    const { code, stderr } = await top([], { AWS_REGION: "" });
    assert.equal(code, 3);
    assert.match(stderr, /no AWS Region is set; say which: --region/);
    assert.equal(region, "us-east-1");
  });
});
