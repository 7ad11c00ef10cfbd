import assert from "node:assert/strict";
import { createPublisher } from "../../functions/quota-publisher/publish.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import { type FakeAws, fakeAws, feedOfCodes, feedQuota, keptLog, minuteOf } from "./fake-port.ts";
import { codeOf } from "./pretend-quotas.ts";

const [a, b, c] = [codeOf(0xa), codeOf(0xb), codeOf(0xc)];
const place = { region: "us-east-1", account: "123456789012" };

/** A new execution environment of the function, and what it does in a minute. */
function environment(feed: Feed, aws: FakeAws) {
  const run = createPublisher(feed, aws.port);
  const kept = keptLog();
  return { ...kept, run: (minute: number) => run(minuteOf(minute), place, kept.log) };
}

const valuesAt = (aws: FakeAws, minute: number) => Object.fromEntries(aws.at(minuteOf(minute)));

describe("the quota publisher", () => {
  describe("in a steady life", () => {
    it("publishes each quota, the heartbeat and the count of missing quotas in its first minute", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 20 });
      await environment(feedOfCodes(a, b), aws).run(0);
      assert.deepEqual(valuesAt(aws, 0), {
        [`TokenQuota model-${a}`]: 1_000,
        [`TokenQuota model-${b}`]: 20,
        MissingQuotas: 0,
        QuotaHeartbeat: 1,
      });
    });

    it("makes one call and no other in a steady minute", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run } = environment(feedOfCodes(a), aws);
      await run(0);
      aws.calls.length = 0;
      for (let minute = 1; minute < 15; minute++) await run(minute);
      assert.deepEqual(aws.calls, Array(14).fill("publish"));
      await run(15);
      assert.deepEqual(aws.calls.slice(14), ["readQuotas", "publish"]);
    });

    it("reads again at once when the clock had been ahead and is put right", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run } = environment(feedOfCodes(a), aws);
      await run(10_000);
      aws.applied.set(a, 2_000);
      await run(0);
      assert.equal(valuesAt(aws, 0)[`TokenQuota model-${a}`], 2_000);
    });

    it("publishes twice the value of a daily quota that is doubled", async () => {
      const aws = fakeAws({ [a]: 500 });
      const feed = feedOfCodes();
      feed.quotas.push(feedQuota(a, { metric: "DailyTokenQuota", modelId: "us.m", kind: "tpd", multiplier: 2 }));
      feed.quotas.push(feedQuota(a, { metric: "DailyTokenQuota", modelId: "m", kind: "tpd" }));
      await environment(feed, aws).run(0);
      assert.equal(valuesAt(aws, 0)["DailyTokenQuota us.m"], 1_000);
      assert.equal(valuesAt(aws, 0)["DailyTokenQuota m"], 500);
    });

    it("publishes a quota of 0", async () => {
      const aws = fakeAws({ [a]: 0 });
      await environment(feedOfCodes(a), aws).run(0);
      assert.equal(valuesAt(aws, 0)[`TokenQuota model-${a}`], 0);
    });

    it("publishes AWS's default where there is nothing else", async () => {
      const aws = fakeAws();
      aws.defaults.set(a, 700);
      const { run, named } = environment(feedOfCodes(a), aws);
      await run(0);
      assert.equal(valuesAt(aws, 0)[`TokenQuota model-${a}`], 700);
      assert.deepEqual(named("quotas-read")[0]?.fields, { quotas: 1, defaults: [a] });
    });

    it("names a quota that the account does not have, counts it every minute and publishes nothing for it", async () => {
      const aws = fakeAws({ [a]: 1 });
      const { run, named } = environment(feedOfCodes(a, b, c), aws);
      await run(0);
      await run(1);
      assert.deepEqual(named("quotas-missing"), [
        { level: "WARN", event: "quotas-missing", fields: { codes: [b, c] } },
      ]);
      for (const minute of [0, 1]) {
        assert.deepEqual(valuesAt(aws, minute), {
          [`TokenQuota model-${a}`]: 1,
          MissingQuotas: 2,
          QuotaHeartbeat: 1,
        });
      }
    });

    it("stops publishing a quota that the account no longer has", async () => {
      const aws = fakeAws({ [a]: 1, [b]: 2 });
      const { run } = environment(feedOfCodes(a, b), aws);
      await run(0);
      aws.applied.delete(b);
      await run(15);
      assert.deepEqual(valuesAt(aws, 15), { [`TokenQuota model-${a}`]: 1, MissingQuotas: 1, QuotaHeartbeat: 1 });
      assert.deepEqual(aws.alerts, []);
    });

    it("publishes the same values again when a minute is run twice", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run } = environment(feedOfCodes(a), aws);
      await run(0);
      const once = valuesAt(aws, 0);
      await run(0);
      assert.deepEqual(valuesAt(aws, 0), once);
      assert.deepEqual(aws.calls, ["lastPublished", "readQuotas", "publish", "publish"]);
    });
  });

  describe("when Service Quotas can't be read", () => {
    it("goes on with the values in memory, without a heartbeat, trying every minute until it can", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run, named } = environment(feedOfCodes(a), aws);
      await run(0);
      await run(14);
      aws.broken.set("readQuotas", 3);
      for (let minute = 15; minute <= 19; minute++) await run(minute);
      const heartbeats = [14, 15, 16, 17, 18, 19].map((minute) => valuesAt(aws, minute)["QuotaHeartbeat"]);
      assert.deepEqual(heartbeats, [1, undefined, undefined, undefined, 1, 1]);
      for (const minute of [15, 16, 17, 18, 19]) {
        assert.equal(valuesAt(aws, minute)[`TokenQuota model-${a}`], 1_000);
        assert.equal(valuesAt(aws, minute)["MissingQuotas"], 0);
      }
      assert.equal(named("quotas-unreadable").length, 3);
      // The next reading counts from the one that came through.
      assert.deepEqual(aws.calls.filter((call) => call === "readQuotas").length, 5);
    });

    it("goes on in a new environment with the values that it published last", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const feed = feedOfCodes(a, b);
      feed.quotas.push(feedQuota(a, { modelId: "doubled", multiplier: 2 }));
      await environment(feed, aws).run(0);
      aws.broken.set("readQuotas", 1);
      const { run } = environment(feed, aws);
      await run(1);
      assert.deepEqual(valuesAt(aws, 1), {
        [`TokenQuota model-${a}`]: 1_000,
        "TokenQuota doubled": 2_000,
        MissingQuotas: 1,
      });
      await run(2);
      assert.equal(valuesAt(aws, 2)["QuotaHeartbeat"], 1);
      assert.deepEqual(aws.alerts, []);
    });

    it("publishes nothing rather than make a number up when it never saw one", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      aws.broken.set("readQuotas", 1);
      await environment(feedOfCodes(a), aws).run(0);
      assert.deepEqual(aws.published, []);
    });

    it("keeps the last value of a quota that alone could not be read, without a heartbeat", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 20 });
      const { run, named } = environment(feedOfCodes(a, b), aws);
      await run(0);
      aws.unread.set(b, "DEPENDENCY_THROTTLING_ERROR");
      aws.applied.set(a, 2_000);
      await run(15);
      assert.deepEqual(valuesAt(aws, 15), {
        [`TokenQuota model-${a}`]: 2_000,
        [`TokenQuota model-${b}`]: 20,
        MissingQuotas: 0,
      });
      assert.deepEqual(named("quotas-unread")[0]?.fields, { codes: { [b]: "DEPENDENCY_THROTTLING_ERROR" } });
      aws.unread.clear();
      await run(16);
      assert.equal(valuesAt(aws, 16)["QuotaHeartbeat"], 1);
    });
  });

  describe("when a quota changes", () => {
    it("alerts once for all changes of a reading and logs each, the lowered ones as a warning", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 20, [c]: 3 });
      const { run, named } = environment(feedOfCodes(a, b, c), aws);
      await run(0);
      aws.applied.set(a, 2_000).set(b, 5);
      for (const minute of [14, 15, 16, 30]) await run(minute);
      assert.deepEqual(
        aws.alerts.map(({ subject }) => subject),
        ["Warning: quota lowered - 1 Bedrock quota, and 1 raised (us-east-1)"],
      );
      const logged = named("quota-changed").map(({ level, fields }) => [level, fields]);
      const names = (code: string) => ({ name: `Tokens per minute for ${code}`, kind: "tpm", origin: "applied" });
      assert.deepEqual(logged, [
        ["WARN", { code: b, ...names(b), models: [`model-${b}`], oldValue: 20, newValue: 5, percent: -75 }],
        ["INFO", { code: a, ...names(a), models: [`model-${a}`], oldValue: 1_000, newValue: 2_000, percent: 100 }],
      ]);
      assert.equal(valuesAt(aws, 14)[`TokenQuota model-${a}`], 1_000);
      assert.equal(valuesAt(aws, 15)[`TokenQuota model-${a}`], 2_000);
    });

    it("alerts a change that happened while no environment was alive", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const feed = feedOfCodes();
      feed.quotas.push(feedQuota(a, { multiplier: 2 }));
      await environment(feed, aws).run(0);
      aws.applied.set(a, 100);
      const { run, named } = environment(feed, aws);
      await run(60);
      await run(61);
      assert.equal(aws.alerts.length, 1);
      const { oldValue, newValue } = named("quota-changed")[0]!.fields;
      assert.deepEqual([oldValue, newValue], [1_000, 100]);
    });

    it("alerts nothing on a first deployment, nor in a new environment that finds nothing changed", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 0 });
      for (const minute of [0, 1, 2]) await environment(feedOfCodes(a, b), aws).run(minute);
      assert.deepEqual(aws.alerts, []);
    });

    it("alerts a quota that rises from 0, and says no percentage", async () => {
      const aws = fakeAws({ [a]: 0 });
      const { run, named } = environment(feedOfCodes(a), aws);
      await run(0);
      aws.applied.set(a, 6_000_000);
      await run(15);
      assert.match(aws.alerts[0]?.text ?? "", /tokens per minute 0 -> 6,000,000\n/);
      assert.equal("percent" in named("quota-changed")[0]!.fields, false);
    });

    it("publishes although the alert fails, fails the run, and tries the alert again until it is out", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run, named } = environment(feedOfCodes(a), aws);
      await run(0);
      aws.applied.set(a, 500);
      aws.broken.set("alert", 2);
      await assert.rejects(run(15), /alert is broken/);
      await assert.rejects(run(16), /alert is broken/);
      await run(17);
      await run(18);
      assert.deepEqual(valuesAt(aws, 15), { [`TokenQuota model-${a}`]: 500, MissingQuotas: 0, QuotaHeartbeat: 1 });
      assert.equal(aws.alerts.length, 1);
      assert.deepEqual([named("quota-changed").length, named("alert-failed").length], [1, 2]);
    });

    it("logs changes where there is no topic to alert", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { alert: _, ...port } = aws.port;
      const { run, named } = environment(feedOfCodes(a), { ...aws, port });
      await run(0);
      aws.applied.set(a, 500);
      await run(15);
      await run(16);
      assert.equal(named("quota-changed").length, 1);
    });

    it("still finds a change from before its start when reading back worked only later", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      await environment(feedOfCodes(a), aws).run(0);
      aws.applied.set(a, 500);
      aws.broken.set("lastPublished", 1);
      const { run, named } = environment(feedOfCodes(a), aws);
      await assert.rejects(run(1), /lastPublished is broken/);
      assert.deepEqual(valuesAt(aws, 1), { [`TokenQuota model-${a}`]: 500, MissingQuotas: 0, QuotaHeartbeat: 1 });
      await run(2);
      assert.equal(aws.alerts.length, 1);
      assert.equal(named("quota-changed")[0]?.fields["oldValue"], 1_000);
    });
  });

  describe("when CloudWatch does not take the points", () => {
    const many = 1_500;
    const codes = Array.from({ length: many }, (_, index) => codeOf(index));
    const applied = Object.fromEntries(codes.map((code) => [code, 1]));

    it("puts 1,000 points a call and the heartbeat into the last one", async () => {
      const aws = fakeAws(applied);
      await environment(feedOfCodes(...codes), aws).run(0);
      assert.deepEqual(
        aws.published.map(({ points }) => points.length),
        [1_000, 502],
      );
      assert.equal(aws.published[1]?.points.at(-1)?.metric, "QuotaHeartbeat");
    });

    it("publishes the other batch, withholds the heartbeat and fails the run when the first one fails", async () => {
      const aws = fakeAws(applied);
      aws.broken.set("publish", 1);
      const { run } = environment(feedOfCodes(...codes), aws);
      await assert.rejects(run(0), /publish is broken/);
      assert.equal(valuesAt(aws, 0)["QuotaHeartbeat"], undefined);
      assert.equal(aws.at(minuteOf(0)).size, 501);
      // Lambda runs the same minute again.
      await run(0);
      assert.equal(aws.at(minuteOf(0)).size, 1_502);
      assert.equal(aws.calls.filter((call) => call === "readQuotas").length, 1);
    });
  });
});
