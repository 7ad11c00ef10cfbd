import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LivePart } from "../../cli/plan-live/live-part.ts";
import { planPolicy } from "../../cli/plan-live/permissions.ts";
import { type AwsServer, accessDenied, startAwsServer } from "../../local/servers/aws-http.ts";
import { bedrock, type PretendBedrock } from "../../local/servers/bedrock.ts";
import { type PretendQuota, serviceQuotas } from "../../local/servers/service-quotas.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { type Ran, runHeadroom } from "../registry-cli/run-headroom.ts";

const stackFile = `config:
  aws:region: us-east-1
  bedrock-headroom:models:
    - model: anthropic.claude-opus-5
      scopes: [cross-region, global]
    - model: amazon.nova-micro-v1:0
      scopes: [on-demand, cross-region]
    - model: amazon.titan-embed-text-v2:0
  bedrock-headroom:alerts:
    email: [team@example.com]
`;

/** Every quota of the stack with AWS's default as the applied value. */
const healthy = (): PretendQuota[] =>
  (
    [
      ["L-99296DCD", "Cross-region model inference tokens per minute for Anthropic Claude Opus 5", 30_000_000],
      ["L-D73B1244", "Global cross-region model inference tokens per minute for Anthropic Claude Opus 5", 30_000_000],
      ["L-CFA4FA0D", "On-demand model inference tokens per minute for Amazon Nova Micro", 4_000_000],
      ["L-E118F160", "On-demand model inference requests per minute for Amazon Nova Micro", 2_000],
      ["L-DC7FF66C", "Cross-region model inference tokens per minute for Amazon Nova Micro", 8_000_000],
      ["L-3F110E0F", "Cross-region model inference requests per minute for Amazon Nova Micro", 4_000],
      ["L-D2912E70", "Model invocation max tokens per day for Amazon Nova Micro (doubled for …)", 5_760_000_000],
      ["L-DE641971", "On-demand model inference tokens per minute for Amazon Titan Text Embeddings V2", 300_000],
      ["L-26C560CE", "On-demand model inference requests per minute for Amazon Titan Text Embeddings V2", 6_000],
      ["L-E3F10727", "Cross-Model Max Tokens Per Day", 700_000_000],
    ] as const
  ).map(([code, name, value]) => ({ code, name, applied: value, default: value }));

describe("plan --live, as a person runs it", function () {
  this.timeout(60_000); // a process for each run, on machines that may be busy
  const folder = mkdtempSync(join(tmpdir(), "headroom-plan-live-"));
  const quotas: PretendQuota[] = [];
  const newest = "anthropic.claude-haiku-5-9";
  const offered: PretendBedrock = {
    models: [{ modelId: newest, name: "Claude Haiku 5.9", provider: "Anthropic" }],
    profiles: [
      {
        profileId: `us.${newest}`,
        name: "US Anthropic Claude Haiku 5.9",
        type: "SYSTEM_DEFINED",
        modelArns: [`arn:aws:bedrock:us-east-1::foundation-model/${newest}`],
      },
    ],
  };
  let server: AwsServer;
  /** what is left of the list of applied values */
  let rowsKept = Number.POSITIVE_INFINITY;
  before(async () => {
    writeFileSync(join(folder, "Pulumi.team.yaml"), stackFile);
    const whole = serviceQuotas(quotas);
    const { ListServiceQuotas: list, ...others } = whole.operations;
    const cut: typeof list = (input, call) => {
      const page = list!(input, call) as { Quotas: unknown[] };
      return { ...page, Quotas: page.Quotas.slice(0, rowsKept) };
    };
    server = await startAwsServer({ ...whole, operations: { ...others, ListServiceQuotas: cut! } }, bedrock(offered));
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    quotas.splice(0, quotas.length, ...healthy());
    rowsKept = Number.POSITIVE_INFINITY;
    server.mend();
    server.forget();
  });

  const change = (code: string, changes: Partial<PretendQuota>) =>
    Object.assign(quotas.find((quota) => quota.code === code)!, changes);
  const drop = (code: string) =>
    quotas.splice(
      quotas.findIndex((quota) => quota.code === code),
      1,
    );

  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
    headroom(["plan", "--stack", "team", ...args], env);
  const headroom = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
    runHeadroom(args, {
      cwd: folder,
      env: {
        HOME: folder,
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_ENDPOINT_URL: server.url,
        AWS_ACCESS_KEY_ID: "test-key",
        AWS_SECRET_ACCESS_KEY: "test-secret",
        // The stack's Region counts, not the person's.
        AWS_REGION: "eu-central-1",
        ...env,
      },
    });
  const live = async (): Promise<{ ran: Ran; live: LivePart }> => {
    const ran = await run(["--live", "--json"]);
    return { ran, live: (JSON.parse(ran.stdout) as { live: LivePart }).live };
  };

  it("warns of nothing on a healthy account, and prints the plan as without", async () => {
    const { ran, live: found } = await live();
    assert.deepEqual([ran.code, ran.stderr, found.warnings], [0, "", []]);
    assert.equal(found.quotas.length, 10);
    assert.equal(server.count("GetServiceQuota"), 0, "nothing is missing, so nothing is asked for");
    const { live: _, ...plan } = JSON.parse(ran.stdout) as MonitoringPlan & { live: unknown };
    server.forget();
    const offline = await run(["--json"]);
    assert.deepEqual(plan, JSON.parse(offline.stdout));
    assert.equal(server.count(), 0, "without --live no account is asked anything");
    assert.match((await run(["--live"])).stdout, /\nAccount: 10 quotas, 10 applied, .*nothing to warn of\n$/);
  });

  it("finds a model that only the account lists, as diff does; without --live it is told how to go on", async () => {
    writeFileSync(
      join(folder, "Pulumi.new.yaml"),
      `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [us.${newest}]\n`,
    );
    quotas.push({
      code: "L-0000ABCD",
      name: "Cross-region model inference tokens per minute for Anthropic Claude Haiku 5.9",
      applied: 5_000,
      default: 5_000,
    });
    const found = await headroom(["plan", "--stack", "new", "--live"]);
    assert.equal(found.code, 0, found.stderr);
    assert.match(found.stdout, /claude-haiku-5-9 +cross-region +tpm L-0000ABCD/);
    assert.match(found.stderr, /from this account's lists/);
    const diff = await headroom(["diff", "/dev/null", "new"]);
    assert.equal(diff.code, 0, diff.stderr);
    assert.match(diff.stdout, /Haiku 5\.9/);
    server.forget();
    const offline = await headroom(["plan", "--stack", "new"]);
    assert.deepEqual([offline.code, server.count()], [1, 0]);
    assert.match(offline.stderr, /registry refresh --region us-east-1/);
    server.fail("ListFoundationModels", accessDenied("bedrock:ListFoundationModels"));
    const denied = await headroom(["plan", "--stack", "new", "--live"]);
    assert.match(denied.stderr, /could not be read \(access denied: bedrock:ListFoundationModels/);
    rmSync(join(folder, "Pulumi.new.yaml"));
  });

  it("tells of a quota of 0, of one far under AWS's default, and not of half of it", async () => {
    change("L-99296DCD", { applied: 0, default: 5_000_000 });
    change("L-CFA4FA0D", { applied: 799_999 });
    change("L-DC7FF66C", { applied: 1_600_000 });
    delete change("L-DE641971", { default: 0 }).applied;
    const { ran, live: found } = await live();
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(
      found.quotas.flatMap(({ code, finding, origin }) => (finding ? [[code, finding, origin]] : [])),
      [
        ["L-99296DCD", "zero", "applied"],
        ["L-CFA4FA0D", "low", "applied"],
        ["L-DE641971", "zero", "default"],
      ],
    );
    assert.equal(ran.stderr, found.warnings.map((warning) => `warning: ${warning}\n`).join(""));
    assert.match(
      ran.stderr,
      /anthropic\.claude-opus-5 \(cross-region\): the account's quota of tokens per minute is 0 \(AWS's default: 5,000,000\), so every request is throttled; ask for it: https:\/\/us-east-1\.console/,
    );
    assert.match(ran.stderr, /nova-micro.*is 799,999, 19\.9 % of AWS's default \(4,000,000\); ask for more/);
    assert.doesNotMatch(ran.stderr, /max_tokens/);
  });

  it("says how to leave out a kind that the account has not, and once for all targets that share it", async () => {
    drop("L-D2912E70");
    const { ran, live: found } = await live();
    assert.equal(ran.code, 0);
    assert.deepEqual(found.warnings.length, 1);
    assert.match(
      ran.stderr,
      /^warning: amazon\.nova-micro-v1:0 \(on-demand\), amazon\.nova-micro-v1:0 \(cross-region\): .*\(L-D2912E70\), is not in this account: leave out that kind with quotas: \{ tpd: none \}\n$/,
    );
    assert.deepEqual([server.count("GetServiceQuota"), server.count("GetAWSDefaultServiceQuota")], [1, 1]);
    writeFileSync(
      join(folder, "Pulumi.team.yaml"),
      stackFile.replace("scopes: [on-demand, cross-region]", "$&\n      quotas: { tpd: none }"),
    );
    try {
      assert.equal((await run(["--live"])).stderr, "", "what it advises is taken, and helps");
    } finally {
      writeFileSync(join(folder, "Pulumi.team.yaml"), stackFile);
    }
  });

  it("knows that the daily quota across models is not in the account, and warns of nothing for it", async () => {
    drop("L-E3F10727");
    const { ran, live: found } = await live();
    const daily = found.quotas.find(({ code }) => code === "L-E3F10727");
    assert.deepEqual([daily?.origin, daily?.default, ran.stderr], ["none", null, ""]);
  });

  it("believes no list that is empty or cut short: it asks for each code that is gone", async () => {
    for (const kept of [0, 7]) {
      rowsKept = kept;
      const { ran, live: found } = await live();
      assert.deepEqual([ran.code, ran.stderr], [0, ""]);
      assert.ok(found.quotas.every(({ origin }) => origin === "applied"));
    }
  });

  it("tells of a value that can't be read, and exits with 3", async () => {
    change("L-99296DCD", { applied: undefined, errorCode: "SERVICE_QUOTA_NOT_AVAILABLE_ERROR" } as object);
    const { ran } = await live();
    assert.equal(ran.code, 3);
    assert.match(ran.stderr, /could not be read: Service Quotas says SERVICE_QUOTA_NOT_AVAILABLE_ERROR/);
  });

  it("says what a role lacks: exit 3, and the plan only where some of the values are known", async () => {
    server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"));
    const none = await run(["--live", "--json"]);
    assert.deepEqual([none.code, none.stdout], [3, ""]);
    assert.match(none.stderr, /access denied: servicequotas:ListServiceQuotas; .*headroom iam-policy plan prints/);
    server.mend();
    drop("L-D2912E70");
    server.fail("GetServiceQuota", accessDenied("servicequotas:GetServiceQuota"));
    const some = await live();
    assert.equal(some.ran.code, 3);
    assert.equal(some.live.quotas.find(({ code }) => code === "L-D2912E70")?.finding, "unread");
  });

  it("without credentials says so and exits with 3; --profile alone is refused", async () => {
    const ran = await run(["--live"], { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
    assert.deepEqual([ran.code, ran.stdout], [3, ""]);
    assert.match(ran.stderr, /no AWS credentials were found/);
    const alone = await run(["--profile", "work"]);
    assert.equal(alone.code, 1);
    assert.match(alone.stderr, /--profile is for --live/);
  });

  it("has a policy that is what it calls, and no more", async () => {
    drop("L-D2912E70");
    await run(["--live"]);
    const called = [...new Set(server.calls.map(({ operation }) => `servicequotas:${operation}`))].sort();
    const { Statement } = planPolicy() as { Statement: { Action: string[] }[] };
    assert.deepEqual(called, Statement.flatMap(({ Action }) => Action).sort());
    const printed = await runHeadroom(["iam-policy", "plan"]);
    assert.deepEqual(JSON.parse(printed.stdout), planPolicy());
  });
});
