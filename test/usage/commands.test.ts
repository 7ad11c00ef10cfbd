import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessDenied } from "../../local/servers/aws-http.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import type { Ran } from "../registry-cli/run-headroom.ts";
import {
  applicationProfile,
  day,
  emptyAccount,
  opus,
  type Running,
  region,
  run,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";
import { runOnAccount } from "./run-on-account.ts";

describe("the commands, as a person runs them", function () {
  this.timeout(60_000);
  const account = emptyAccount();
  let running: Running;
  let folder: string;

  before(async () => {
    delete account.options.now;
    const start = Math.floor(Date.now() / 60_000) * 60 - day;
    account.bedrock.profiles.push(applicationProfile("app1", opus, { team: "search" }));
    account.series.push(
      seriesOf("Invocations", usOpus, start, new Float64Array(day / 60).fill(3)),
      seriesOf("EstimatedTPMQuotaUsage", usOpus, start, new Float64Array(day / 60).fill(60_000)),
      seriesOf("EstimatedTPMQuotaUsage", "app1", start, new Float64Array(day / 60).fill(15_000)),
    );
    account.quotas.push({
      code: "L-00000099",
      name: "Cross-region model inference tokens per minute for Nobody 9",
      applied: 5,
    });
    running = await run(account);
  });
  after(() => running.server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-usage-"));
    running.server.forget();
  });
  afterEach(() => {
    running.server.mend();
    rmSync(folder, { recursive: true });
  });

  const headroom = (args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> =>
    runOnAccount(running, folder, args, environment);

  it("usage writes its files, prints the table and exits by what it found", async () => {
    const { code, stdout, stderr } = await headroom([
      "usage",
      "--since",
      "1d",
      "--json",
      "u.json",
      "--csv",
      "u.csv",
      "--markdown",
      "u.md",
    ]);
    assert.equal(stderr.split("\n").length, 3, stderr);
    assert.equal(code, 1);
    assert.match(stdout, /▲ {2}anthropic\.claude-opus-5 +cross-region +tpm +100k +75% +75% +75%/);
    assert.ok(!stdout.includes("\u001b"), "no colours into a pipe");
    const document = JSON.parse(readFileSync(join(folder, "u.json"), "utf8")) as UsageDocument;
    assert.equal(document.targets[0]?.figures.tpm?.max, 75_000);
    assert.match(readFileSync(join(folder, "u.csv"), "utf8"), /L-99296DCD/);
    assert.match(readFileSync(join(folder, "u.md"), "utf8"), /^# Bedrock usage in us-east-1/);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".part")),
      [],
    );
  });

  it("usage exits with 2 from --fail-on, and takes a second report from the cache without asking AWS", async () => {
    const first = await headroom(["usage", "--since", "6h", "--json", "-", "--fail-on", "75"]);
    assert.equal(first.code, 2);
    running.server.forget();
    const second = await headroom(["usage", "--since", "6h", "--json", "-", "--fail-on", "75"]);
    assert.equal(running.server.count(), 0);
    assert.deepEqual(JSON.parse(second.stdout), JSON.parse(first.stdout));
    assert.match(second.stderr, /from the cache; --no-cache reads it anew/);
    const cacheFolder = join(folder, "cache", "bedrock-headroom");
    for (const name of readdirSync(cacheFolder)) {
      assert.doesNotMatch(name + readFileSync(join(cacheFolder, name), "utf8"), /test-key|test-secret/);
    }
    await headroom(["usage", "--since", "6h", "--no-cache"]);
    assert.ok(running.server.count("GetMetricData") > 0);
  });

  it("usage keeps no report in the cache that is not whole, and exits with 3", async () => {
    running.server.fail("ListAWSDefaultServiceQuotas", accessDenied("servicequotas:ListAWSDefaultServiceQuotas"));
    const { code, stdout } = await headroom(["usage"]);
    assert.equal(code, 3);
    assert.match(stdout, /Not read: AWS's default quotas: access denied/);
    assert.equal(existsSync(join(folder, "cache")), false);
  });

  const refusals: Record<string, { args: string[]; env?: Record<string, string>; message: RegExp }> = {
    "no credentials": {
      args: ["usage"],
      env: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
      message: /no AWS credentials were found; log in \(aws sso login\)/,
    },
    "a profile that is not set up": {
      args: ["usage", "--profile", "nobody"],
      env: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
      message: /no credentials for the profile "nobody".*aws configure/,
    },
    "no Region": { args: ["usage"], env: { AWS_REGION: "" }, message: /no AWS Region is set; say which: --region/ },
    "a Region that does not exist": {
      args: ["usage", "--region", "us-east-9"],
      message: /--region us-east-9: AWS has no such Region; did you mean us-east-1 or /,
    },
    "an endpoint where nothing answers": {
      args: ["usage"],
      env: { AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
      message: /nothing answers there.*AWS_ENDPOINT_URL/,
    },
    "a model that is not there": {
      args: ["usage", "anthropic.cluade-opus-5"],
      message: /did you mean .*claude-opus-5/,
    },
    "a range in the future": { args: ["usage", "--since", "2999-01-01"], message: /is in the future/ },
    "a range that is reversed": {
      args: ["usage", "--since", "1d", "--until", "2020-01-01"],
      message: /longer|reversed|is not before|keeps metrics for 455 days/,
    },
    "a time that is none": { args: ["usage", "--since", "yesterday"], message: /no time; write a length such as 90m/ },
    "a time zone that is none": { args: ["usage", "--timezone", "Mars/Base"], message: /no such time zone/ },
    "a folder that is not there": {
      args: ["usage", "--json", "no/such/u.json"],
      message: /there is no folder .*make it first/,
    },
    "one file for two outputs": {
      args: ["usage", "--json", "a", "--csv", "./a"],
      message: /another output goes there/,
    },
    "an option that is none": { args: ["usage", "--jsn", "a"], message: /unknown option/ },
    "an endless range": { args: ["usage", "--since", "900d"], message: /keeps metrics for 455 days/ },
  };
  for (const [name, { args, env, message }] of Object.entries(refusals)) {
    it(`usage with ${name} says what to do and exits with 3`, async () => {
      const { code, stdout, stderr } = await headroom(args, env);
      assert.match(stderr, message);
      assert.equal(code, 3);
      assert.equal(stdout, "");
      assert.doesNotMatch(stderr, /\n {4}at /);
      if (/range|folder|file|time|option/.test(name)) assert.equal(running.server.count(), 0);
    });
  }

  it("usage with an expired SSO session says how to log in", async () => {
    const config = [
      "[profile work]",
      "sso_session = corp",
      "sso_account_id = 123456789012",
      "sso_role_name = Read",
      "region = us-east-1",
      "[sso-session corp]",
      "sso_start_url = https://example.awsapps.com/start",
      "sso_region = us-east-1",
    ].join("\n");
    const tokens = join(folder, ".aws", "sso", "cache");
    mkdirSync(tokens, { recursive: true });
    writeFileSync(join(folder, ".aws", "config"), config);
    const noKeys = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
    const expected = /the SSO session has expired.*; run: aws sso login --profile work\n/;

    const never = await headroom(["usage", "--profile", "work"], noKeys);
    assert.match(never.stderr, expected);
    const token = { accessToken: "t", expiresAt: "2026-01-01T00:00:00Z", region: "us-east-1" };
    writeFileSync(join(tokens, `${createHash("sha1").update("corp").digest("hex")}.json`), JSON.stringify(token));
    const expired = await headroom(["usage"], { ...noKeys, AWS_PROFILE: "work" });
    assert.match(expired.stderr, expected);
    assert.deepEqual([never.code, expired.code, never.stdout, expired.stdout], [3, 3, "", ""]);
    assert.equal(running.server.count(), 0);
  });

  it("quotas lists what the account has, the quota of no known model at the end", async () => {
    const { code, stdout } = await headroom(["quotas", "--json"]);
    const quotas = JSON.parse(stdout) as {
      modelId: string | null;
      code: string;
      applied: number | null;
      unmapped: string | null;
    }[];
    assert.equal(code, 0);
    assert.deepEqual(
      new Map(quotas.map(({ code: own, modelId, applied }) => [own, [modelId, applied]])),
      new Map<string, unknown>([
        ["L-99296DCD", [opus, 100_000]],
        ["L-D73B1244", [opus, null]],
        ["L-E3F10727", [null, 3e12]],
        ["L-00000099", [null, 5]],
      ]),
    );
    assert.deepEqual(
      quotas.slice(0, 2).map(({ modelId }) => modelId),
      [opus, opus],
    );
    assert.match((await headroom(["quotas"])).stdout, /Of no single known model:[\s\S]*Nobody 9/);
    assert.match((await headroom(["quotas", "--csv", "--model", usOpus])).stdout, /^modelId,.*\nanthropic[^\n]*\n$/);
  });

  it("iam-policy prints a policy that reads and does nothing else", async () => {
    const { code, stdout } = await headroom(["iam-policy", "usage"]);
    const actions = (JSON.parse(stdout) as { Statement: { Action: string[] }[] }).Statement.flatMap(
      ({ Action }) => Action,
    );
    assert.equal(code, 0);
    assert.ok(actions.length >= 7 && actions.every((action) => /^[a-z]+:(List|Get)\w+$/.test(action)));
    await headroom(["usage", "--no-cache"]);
    const called = new Set(running.server.calls.map(({ operation }) => operation));
    const allowed = new Set(actions.map((action) => action.split(":")[1]));
    for (const operation of called) assert.ok(allowed.has(operation), `${operation} is not in the policy`);
  });

  it("init writes a stack file for what is in use, and writes over none", async () => {
    const { code, stdout } = await headroom(["init", "--yes", "--email", "team@example.com"]);
    assert.equal(code, 0);
    assert.match(stdout, /1 targets?, \d+ alarms.*\$\d+\.\d\d a month/);
    const path = join(folder, `Pulumi.${region}.yaml`);
    const file = readFileSync(path, "utf8");
    assert.match(file, /- model: anthropic\.claude-opus-5\n {6}scopes: \[cross-region\]\n/);
    assert.match(file, /bedrock-headroom:applicationProfiles: discover/);
    assert.match(file, /email: \[team@example\.com\]/);
    const plan = await headroom(["plan", "--stack", region]);
    assert.equal(plan.code, 0, plan.stderr);

    assert.match(plan.stderr, /this plan is without them/);
    const live = await headroom(["plan", "--stack", region, "--live", "--json"]);
    assert.match(live.stdout, /"app1"/, live.stderr);

    const listed = await headroom(["init", "--yes", "--stack", "listed", "--list-profiles"]);
    assert.equal(listed.code, 0);
    const one = readFileSync(join(folder, "Pulumi.listed.yaml"), "utf8");
    assert.match(one, /scopes: \[cross-region\]\n {6}applicationProfiles: \[app1\]/);
    assert.doesNotMatch(one, /discover/);

    writeFileSync(path, "mine");
    const again = await headroom(["init", "--yes", "--region", region]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /is there already and stays as it is; write over it with --force/);
    assert.equal(readFileSync(path, "utf8"), "mine");
    assert.equal((await headroom(["init", "--yes", "--region", region, "--force"])).code, 0);
    assert.notEqual(readFileSync(path, "utf8"), "mine");
  });

  it("init offers a model that only the account knows, and plan takes what it writes without asking", async () => {
    const { bedrock, series, quotas } = account;
    const kept = { models: [...bedrock.models], profiles: [...bedrock.profiles] };
    const [id, code] = ["anthropic.claude-haiku-5-9", "L-0000ABCD"];
    bedrock.models.push({ modelId: id, name: "Claude Haiku 5.9", provider: "Anthropic" });
    bedrock.profiles.push({
      profileId: `us.${id}`,
      name: "US Anthropic Claude Haiku 5.9",
      type: "SYSTEM_DEFINED",
      modelArns: [`arn:aws:bedrock:us-east-1::foundation-model/${id}`],
    });
    quotas.push({
      code,
      name: "Cross-region model inference tokens per minute for Anthropic Claude Haiku 5.9",
      applied: 9,
    });
    const start = Math.floor(Date.now() / 60_000) * 60 - day;
    series.push(seriesOf("Invocations", `us.${id}`, start, new Float64Array(day / 60).fill(1)));
    try {
      const { code: exit, stderr } = await headroom(["init", "--yes"]);
      assert.equal(exit, 0, stderr);
      const file = readFileSync(join(folder, `Pulumi.${region}.yaml`), "utf8");
      assert.ok(file.includes(`    - model: us.${id}\n      quotas: { tpm: ${code} }\n`), file);
      running.server.forget();
      const plan = await headroom(["plan", "--stack", region, "--json"]);
      assert.equal(plan.code, 0, plan.stderr);
      assert.ok(plan.stdout.includes(code));
      assert.equal(running.server.count(), 0);
    } finally {
      series.pop();
      quotas.pop();
      Object.assign(bedrock, kept);
    }
  });

  it("init says of a quota of 0 that it must be asked for, not how full it was", async () => {
    const [tpm] = account.quotas;
    const before = tpm?.applied;
    Object.assign(tpm!, { applied: 0 });
    try {
      assert.equal((await headroom(["init", "--yes"])).code, 0);
    } finally {
      Object.assign(tpm!, { applied: before });
    }
    const file = readFileSync(join(folder, `Pulumi.${region}.yaml`), "utf8");
    assert.match(file, /requests in 14 days, the account's quota of tokens per minute is 0: ask for it\n/);
    assert.doesNotMatch(file, /peaked/);
  });

  it("init takes models by name without asking AWS anything", async () => {
    const { code, stderr } = await headroom(["init", "--yes", "--region", "eu-central-1", "--models", opus]);
    assert.equal(code, 0, stderr);
    assert.equal(running.server.count(), 0);
    assert.match(readFileSync(join(folder, "Pulumi.eu-central-1.yaml"), "utf8"), /- model: anthropic\.claude-opus-5\n/);
  });

  it("usage names models in use that no stack file covers", async () => {
    await headroom(["init", "--yes", "--region", region, "--models", "amazon.nova-micro-v1:0"]);
    const { stdout } = await headroom(["usage"]);
    assert.match(
      stdout,
      /In use, and in no stack file of us-east-1 \(us-east-1\): anthropic\.claude-opus-5 \(cross-region\)/,
    );
  });
});
