import assert from "node:assert/strict";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import {
  applicationProfile,
  day,
  emptyAccount,
  now,
  opus,
  type PretendAccount,
  report,
  requestOf,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";
import { gappy, hour, minutes, only, seconds, start, sumOf, truthOf } from "./true-traffic.ts";

describe("the usage report against what really happened", () => {
  const tokens = [gappy(1, 60_000), gappy(2, 30_000), gappy(3, 9_000)];
  const calls = [gappy(1, 40), gappy(2, 20), gappy(3, 7)];
  const ids = [usOpus, "app1", "app2"];
  let account: PretendAccount;

  beforeEach(() => {
    account = emptyAccount();
    account.bedrock.profiles.push(applicationProfile("app1", opus, { team: "search" }), applicationProfile("app2"));
  });
  const use = (count: number) => {
    for (const [index, id] of ids.slice(0, count).entries()) {
      account.series.push(
        seriesOf("EstimatedTPMQuotaUsage", id, start, tokens[index]!),
        seriesOf("Invocations", id, start, calls[index]!),
      );
    }
  };

  for (const [name, length] of Object.entries({
    "1 hour": hour,
    "1 day": day,
    "7 days": 7 * day,
    "14 days": 14 * day,
  })) {
    for (const count of [1, 3]) {
      it(`has every figure of ${name} exactly, for ${count === 1 ? "one profile" : "three profiles on one quota"}`, async () => {
        use(count);
        const document = await report(account, requestOf(length));
        const { figures, perProfile } = only(document);
        const [from, to] = [seconds(document.window.start), seconds(document.window.end)];
        assert.deepEqual([from, to], [now - length, now]);
        assert.deepEqual(figures.tpm, truthOf(tokens.slice(0, count), from, to));
        assert.deepEqual(figures.rpm, truthOf(calls.slice(0, count), from, to));
        // An id that was idle in the window is left out.
        const used = ids
          .slice(0, count)
          .map((id, index) => [id, sumOf(tokens[index]!, from, to)] as const)
          .filter(([, total]) => total > 0);
        assert.deepEqual(new Map(perProfile.map((one) => [one.id, one.tokens])), new Map(used));
      });
    }
  }

  for (const length of [30 * day, 90 * day]) {
    it(`has the total of ${length / day} days exactly, though CloudWatch keeps minutes for 15 days only`, async () => {
      use(3);
      const document = await report(account, requestOf(length));
      const { figures } = only(document);
      const [from, to] = [seconds(document.window.start), seconds(document.window.end)];
      assert.ok(from <= now - length && from > now - length - hour);
      assert.equal(to, now);
      assert.equal(figures.tpm?.total, truthOf(tokens, from, to).total);
      assert.deepEqual(
        document.resolution.map(({ periodSeconds, hidesMinutePeaks }) => [periodSeconds, hidesMinutePeaks]),
        length === 30 * day
          ? [
              [300, true],
              [60, false],
            ]
          : [
              [3600, true],
              [300, true],
              [60, false],
            ],
      );
      for (const [index, { start: begins }] of document.resolution.slice(1).entries()) {
        assert.equal(document.resolution[index]!.end, begins);
      }
    });
  }

  it("finds the peak of the sum, which is not the sum of the peaks", async () => {
    const one = new Float64Array(minutes).fill(100);
    const two = new Float64Array(minutes).fill(100);
    one[minutes - 50] = 50_000;
    two[minutes - 30] = 40_000;
    one[minutes - 20] = 30_000;
    two[minutes - 20] = 30_000;
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, start, one));
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", "app1", start, two));
    const { figures, quotas, perProfile } = only(await report(account, requestOf(hour)));
    assert.equal(figures.tpm?.max, 60_000);
    assert.equal(figures.tpm?.maxAt, isoTime(now - 20 * 60));
    assert.equal(quotas[0]?.utilisation?.peak, 60);
    assert.deepEqual(
      perProfile.map(({ shareAtPeak }) => shareAtPeak),
      [50, 50],
    );
  });

  it("says of a peak in a coarse stretch that it is a mean, and counts minutes above only where minutes are known", async () => {
    const burst = new Float64Array(minutes).fill(1_000);
    burst[minutes - (20 * day) / 60] = 90_000;
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, start, burst));
    const { quotas, figures } = only(await report(account, requestOf(30 * day)));
    assert.equal(figures.tpm?.max, (90_000 + 4 * 1_000) / 5);
    assert.equal(figures.tpm?.maxPeriodSeconds, 300);
    assert.equal(quotas[0]?.utilisation?.peakPeriodSeconds, 300);
    assert.deepEqual(
      quotas[0]?.utilisation?.minutesAbove?.map(({ minutes: counted }) => counted),
      [0, 0, 0],
    );
    assert.ok(quotas[0]!.utilisation!.minutesCounted < 15 * 1_440);
  });

  it("counts the minutes at or above 70, 90 and 100 % of the quota", async () => {
    const steps = Float64Array.from({ length: minutes }, (_, minute) =>
      minute < minutes - 10
        ? 100
        : [69_999, 70_000, 89_999, 90_000, 99_999, 100_000, 120_000, 0, 1, 2][minute - minutes + 10]!,
    );
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, start, steps));
    const { quotas, severity } = only(await report(account, requestOf(hour)));
    assert.deepEqual(quotas[0]?.utilisation?.minutesAbove, [
      { percent: 70, minutes: 6 },
      { percent: 90, minutes: 4 },
      { percent: 100, minutes: 2 },
    ]);
    assert.equal(severity, "critical");
    // The last five minutes: 100,000, 120,000, 0, 1, 2.
    assert.equal(quotas[0]?.utilisation?.now, 120);
  });

  it("shows throttles at their true minute, also where nothing got through", async () => {
    const throttles = new Float64Array(minutes).fill(Number.NaN);
    throttles[minutes - 45] = 7;
    throttles[minutes - 44] = 1;
    account.series.push(seriesOf("InvocationThrottles", "app1", start, throttles));
    const target = only(await report(account, requestOf(day)));
    assert.deepEqual(target.charts.throttledAt, [
      [now - 45 * 60, 7, 60],
      [now - 44 * 60, 1, 60],
    ]);
    assert.equal(target.figures.throttles?.total, 8);
    assert.equal(target.throttleRate, 100);
    assert.equal(target.severity, "warning");
    assert.equal(target.perProfile[0]?.throttles, 8);
  });

  it("reports a model that only takes input, and one whose burndown nobody documents", async () => {
    const input = gappy(5, 3_000);
    account.series.push(
      seriesOf("InputTokenCount", "amazon.titan-embed-text-v2:0", start, input),
      seriesOf("EstimatedTPMQuotaUsage", "amazon.titan-embed-text-v2:0", start, input),
      seriesOf("Invocations", "amazon.titan-embed-text-v2:0", start, calls[0]!),
    );
    const { figures, scope, perProfile } = only(await report(account, requestOf(day)));
    const truth = truthOf([input], now - day, now);
    assert.equal(scope, "on-demand");
    assert.deepEqual(figures.inputTokens, truth);
    assert.deepEqual(figures.tpmByFormula, truth);
    assert.equal(figures.outputTokens?.total, 0);
    assert.equal(figures.outputTokens?.mean, null);
    assert.equal(perProfile[0]?.share, 100);
  });

  it("puts AWS's figure and the formula side by side", async () => {
    const input = gappy(1, 3_000);
    const write = gappy(2, 500);
    const output = gappy(3, 400);
    account.series.push(
      seriesOf("InputTokenCount", usOpus, start, input),
      seriesOf("CacheWriteInputTokenCount", usOpus, start, write),
      seriesOf("CacheReadInputTokenCount", usOpus, start, gappy(4, 90_000)),
      seriesOf("OutputTokenCount", usOpus, start, output),
      seriesOf("EstimatedTPMQuotaUsage", usOpus, start, tokens[0]!),
    );
    const { figures } = only(await report(account, requestOf(day)));
    // Claude Opus 5 burns 10 tokens of quota for each of output; what is read from the cache burns none.
    const formula = truthOf([input, write, output.map((value) => value * 10)], now - day, now);
    assert.deepEqual(figures.tpmByFormula, formula);
    assert.deepEqual(figures.tpm, truthOf([tokens[0]!], now - day, now));
  });

  it("adds neither the account's own sum nor series with further dimensions", async () => {
    use(1);
    account.series.push({ ...seriesOf("Invocations", "x", start, calls[0]!), dimensions: {} });
    account.series.push({
      ...seriesOf("Invocations", "x", start, calls[0]!),
      dimensions: { ModelId: usOpus, ServiceTier: "flex" },
    });
    const { figures } = only(await report(account, requestOf(day)));
    assert.equal(figures.rpm?.total, truthOf([calls[0]!], now - day, now).total);
  });

  it("counts calls made by the model's ARN with those made by its id", async () => {
    const id = "amazon.nova-micro-v1:0";
    account.series.push(seriesOf("Invocations", id, start, calls[0]!));
    account.series.push(seriesOf("Invocations", `arn:aws:bedrock:us-east-1::foundation-model/${id}`, start, calls[1]!));
    const { figures } = only(await report(account, requestOf(day)));
    assert.deepEqual(figures.rpm, truthOf(calls.slice(0, 2), now - day, now));
  });

  it("finds a model that was last used three weeks ago, which CloudWatch lists no longer", async () => {
    const old = calls[0]!.map((value, minute) => (minute < minutes - (21 * day) / 60 ? value : Number.NaN));
    account.series.push(seriesOf("Invocations", usOpus, start, old));
    assert.deepEqual((await report(account, requestOf(7 * day))).targets, []);
    const document = await report(account, requestOf(30 * day));
    const from = seconds(document.window.start);
    assert.equal(only(document).figures.rpm?.total, truthOf([old], from, now - 21 * day).total);
  });

  it("tells when a daily quota is used up at the present pace", async () => {
    const id = "amazon.nova-micro-v1:0";
    account.quotas.push({
      code: "L-D2912E70",
      name: "Model invocation max tokens per day for Amazon Nova Micro (doubled for cross-region calls)",
      applied: 1_000_000,
    });
    // Since midnight UTC 14 h 7 min have passed: 847 minutes.
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", id, start, new Float64Array(minutes).fill(1_000)));
    const { quotas } = only(await report(account, requestOf(3 * day)));
    const daily = quotas.find(({ kind }) => kind === "tpd");
    assert.equal(daily?.value, 1_000_000);
    assert.equal(daily.daily?.today, 847_000);
    assert.equal(daily.daily?.perHour, 60_000);
    assert.deepEqual(
      daily.daily?.days.map(({ tokens: used, complete }) => [used, complete]),
      [
        [1_440_000, true],
        [1_440_000, true],
        [1_440_000, true],
        [847_000, false],
      ],
    );
    assert.equal(daily.daily?.exhaustedAt, isoTime(now + 153 * 60));
    assert.equal(daily.utilisation?.peak, 144);
    assert.equal(daily.utilisation?.now, 84.7);
  });

  it("reads many datapoints by pages and loses none", async () => {
    use(3);
    account.options.pageSize = 3;
    const { figures } = only(await report(account, requestOf(14 * day)));
    assert.deepEqual(figures.tpm, truthOf(tokens, now - 14 * day, now));
  });
});
