import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { BacktestDocument } from "../../cli/backtest/document-shape.ts";
import { accessDenied } from "../../local/servers/aws-http.ts";
import { runHeadroom } from "../registry-cli/run-headroom.ts";
import { assertMatchesSchema } from "../schemas/matches-schema.ts";
import { emptyAccount, opus, type PretendAccount, run, seriesOf, usOpus } from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";

const now = Math.floor(Date.now() / 60_000) * 60;
const day = 86_400;
const minutes = 3 * 1_440;
const begin = now - minutes * 60;

/** Every 8 hours use climbs to 96 % of 100,000 over an hour and is throttled at the top. */
function account(): PretendAccount {
  const made = emptyAccount();
  delete made.options.now;
  const climbs = (at: number) => at % 480 >= 400 && at % 480 < 460;
  const used = Array.from({ length: minutes }, (_, at) => (climbs(at) ? 40_000 + ((at % 480) - 400) * 950 : 20_000));
  const throttled = Array.from({ length: minutes }, (_, at) => (at % 480 === 458 ? 7 : Number.NaN));
  made.series.push(
    seriesOf("EstimatedTPMQuotaUsage", usOpus, begin, used),
    seriesOf(
      "Invocations",
      usOpus,
      begin,
      used.map(() => 10),
    ),
    seriesOf("InvocationThrottles", usOpus, begin, throttled),
  );
  return made;
}

describe("headroom backtest", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "headroom-backtest-"));
  const stack = (text: string, name = "team") =>
    writeFileSync(join(folder, `Pulumi.${name}.yaml`), `config:\n  aws:region: us-east-1\n${text}`);
  before(() => stack(`  bedrock-headroom:models: [us.${opus}]\n`));
  after(() => rmSync(folder, { recursive: true }));

  async function backtest(args: string[], of = account(), environment: NodeJS.ProcessEnv = {}) {
    const running = await run(of);
    try {
      return await runOnAccount(running, folder, ["backtest", "--no-cache", ...args], environment);
    } finally {
      await running.server.close();
    }
  }
  const documentOf = async (args: string[], of = account()) => {
    const { stdout, stderr, code } = await backtest(["--since", "2d", "--json", "-", ...args], of);
    assert.ok(stdout.startsWith("{"), stderr);
    const document = JSON.parse(stdout) as BacktestDocument;
    assertMatchesSchema("backtest", document);
    return { document, code };
  };

  it("says in 80 columns what would have warned, what came unwarned, and what would be better", async () => {
    const { code, stdout } = await backtest(["--since", "2d"], account(), { COLUMNS: "80" });
    assert.equal(code, 0);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    const text = stdout.replaceAll(/\s+/g, " ");
    assert.match(text, /6 of 6 minutes with throttled requests \(100%\) were warned of before they began\./);
    assert.match(text, /anthropic\.claude-opus-5 \(cross-region\) .* \d+ min before/);
    assert.match(
      text,
      /Recommended: one level at \d+ % in .*: warns of 100% of the throttled minutes before they begin, with \d+ messages/,
    );
    assert.match(text, /the published one next to them, or today's, is taken for it/);
  });

  it("writes JSON, with other thresholds beside, and the recommendation", async () => {
    const { document } = await documentOf(["--thresholds", "warning=60,critical=99"]);
    assert.equal(document.outcome.throttledMinutes, 6);
    assert.equal(document.outcome.warnedMinutes, 6);
    assert.deepEqual(document.changed?.thresholds, { warning: 60, critical: 99 });
    const of = (outcome: BacktestDocument["outcome"], severity: string) =>
      outcome.targets[0]?.alarms.find(({ id }) => id.endsWith(`/tpm/${severity}`));
    assert.equal(of(document.outcome, "critical")?.pages, 6);
    assert.equal(of(document.changed!.outcome, "critical")?.pages, 0);
    assert.equal(document.whatIf.recommended?.warnedMinutes, 6);
    assert.equal(document.quotas[0]?.published, 0);
    assert.equal(document.quotas[0]?.assumed, 2 * 1_440);
  });

  it("takes the quotas that were published then", async () => {
    const of = account();
    of.series.push({
      ...seriesOf("TokenQuota", usOpus, begin, Array(minutes).fill(1_000_000)),
      ...{ namespace: "Bedrock/Quotas", dimensions: { Stack: "team", ModelId: usOpus } },
    });
    const { document, code } = await documentOf([], of);
    assert.equal(code, 1, "10 % of it warns of nothing");
    assert.equal(document.outcome.warnedMinutes, 0);
    // Minutes that have begun since the series was made are not in it.
    assert.ok((document.quotas[0]?.published ?? 0) > 2 * 1_440 - 60);
    assert.equal(document.whatIf.recommended, null);
  });

  it("saves what it read, and replays it without an account to the same numbers", async () => {
    const file = join(folder, "history.json.gz");
    const first = await backtest(["--since", "2d", "--save", file, "--json", "-"]);
    assert.equal(first.code, 0, first.stderr);
    const env = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", HOME: folder };
    const again = await runHeadroom(["backtest", "--history", file, "--json", "-"], { cwd: folder, env });
    assert.equal(again.code, 0, again.stderr);
    const [one, other] = [first, again].map(({ stdout }) => JSON.parse(stdout) as BacktestDocument);
    assert.deepEqual({ ...other, generatedAt: "", cost: null }, { ...one, generatedAt: "", cost: null });
    assert.equal(other?.cost, null);
  });

  it("saves no account id, and replays a profile that is listed by its ARN all the same", async () => {
    const arn = `arn:aws:bedrock:us-east-1:444455556666:inference-profile/${usOpus}`;
    stack(`  bedrock-headroom:models: [{ model: us.${opus}, applicationProfiles: ["${arn}"] }]\n`, "by-arn");
    const of = account();
    for (const series of of.series) series.dimensions = { ...series.dimensions, ModelId: arn };
    const file = join(folder, "by-arn.json.gz");
    const args = ["--since", "2d", "--stack", "by-arn", "--json", "-"];
    const first = await backtest([...args, "--save", file], of);
    const saved = gunzipSync(readFileSync(file)).toString();
    assert.match(saved, /arn:aws:bedrock:us-east-1::inference-profile/);
    assert.doesNotMatch(saved, /444455556666/);
    const env = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", HOME: folder };
    const again = await runHeadroom(["backtest", "--stack", "by-arn", "--history", file, "--json", "-"], {
      ...{ cwd: folder, env },
    });
    rmSync(join(folder, "Pulumi.by-arn.yaml"));
    const [one, other] = [first, again].map(({ stdout }) => JSON.parse(stdout) as BacktestDocument);
    assert.equal(one?.outcome.warnedMinutes, 6);
    assert.deepEqual(other?.outcome, one?.outcome);
  });

  it("reads only what is new since the last run, and comes to the same", async () => {
    const running = await run(account());
    const once = async (...args: string[]) => {
      const before = running.server.calls.length;
      const { stdout } = await runOnAccount(running, folder, ["backtest", "--since", "2d", "--json", "-", ...args], {
        XDG_CACHE_HOME: join(folder, "own-cache"),
      });
      const asked = running.server.calls.slice(before).filter(({ operation }) => operation === "GetMetricData");
      const starts = asked.map(({ input }) => Number((input as { StartTime: number }).StartTime));
      return { document: JSON.parse(stdout) as BacktestDocument, from: Math.min(...starts) };
    };
    const [first, second, anew] = [await once(), await once(), await once("--no-cache")];
    await running.server.close();
    assert.ok(first.from < now - 2 * day && anew.from < now - 2 * day);
    assert.ok(second.from > now - 2 * 3_600, "an hour, and what has passed");
    const told = ({ document }: typeof first) => ({ ...document, generatedAt: "", cost: null, window: null });
    assert.deepEqual(told(second), told(anew));
  });

  it("refuses a file that is none of its histories, and says how to make one", async () => {
    const file = join(folder, "wrong.json.gz");
    const env = { HOME: folder };
    const of = async (bytes: Buffer | string, message: RegExp) => {
      writeFileSync(file, bytes);
      const { code, stderr } = await runHeadroom(["backtest", "--history", file], { cwd: folder, env });
      assert.equal(code, 3);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    };
    const good = JSON.parse(gunzipSync(readFileSync(join(folder, "history.json.gz"))).toString()) as Record<
      string,
      unknown
    >;
    await of("", /damaged, or no history/);
    await of(
      gzipSync("{}"),
      /is no history of headroom backtest; write one with headroom backtest --stack <name> --save/,
    );
    await of(gzipSync(JSON.stringify(good)).subarray(0, 200), /damaged, or no history.* --save history\.json\.gz$/m);
    await of(JSON.stringify({ ...good, version: 99 }), /is of version 99/);
    await of(JSON.stringify({ ...good, region: "eu-west-1" }), /it is of eu-west-1, and the stack of us-east-1/);
    await of(JSON.stringify({ ...good, end: 5 }), /is damaged/);
    await of(JSON.stringify({ ...good, series: { x: { Sum: [1, 2, 3] } } }), /is damaged/);
    await of(JSON.stringify({ ...good, series: { x: { Sum: [1, 99_999_999] } } }), /is damaged/);
    const gone = await runHeadroom(["backtest", "--history", join(folder, "gone")], { cwd: folder, env });
    assert.match(gone.stderr, /there is no such file/);
  });

  it("refuses what it can't do before AWS is asked", async () => {
    const wrong: [string[], RegExp][] = [
      [["--stack", "none"], /none/],
      [["--thresholds", "warning"], /severities and percentages/],
      [["--thresholds", "warning=50,warning=60"], /names warning twice/],
      [["--thresholds", "warnin=50"], /did you mean warning\?/],
      [["--thresholds", "warning=95"], /critical at 90 % is not above warning at 95 %/],
      [["--json", join(folder, "no/x.json")], /there is no folder/],
      [["--history", "a", "--save", "b"], /needs no saving/],
      [["--since", "40d", "--until", "2026-10-20"], /keeps minutes for 15 days/],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await backtest(args);
      assert.ok(code === 3 || code === 1, args.join(" "));
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });

  it("ends with 4 where nothing was called, 3 where part can't be told or a right is taken away halfway", async () => {
    const idle = emptyAccount();
    delete idle.options.now;
    assert.equal((await backtest(["--since", "6h"], idle)).code, 4);
    const running = await run(account());
    running.server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"));
    running.server.fail("GetServiceQuota", accessDenied("servicequotas:GetServiceQuota"));
    running.server.fail("ListAWSDefaultServiceQuotas", accessDenied("servicequotas:ListAWSDefaultServiceQuotas"));
    const blind = await runOnAccount(running, folder, ["backtest", "--no-cache", "--since", "6h"]);
    assert.equal(blind.code, 3);
    assert.match(blind.stdout.replaceAll(/\s+/g, " "), /Not read: the account's quotas: access denied/);
    running.server.mend();
    running.server.fail("GetMetricData", accessDenied("cloudwatch:GetMetricData"));
    const denied = await runOnAccount(running, folder, ["backtest", "--no-cache", "--since", "6h"]);
    await running.server.close();
    assert.equal(denied.code, 3);
    assert.match(denied.stderr, /access denied: cloudwatch:GetMetricData/);
  });

  it("asks which stack where a folder has several", async () => {
    stack(`  bedrock-headroom:models: [us.${opus}]\n`, "other");
    const { code, stderr } = await backtest(["--since", `${day / 3_600}h`]);
    rmSync(join(folder, "Pulumi.other.yaml"));
    assert.equal(code, 3);
    assert.match(stderr, /say which stack: --stack other, --stack team/);
  });
});
