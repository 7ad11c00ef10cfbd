import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IncreaseDocument } from "../../cli/increase/document-shape.ts";
import { type AwsServer, accessDenied, tooManyRequests } from "../../local/servers/aws-http.ts";
import { growingLevels, minutesOf } from "../forecast/traffic.ts";
import { assertMatchesSchema } from "../schemas/matches-schema.ts";
import { emptyAccount, opus, type PretendAccount, run, seriesOf, usOpus } from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";
import { busyAccount, globalOpus, mantleAccount, throttle } from "./busy-account.ts";

interface How {
  environment?: NodeJS.ProcessEnv;
  before?: (server: AwsServer) => void;
}

describe("headroom increase", function () {
  this.timeout(60_000); // a process for each run, on machines that may be busy
  const folder = mkdtempSync(join(tmpdir(), "headroom-increase-"));
  after(() => rmSync(folder, { recursive: true }));

  async function increase(args: readonly string[], of: PretendAccount, { environment = {}, before }: How = {}) {
    const running = await run(of);
    before?.(running.server);
    try {
      const ran = await runOnAccount(running, folder, ["increase", "--since", "2h", ...args], environment);
      const sent = running.server.calls.filter(({ operation }) => operation === "RequestServiceQuotaIncrease");
      return { ...ran, sent: sent.map(({ input }) => input) };
    } finally {
      await running.server.close();
    }
  }

  /** As JSON, which is checked against its schema. */
  async function document(args: readonly string[], of: PretendAccount, how?: How) {
    const ran = await increase([...args, "--json", "-"], of, how);
    const read = JSON.parse(ran.stdout) as IncreaseDocument;
    assertMatchesSchema("increase", read);
    return { ...ran, document: read, quotas: read.targets.flatMap(({ quotas }) => quotas) };
  }

  const oneLine = (text: string) => text.replaceAll(/\s+/g, " ");

  it("says in 80 columns what is asked for, why, and the text for AWS; sends nothing", async () => {
    const { code, stdout, sent } = await increase([], throttle(busyAccount(), 25), { environment: { COLUMNS: "80" } });
    assert.equal(code, 0);
    assert.deepEqual(sent, []);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80 || line.includes("https://"), line);
    const text = oneLine(stdout);
    assert.match(text, /\(cross-region\): 25 requests throttled 2,710 requests, on average 2,000 input and 100 output/);
    assert.match(text, /tokens per minute \(L-99296DCD, 100,000 now, AWS's default 30,000,000\): ask for 180,000/);
    assert.match(text, /120,000 tokens per minute were used at most; with 30 % of the quota left free that is 171,429/);
    assert.match(
      text,
      /Nothing was sent\. --submit would send .* RequestServiceQuotaIncrease bedrock L-99296DCD 180000/,
    );
    // A use case is nobody's to make up.
    assert.match(text, /Use case: <say what it does/);
  });

  it("writes JSON, Markdown and the case's text", async () => {
    const [json, markdown, text] = ["i.json", "i.md", "case.txt"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const of = throttle(busyAccount(), 25);
    for (const datum of of.data.filter(({ metric }) => metric === "InputTokenCount").slice(0, 271))
      datum.value = 30_000;
    const { code } = await increase(["--json", json, "--markdown", markdown, "--case", text], of);
    assert.equal(code, 0);
    const read = JSON.parse(readFileSync(json, "utf8")) as IncreaseDocument;
    assertMatchesSchema("increase", read);
    const [target] = read.targets;
    assert.equal(target?.facts.requests, 2_710);
    assert.ok(Math.abs((target.facts.longInputs ?? 0) - 10) < 1e-9, `${target.facts.longInputs}`);
    assert.equal(target.facts.throttles?.requests, 25);
    assert.equal(target.facts.growth, null);
    assert.deepEqual(
      target.facts.rates.map(({ kind, steady, peak }) => [kind, steady.value, peak.value]),
      [
        ["tpm", 90_000, 120_000],
        ["rpm", 30, 40],
      ],
    );
    const said = readFileSync(text, "utf8");
    for (const line of said.split("\n")) assert.ok(line.length <= 78, line);
    for (const wanted of [
      /^Region: us-east-1$/m,
      /^Model: Claude Opus 5 \(anthropic\.claude-opus-5\)$/m,
      /Steady state TPM: 90,000/,
      /Peak TPM: 120,000/,
      /Steady state RPM: 30/,
      /Peak RPM: 40/,
      /Average output tokens per request: 100/,
      /more than 25,000 input tokens: 10 %/,
      /Throttled: 25 requests, 0\.9 % of all/,
      /Expected growth: <say what you expect/,
      /New value: 180,000/,
    ])
      assert.match(said, wanted);
    assert.match(
      readFileSync(markdown, "utf8"),
      /\| tokens per minute \[L-99296DCD\]\(https:.*\| 100,000 \| 30,000,000 \| 180,000 \| can-request \|/,
    );
  });

  it("tells AWS how use grew, where eight weeks show it", async () => {
    const of = emptyAccount();
    delete of.options.now;
    const now = Math.floor(Date.now() / 1_000);
    const start = now - (now % 86_400) - 60 * 86_400;
    const minutes = minutesOf(growingLevels(61, 60_000, 0.05, "growing"), usOpus);
    const past = minutes.subarray(0, Math.floor((now - start) / 60));
    for (const metric of ["EstimatedTPMQuotaUsage", "Invocations"])
      of.series.push(seriesOf(metric, usOpus, start, past));
    const { document: read } = await document(["--to", "500000", "--kind", "tpm", "--since", "7d"], of);
    assert.match(
      read.targets[0]?.facts.growth?.text ?? "",
      /^tokens per minute \+[34567]\.\d% \(.*\) a week since 20\d\d-\d\d-\d\d, by a 90 % interval$/,
    );
  });

  it("submits after leave alone, says what came of it, and asks for nothing twice", async () => {
    const of = busyAccount();
    const without = await increase(["--submit"], of);
    assert.deepEqual([without.code, without.sent], [3, []]);
    assert.match(without.stderr, /nothing was submitted: 1 request would be sent .* allow it with --yes/);
    const first = await document(["--submit", "--yes"], of);
    assert.equal(first.code, 0);
    assert.deepEqual(first.sent, [{ ServiceCode: "bedrock", QuotaCode: "L-99296DCD", DesiredValue: 180_000 }]);
    assert.equal(first.document.submitted?.[0]?.outcome, "submitted");
    assert.equal(first.document.submitted?.[0]?.request?.status, "PENDING");
    const second = await document(["--submit", "--yes"], of);
    assert.deepEqual([second.code, second.sent, second.document.submitted], [1, [], []]);
    assert.equal(second.quotas[0]?.verdict, "open-request");
    assert.equal(second.quotas[0]?.request?.id, "request-1");
  });

  it("says what was submitted and what was not, where the right is taken away halfway", async () => {
    const of = busyAccount();
    of.data.push(...busyAccount(globalOpus).data);
    const { code, stdout, sent } = await increase(["--submit", "--yes"], of, {
      before: (server) =>
        server.fail("RequestServiceQuotaIncrease", accessDenied("servicequotas:RequestServiceQuotaIncrease"), {
          after: 1,
        }),
    });
    assert.equal(code, 3);
    assert.equal(sent.length, 2);
    const text = oneLine(stdout);
    assert.match(text, /Submitted: L-[0-9A-F]{8} to 180,000: PENDING/);
    assert.match(
      text,
      /Not submitted: L-[0-9A-F]{8} to 180,000: access denied: servicequotas:RequestServiceQuotaIncrease; allow it \(headroom iam-policy increase/,
    );
    assert.equal(of.requests?.length, 1);
  });

  it("never sends one again whose answer was lost", async () => {
    const taken = await document(["--submit", "--yes"], busyAccount(), {
      before: (server) => server.fail("RequestServiceQuotaIncrease", "truncate"),
    });
    assert.deepEqual([taken.code, taken.sent.length], [0, 1]);
    assert.equal(taken.document.submitted?.[0]?.request?.id, "request-1");
    const lost = await document(["--submit", "--yes"], busyAccount(), {
      before: (server) => server.fail("RequestServiceQuotaIncrease", "reset"),
    });
    assert.deepEqual([lost.code, lost.sent.length, lost.document.submitted?.[0]?.outcome], [3, 1, "unknown"]);
    const throttled = await document(["--submit", "--yes"], busyAccount(), {
      before: (server) => server.fail("RequestServiceQuotaIncrease", tooManyRequests(), { times: 1 }),
    });
    assert.deepEqual([throttled.code, throttled.sent.length], [0, 2]);
  });

  it("refuses what Service Quotas takes no request for, with the way that remains", async () => {
    const fixed = busyAccount();
    fixed.quotas[0]!.adjustable = false;
    const { code, quotas, sent } = await document(["--submit", "--yes"], fixed);
    assert.deepEqual([code, sent, quotas[0]?.verdict, quotas[0]?.desired], [1, [], "not-adjustable", 180_000]);
    assert.deepEqual(
      quotas[0]?.ways.map(({ what }) => what),
      ["support-case", "another-scope", "advise"],
    );
    // The account has 50,000 by default of the global quota, and no quota of mantle: none of that is a way.
    assert.match(
      quotas[0]?.ways[1]?.text ?? "",
      /global\.anthropic\.claude-opus-5 \(global\).*50,000 tokens a minute \(the account's\)/,
    );
    assert.match((await increase(["--case", "-"], fixed)).stdout, /New value: 180,000/);

    const legacy = busyAccount();
    legacy.bedrock.models.push({
      modelId: opus,
      name: "Claude Opus 5",
      provider: "Anthropic",
      inferenceTypes: ["INFERENCE_PROFILE"],
      lifecycle: "LEGACY",
      legacy: "2026-07-08T00:00:00Z",
      endOfLife: "2099-01-08T00:00:00Z",
    });
    const ends = await document(["--submit", "--yes"], legacy);
    assert.deepEqual([ends.code, ends.sent, ends.quotas[0]?.verdict], [1, [], "legacy"]);

    const mantle = await document(["--submit", "--yes"], mantleAccount());
    assert.deepEqual([mantle.code, mantle.sent], [1, []]);
    assert.deepEqual(
      mantle.quotas.map(({ kind, verdict, desired }) => [kind, verdict, desired]),
      [
        ["input-tpm", "support-case", 86_000],
        ["output-tpm", "not-needed", null],
      ],
    );
  });

  it("tells a value of --to that can't be meant, and takes one that can", async () => {
    const of = busyAccount();
    const named = await document(["us.anthropic.claude-opus-5", "--to", "2M"], of);
    assert.deepEqual([named.code, named.quotas[0]?.desired], [0, 2_000_000]);
    for (const [args, said] of [
      [["--to", "100k"], /--to 100,000: the account has 100,000 of L-99296DCD already/],
      [["--to", "99000M"], /zeros too many\? If it is meant, ask in the console: https:/],
      [["anthropic.claude-opus-5", "--to", "2M"], /--to is for one quota, and \d+ are meant/],
      [["--to", "2M", "--headroom", "20%"], /--to and --headroom: choose one/],
      [["--to", "-5"], /whole number above 0/],
      [["--to", "1.5"], /whole number above 0/],
      [["--headroom", "100%"], /percentage from 0 to 90/],
      [["--kind", "tpn"], /"tpn" is none of tpm/],
      [["--kind", "rpm", "--to", "5"], /no quota was found that it could be for/],
      [["--yes"], /--yes is for --submit/],
      [["anthropic.claude-opus-9"], /is no model that us-east-1 offers/],
      [["--json", join(folder, "no/such/i.json")], /there is no folder/],
      [["--json", "-", "--case", "-"], /only one of/],
      [["--since", "0h"], /no length of time/],
    ] as const) {
      const { code, stderr, stdout, sent } = await increase(
        [...args, "--submit"].slice(0, args[0] === "--yes" ? 1 : undefined),
        of,
      );
      assert.deepEqual([code, stdout, sent], [3, "", []], `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, said);
    }
  });

  it("says what it could not read, and asks for nothing then", async () => {
    const unread = await document(["--submit", "--yes"], busyAccount(), {
      before: (server) => server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas")),
    });
    assert.deepEqual([unread.code, unread.sent, unread.quotas[0]?.verdict], [3, [], "unknown"]);
    const blind = (server: AwsServer) => {
      const action = "servicequotas:ListRequestedServiceQuotaChangeHistory";
      server.fail("ListRequestedServiceQuotaChangeHistory", accessDenied(action));
      server.fail("ListRequestedServiceQuotaChangeHistoryByQuota", accessDenied(action));
    };
    const dry = await increase([], busyAccount(), { before: blind });
    assert.equal(dry.code, 3);
    assert.match(
      oneLine(dry.stdout),
      /whether a request is open is not known.*Not read: the account's requests for increases: access denied/,
    );
    const submitted = await document(["--submit", "--yes"], busyAccount(), { before: blind });
    assert.deepEqual([submitted.code, submitted.sent], [3, []]);
    const keys = await increase([], busyAccount(), {
      environment: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
    });
    assert.equal(keys.code, 3);
  });

  it("asks for nothing where there is room, or nobody called", async () => {
    const roomy = busyAccount();
    roomy.quotas[0]!.applied = 1_000_000;
    const { code, stdout, quotas } = await document([], roomy);
    assert.deepEqual([code, quotas[0]?.verdict], [0, "not-needed"], stdout);
    assert.equal((await increase(["--case", "-"], roomy)).stdout, "No increase of a quota is asked for.\n");
    const idle = await increase([], emptyAccount());
    assert.equal(idle.code, 4);
    assert.match(idle.stdout, /Nothing called Bedrock here/);
    const fresh = busyAccount();
    fresh.data.length = 0;
    fresh.quotas[0]!.applied = 0;
    const asked = await document(["us.anthropic.claude-opus-5"], fresh);
    assert.deepEqual([asked.code, asked.quotas[0]?.desired], [0, 30_000_000]);
  });

  it("tells each of several Regions, and the others where one can't be read", async () => {
    const of = busyAccount();
    const { code, stdout } = await increase(["--region", "us-east-1,us-west-2", "--json", "-"], of);
    assert.equal(code, 0);
    const both = JSON.parse(stdout) as IncreaseDocument[];
    assert.deepEqual(
      both.map(({ region }) => region),
      ["us-east-1", "us-west-2"],
    );
    for (const one of both) assertMatchesSchema("increase", one);
    const one = await increase(["--region", "us-east-1,us-west-2", "--json", "-"], of, {
      before: (server) => server.fail("GetMetricData", accessDenied("cloudwatch:GetMetricData"), { times: 1 }),
    });
    assert.equal(one.code, 3);
    assert.match(one.stderr, /headroom: us-east-1: .*access denied/);
    assert.equal((JSON.parse(one.stdout) as IncreaseDocument).region, "us-west-2");
  });

  it("prints a policy in which what changes something stands apart", async () => {
    const { stdout } = await runOnAccount({ server: { url: "" } } as never, folder, ["iam-policy", "increase"]);
    const { Statement } = JSON.parse(stdout) as { Statement: { Sid: string; Action: string[] }[] };
    const changing = Statement.filter(({ Action }) => Action.some((action) => !/:(Get|List|Describe)/.test(action)));
    assert.deepEqual(
      changing.map(({ Sid }) => Sid),
      ["OnlyForSubmit", "OnlyForTheFirstSubmit"],
    );
  });
});
