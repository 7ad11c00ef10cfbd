import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ForecastDocument } from "../../cli/forecast/document.ts";
import { accessDenied } from "../../local/servers/aws-http.ts";
import { assertMatchesSchema } from "../schemas/matches-schema.ts";
import { emptyAccount, opus, type PretendAccount, run, seriesOf, usOpus } from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";
import { growingLevels, minutesOf } from "./traffic.ts";

const day = 86_400;
const globalOpus = `global.${opus}`;
const pro = "amazon.nova-pro-v1:0";

/** Minutes of so many days that end now, as the clock of the machine has it. */
function put(account: PretendAccount, id: string, levels: (days: number) => number[], days = 60): void {
  const now = Math.floor(Date.now() / 1_000);
  const start = now - (now % day) - days * day;
  const minutes = minutesOf(levels(days + 1), id).subarray(0, Math.floor((now - start) / 60));
  account.series.push(
    seriesOf("EstimatedTPMQuotaUsage", id, start, minutes),
    seriesOf("Invocations", id, start, minutes),
  );
}

function account(): PretendAccount {
  const made = emptyAccount();
  delete made.options.now;
  return made;
}

/** Grows 5 % a week from 30,000: a busy day's p99 minute is at about two thirds of the quota of 100,000. */
function growingAccount(): PretendAccount {
  const made = account();
  put(made, usOpus, (days) => growingLevels(days, 30_000, 0.05, "growing"));
  put(made, globalOpus, (days) => growingLevels(days, 10_000, 0, "flat"));
  return made;
}

describe("headroom forecast", () => {
  const folder = mkdtempSync(join(tmpdir(), "headroom-forecast-"));
  after(() => rmSync(folder, { recursive: true }));

  async function forecast(args: string[], of = growingAccount(), environment: NodeJS.ProcessEnv = {}) {
    const running = await run(of);
    try {
      return await runOnAccount(running, folder, ["forecast", ...args], environment);
    } finally {
      await running.server.close();
    }
  }

  it("says in 80 columns how use grows and when it reaches its quota", async () => {
    const { code, stdout, stderr } = await forecast([], growingAccount(), { COLUMNS: "80" });
    assert.equal(code, 0, stderr);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    assert.match(
      stdout,
      /tpm +\d\d% \(\d\d-\d\d\) +\+\d\.\d% \(\d\.\d to \d\.\d\) +\w{3} \d\d \(\w{3} \d\d-\w{3} \d\d\)/,
    );
    assert.match(stdout, /tpm +\d\d% \(\d\d-\d\d\) +no trend \(−\d\.\d to \d\.\d\)/);
    assert.match(stdout.replaceAll(/\s+/g, " "), /Brackets hold in 90 of 100 cases, if use goes on as it did/);
  });

  it("writes it as JSON, as its schema says, and as Markdown", async () => {
    const [json, markdown] = [join(folder, "forecast.json"), join(folder, "forecast.md")];
    assert.equal((await forecast(["--json", json, "--markdown", markdown])).code, 0);
    const document = JSON.parse(readFileSync(json, "utf8")) as ForecastDocument;
    assertMatchesSchema("forecast", document);
    const [growing, flat] = document.targets;
    const [quota] = growing?.quotas ?? [];
    assert.deepEqual(
      [growing?.scope, quota?.kind, quota?.value, quota?.verdict],
      ["cross-region", "tpm", 100_000, "not"],
    );
    const { growth, trend, now, minutesFactor, reach } = quota!.forecast;
    assert.equal(trend, "growing");
    assert.ok(growth && growth.low <= 5 && 5 <= growth.high && growth.high - growth.low < 3, JSON.stringify(growth));
    // The last days: 30,000 × 1.05^(60/7) = 45,600 at noon, busy ones 5 % more; of a day's minutes the p99 is 1.35 of that.
    assert.ok(now && now.low < 67 && now.high > 62, JSON.stringify(now));
    assert.ok(minutesFactor && minutesFactor.low > 1 && minutesFactor.high < 1.4);
    assert.ok(reach?.earliest && reach.likely && reach.earliest < reach.likely);
    assert.equal(flat?.quotas[0]?.forecast.trend, "no-trend");
    assert.match(readFileSync(markdown, "utf8"), /\| anthropic\.claude-opus-5 \| cross-region \| tpm \| \d\d% /);
    const { stdout } = await forecast(["--json", "-", "--since", "4w", usOpus]);
    const one = JSON.parse(stdout) as ForecastDocument;
    assertMatchesSchema("forecast", one);
    assert.deepEqual([one.targets.length, one.targets[0]?.quotas[0]?.forecast.days], [1, 28]);
  });

  it("ends with 2 where a quota is likely reached within --within, with 1 where it may be", async () => {
    const within = (days: number) => forecast(["--json", "-", "--within", `${days}d`, usOpus]);
    const { stdout } = await within(1);
    const { reach } = (JSON.parse(stdout) as ForecastDocument).targets[0]!.quotas[0]!.forecast;
    const daysTo = (date: string) => Math.ceil((Date.parse(date) - Date.now()) / 86_400_000);
    assert.ok(reach?.earliest && reach.likely);
    assert.equal((await within(daysTo(reach.earliest) + 2)).code, 1);
    assert.equal((await within(daysTo(reach.likely) + 2)).code, 2);
  });

  it("can't tell of a model that appeared ten days ago, and says what it takes", async () => {
    const young = account();
    put(young, usOpus, (days) => growingLevels(days, 30_000, 0.2, "young"), 10);
    const { code, stdout } = await forecast([], young, { COLUMNS: "80" });
    assert.equal(code, 3);
    assert.match(
      stdout.replaceAll(/\s+/g, " "),
      /tpm: cannot tell: used since \d{4}-\d\d-\d\d only; it takes 21 days: from/,
    );
  });

  it("forecasts a daily quota by the tokens of days", async () => {
    const of = account();
    put(of, pro, (days) => growingLevels(days, 1_000, 0.1, "daily"));
    of.quotas.push({
      code: "L-D690997B",
      name: "Model invocation max tokens per day for Amazon Nova Pro (doubled for cross-region calls)",
      applied: 2_600_000,
    });
    const { code, stdout } = await forecast(["--json", "-"], of);
    const document = JSON.parse(stdout) as ForecastDocument;
    assertMatchesSchema("forecast", document);
    const [tpd] = document.targets[0]!.quotas;
    assert.deepEqual([tpd?.kind, tpd?.verdict, tpd?.forecast.minutesFactor, code], ["tpd", "likely", null, 2]);
    const { growth, now } = tpd!.forecast;
    assert.ok(growth && growth.low <= 10 && 10 <= growth.high, JSON.stringify(growth));
    // The last days: 1,000 × 1.1^(60/7) × 1,440 × 0.55 × e^(0.2²/2) = 1.83 million tokens, busy ones 5 % more.
    assert.ok(now && now.low < 76 && now.high > 71, JSON.stringify(now));
  });

  it("says that nothing called Bedrock, which neither denied metrics nor absent quotas mean", async () => {
    const idle = await forecast([], account());
    assert.equal(idle.code, 4);
    assert.match(idle.stdout, /Nothing called Bedrock here/);
    const without = growingAccount();
    without.quotas.length = 0;
    const unknown = await forecast([], without);
    assert.equal(unknown.code, 3);
    assert.match(
      unknown.stdout.replaceAll(/\s+/g, " "),
      /no quota with a metric is known, so when it is reached can't be told/,
    );
    const running = await run(growingAccount());
    running.server.fail("GetMetricData", accessDenied("cloudwatch:GetMetricData"));
    const denied = await runOnAccount(running, folder, ["forecast"]);
    await running.server.close();
    assert.deepEqual([denied.code, denied.stdout], [3, ""]);
    assert.match(denied.stderr, /access denied: cloudwatch:GetMetricData/);
  });

  it("tells use and growth where quotas can't be read, and that it can't tell when they are reached", async () => {
    const running = await run(growingAccount());
    for (const operation of [
      "ListServiceQuotas",
      "GetServiceQuota",
      "ListAWSDefaultServiceQuotas",
      "GetAWSDefaultServiceQuota",
    ])
      running.server.fail(operation, accessDenied(`servicequotas:${operation}`));
    const { code, stdout } = await runOnAccount(running, folder, ["forecast", usOpus], { COLUMNS: "80" });
    await running.server.close();
    assert.equal(code, 3);
    assert.match(stdout, /tpm +- +\+\d\.\d% \(\d\.\d to \d\.\d\) +-/);
    assert.match(
      stdout.replaceAll(/\s+/g, " "),
      /tpm: its quota could not be read, so when it is reached can't be told/,
    );
    assert.match(stdout, /Not read: the account's quotas: access/);
  });

  it("refuses what is wrong before AWS is asked, in one sentence", async () => {
    for (const [args, message] of [
      [["--within", "soon"], /--within soon: write days or weeks/],
      [["--within", "0d"], /--within 0d/],
      [["--since", "2w"], /--since 2w: a trend takes three weeks/],
      [["--since", "100d"], /63 days.*choose at most 62d/],
      [["--json", join(folder, "no/such/file.json")], /--json .*there is no folder/],
      [["--json", "-", "--markdown", "-"], /only one can go to standard output/],
      [["--timezone", "Mars/Base"], /no such time zone/],
      [["--region", "us-east-9"], /no such Region/],
      [["--nonsense"], /unknown option/],
    ] as const) {
      const { code, stdout, stderr } = await forecast([...args]);
      assert.deepEqual([code, stdout], [3, ""], args.join(" "));
      assert.match(stderr, message);
    }
  });
});
