import assert from "node:assert/strict";
import { createPublisher } from "../../functions/quota-publisher/publish.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import { epochMinute, type FakeAws, fakeAws, feedOfCodes, feedQuota, keptLog, minuteOf } from "./fake-port.ts";
import { codeOf } from "./pretend-quotas.ts";

const [a, b, c] = [codeOf(0xa), codeOf(0xb), codeOf(0xc)];
const place = { region: "us-east-1", account: "123456789012" };
const healthy = { PublisherRuns: 1, QuotaAgeMinutes: 0, QuotasWithoutValue: 0, UntoldChanges: 0 };
const own = Object.keys(healthy);

/** A new execution environment of the function, and what it does in a minute. */
function environment(feed: Feed, aws: FakeAws) {
  const run = createPublisher(feed, aws.port);
  const kept = keptLog();
  return {
    ...kept,
    run: (minute: number) => run(minuteOf(minute), place, kept.log),
    async runs(from: number, to: number) {
      for (let minute = from; minute <= to; minute++) await run(minuteOf(minute), place, kept.log);
    },
  };
}

const valuesAt = (aws: FakeAws, minute: number) => Object.fromEntries(aws.at(epochMinute(minute)));
const valueAt = (aws: FakeAws, code: string, minute: number) => valuesAt(aws, minute)[`TokenQuota model-${code}`];
const subjects = (aws: FakeAws) => aws.alerts.map(({ subject }) => subject);

describe("the quota publisher", () => {
  describe("in a steady life", () => {
    it("publishes each quota from its first minute to the horizon, and what it says of itself", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 20 });
      await environment(feedOfCodes(a, b), aws).run(0);
      const quotas = { [`TokenQuota model-${a}`]: 1_000, [`TokenQuota model-${b}`]: 20 };
      assert.deepEqual(valuesAt(aws, 0), { ...quotas, ...healthy });
      for (let minute = 1; minute <= 10; minute++) assert.deepEqual(valuesAt(aws, minute), quotas);
      assert.deepEqual(valuesAt(aws, 11), {});
      assert.deepEqual(aws.alerts, []);
    });

    it("makes one call and no other in a steady minute, with one point a quota", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run, runs } = environment(feedOfCodes(a), aws);
      await run(0);
      aws.calls.length = 0;
      aws.published.length = 0;
      await runs(1, 14);
      assert.deepEqual(aws.calls, Array(14).fill("publish"));
      assert.deepEqual(
        aws.published.map((points) => points.length),
        Array(14).fill(1 + own.length),
      );
      await run(15);
      assert.deepEqual(aws.calls.slice(14), ["listQuotas", "publish"]);
    });

    it("says how old its values are", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      await environment(feedOfCodes(a), aws).runs(0, 16);
      const ages = [0, 1, 14, 15, 16].map((minute) => valuesAt(aws, minute)["QuotaAgeMinutes"]);
      assert.deepEqual(ages, [0, 1, 14, 0, 1]);
    });

    it("reads again at once when the clock had been ahead and is put right", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run } = environment(feedOfCodes(a), aws);
      await run(10_000);
      aws.applied.set(a, 2_000);
      await run(0);
      assert.equal(valueAt(aws, a, 0), 2_000);
      assert.equal(valueAt(aws, a, 10), 2_000);
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

    it("puts no point a second time when a minute is run twice, but that it ran", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run } = environment(feedOfCodes(a), aws);
      await run(0);
      const once = valuesAt(aws, 0);
      await run(0);
      assert.deepEqual(valuesAt(aws, 0), once);
      assert.deepEqual(
        aws.published
          .at(-1)!
          .map(({ metric }) => metric)
          .sort(),
        own.toSorted(),
      );
    });

    it("leaves no gap at the horizon when runs are missed", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run } = environment(feedOfCodes(a), aws);
      for (const minute of [0, 1, 4, 5, 11, 30]) await run(minute);
      for (let minute = 0; minute <= 21; minute++) assert.equal(valueAt(aws, a, minute), 1_000, String(minute));
      assert.equal(valueAt(aws, a, 22), undefined);
      for (let minute = 30; minute <= 40; minute++) assert.equal(valueAt(aws, a, minute), 1_000, String(minute));
    });
  });

  describe("on a first deployment", () => {
    it("says nothing of a healthy account", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 300 });
      aws.defaults.set(a, 1_000).set(b, 1_000);
      await environment(feedOfCodes(a, b), aws).runs(0, 40);
      assert.deepEqual(aws.alerts, []);
    });

    it("tells a quota of 0 and one far under AWS's default, once, also where the environment ends", async () => {
      const aws = fakeAws({ [a]: 0, [b]: 199 });
      aws.defaults.set(a, 5_000).set(b, 1_000);
      const first = environment(feedOfCodes(a, b), aws);
      aws.broken.set("alert", 1);
      await assert.rejects(first.run(0), /alert is broken/);
      assert.equal(valuesAt(aws, 0)["UntoldChanges"], 2);
      const next = environment(feedOfCodes(a, b), aws);
      await next.runs(1, 3);
      await environment(feedOfCodes(a, b), aws).runs(4, 5);
      assert.deepEqual(subjects(aws), [`Warning: model-${a} TPM quota is 0, and 1 more (us-east-1)`]);
      assert.match(aws.alerts[0]!.text, /0, AWS's default is 5,000: every request is throttled/);
      assert.match(aws.alerts[0]!.text, /199, AWS's default is 1,000/);
    });

    it("publishes AWS's default where there is nothing else, once that is confirmed", async () => {
      const aws = fakeAws();
      aws.defaults.set(a, 700);
      const { run, named } = environment(feedOfCodes(a), aws);
      await run(0);
      assert.equal(valueAt(aws, a, 0), 700);
      assert.deepEqual(aws.asked, [a]);
      assert.deepEqual(named("quotas-read")[0]?.fields, { quotas: 1, defaults: [a] });
    });

    it("does not take AWS's default for a code that a list cut short has lost", async () => {
      const aws = fakeAws({ [a]: 500 });
      aws.defaults.set(a, 1_000);
      aws.unlisted.add(a);
      await environment(feedOfCodes(a), aws).run(0);
      assert.equal(valueAt(aws, a, 0), undefined);
      assert.deepEqual(subjects(aws), [`Warning: model-${a} TPM quota can't be read (us-east-1)`]);
    });

    it("tells of codes that the account lacks, counts them every minute and publishes nothing for them", async () => {
      const aws = fakeAws({ [a]: 1 });
      const { runs, named } = environment(feedOfCodes(a, b, c), aws);
      await runs(0, 20);
      assert.deepEqual(named("quotas-missing")[0]?.fields, { codes: [b, c] });
      for (const minute of [0, 1, 20]) assert.equal(valuesAt(aws, minute)["QuotasWithoutValue"], 2);
      assert.deepEqual(subjects(aws), [`Warning: model-${b} TPM quota is not in the account, and 1 more (us-east-1)`]);
    });

    it("does not count what is only shown: an account may lack it, and no alarm rests on it", async () => {
      const aws = fakeAws({ [a]: 1 });
      const feed = feedOfCodes(a);
      feed.quotas.push(feedQuota(b, { kind: "tpd", modelId: "all-models", shownOnly: true }));
      await environment(feed, aws).runs(0, 20);
      assert.equal(valuesAt(aws, 20)["QuotasWithoutValue"], 0);
      assert.deepEqual(aws.alerts, []);
    });
  });

  describe("when Service Quotas can't be read", () => {
    it("goes on with the values in memory, says how old they are, and tries every minute until it can", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run, runs, named } = environment(feedOfCodes(a), aws);
      await runs(0, 14);
      aws.broken.set("listQuotas", 2);
      await runs(15, 17);
      const ages = [14, 15, 16, 17].map((minute) => valuesAt(aws, minute)["QuotaAgeMinutes"]);
      assert.deepEqual(ages, [14, 15, 16, 0]);
      assert.equal(named("quotas-unreadable").length, 2);
      assert.deepEqual(aws.alerts, []);
      await run(18);
      // The next reading counts from the one that came through.
      assert.equal(aws.calls.filter((call) => call === "listQuotas").length, 5);
      for (let minute = 15; minute <= 28; minute++) assert.equal(valueAt(aws, a, minute), 1_000);
    });

    it("tells so when it lasts, and when it is over", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 7 });
      const { runs } = environment(feedOfCodes(a, b), aws);
      await runs(0, 14);
      aws.broken.set("listQuotas", Number.POSITIVE_INFINITY);
      await runs(15, 17);
      assert.deepEqual(aws.alerts, []);
      await runs(18, 40);
      aws.broken.clear();
      await runs(41, 60);
      assert.deepEqual(subjects(aws), [
        `Warning: model-${a} TPM quota can't be read, and 1 more (us-east-1)`,
        `Information: model-${a} TPM quota has a value again, and 1 more (us-east-1)`,
      ]);
    });

    it("tries less often when it lasts for long", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { runs } = environment(feedOfCodes(a), aws);
      aws.broken.set("listQuotas", Number.POSITIVE_INFINITY);
      await runs(0, 59);
      assert.equal(aws.calls.filter((call) => call === "listQuotas").length, 24);
    });

    it("goes on in a new environment with the values that it published last", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const feed = feedOfCodes(a, b);
      feed.quotas.push(feedQuota(a, { modelId: "doubled", multiplier: 2 }));
      await environment(feed, aws).runs(0, 4);
      aws.broken.set("listQuotas", 1);
      const { run } = environment(feed, aws);
      await run(5);
      assert.deepEqual(valuesAt(aws, 15), { [`TokenQuota model-${a}`]: 1_000, "TokenQuota doubled": 2_000 });
      assert.equal(valuesAt(aws, 5)["QuotaAgeMinutes"], 5);
      await run(6);
      assert.equal(valuesAt(aws, 6)["QuotaAgeMinutes"], 0);
      assert.deepEqual(subjects(aws).length, 1);
    });

    it("publishes nothing rather than make a number up when it never saw one, and tells after three minutes", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      aws.broken.set("listQuotas", Number.POSITIVE_INFINITY);
      const { runs } = environment(feedOfCodes(a), aws);
      await runs(0, 2);
      assert.deepEqual(aws.alerts, []);
      await runs(3, 5);
      assert.equal(valueAt(aws, a, 5), undefined);
      assert.equal(valuesAt(aws, 5)["QuotasWithoutValue"], 1);
      assert.equal(aws.alerts.length, 1);
    });

    it("takes a list of half its length for none, and an empty one in a new environment", async () => {
      const aws = fakeAws(Object.fromEntries([a, b, c].map((code) => [code, 5])));
      const { runs, named } = environment(feedOfCodes(a, b, c), aws);
      await runs(0, 14);
      aws.unlisted.add(b).add(c);
      await runs(15, 17);
      assert.match(String(named("quotas-unreadable")[0]?.fields["error"]), /listed 1 applied quotas, where it had 3/);
      assert.deepEqual(aws.asked, []);
      aws.unlisted.add(a);
      const next = environment(feedOfCodes(a, b, c), aws);
      await next.run(18);
      assert.match(String(next.named("quotas-unreadable")[0]?.fields["error"]), /no quota at all/);
      assert.equal(valueAt(aws, c, 28), 5);
    });

    it("keeps the last value of a quota that alone could not be read, tells at once, and when it is back", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 20 });
      const { runs, named } = environment(feedOfCodes(a, b), aws);
      await runs(0, 14);
      aws.unread.set(b, "SERVICE_QUOTA_NOT_AVAILABLE_ERROR");
      aws.applied.set(a, 900);
      await runs(15, 20);
      assert.equal(valueAt(aws, a, 15), 900);
      assert.equal(valueAt(aws, b, 30), 20);
      assert.match(JSON.stringify(named("quotas-unread")[0]?.fields), /SERVICE_QUOTA_NOT_AVAILABLE_ERROR/);
      aws.unread.clear();
      await runs(21, 22);
      assert.deepEqual(subjects(aws), [
        `Warning: model-${a} TPM quota lowered 10 %, and 1 more (us-east-1)`,
        `Information: model-${b} TPM quota has a value again (us-east-1)`,
      ]);
    });

    it("does not believe a code that a list has twice with two values", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { runs } = environment(feedOfCodes(a), aws);
      await runs(0, 14);
      aws.applied.set(a, 800);
      aws.extraRows.push({ code: a, name: a, adjustable: true, value: 700 });
      await runs(15, 15);
      assert.equal(valueAt(aws, a, 25), 1_000);
      assert.equal(aws.alerts.length, 1);
    });
  });

  describe("when a quota changes", () => {
    it("publishes a lowered one at once and a raised one from the horizon on, and tells of all at once", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 20, [c]: 3 });
      const { runs, named } = environment(feedOfCodes(a, b, c), aws);
      await runs(0, 14);
      aws.applied.set(a, 2_000).set(b, 5);
      await runs(15, 40);
      assert.deepEqual(aws.asked, [a, b]);
      assert.deepEqual(
        [14, 15, 24, 25].map((minute) => [valueAt(aws, a, minute), valueAt(aws, b, minute)]),
        [
          [1_000, 20],
          [1_000, 5],
          [1_000, 5],
          [2_000, 5],
        ],
      );
      assert.deepEqual(subjects(aws), [`Warning: model-${b} TPM quota lowered 75 %, and 1 more (us-east-1)`]);
      const logged = named("quota-changed").map(({ level, fields }) => [level, fields]);
      const names = (code: string) => ({ name: `Tokens per minute for ${code}`, kind: "tpm", origin: "applied" });
      assert.deepEqual(logged, [
        ["WARN", { code: b, ...names(b), models: [`model-${b}`], oldValue: 20, newValue: 5, percent: -75 }],
        ["INFO", { code: a, ...names(a), models: [`model-${a}`], oldValue: 1_000, newValue: 2_000, percent: 100 }],
      ]);
    });

    it("does not believe one answer alone, and asks again in the next minute where there was no time", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { runs } = environment(feedOfCodes(a), aws);
      await runs(0, 14);
      aws.applied.set(a, 500);
      aws.unanswered.add(a);
      await runs(15, 16);
      assert.equal(valueAt(aws, a, 16), 1_000);
      assert.deepEqual(aws.alerts, []);
      aws.unanswered.clear();
      await runs(17, 17);
      assert.equal(valueAt(aws, a, 17), 500);
      assert.equal(aws.alerts.length, 1);
    });

    it("tells of a code that vanishes though another was missing from the start, and when it comes back", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 20 });
      const { runs } = environment(feedOfCodes(a, b, c), aws);
      await runs(0, 14);
      aws.applied.delete(b);
      await runs(15, 29);
      assert.equal(valueAt(aws, b, 24), 20);
      assert.equal(valueAt(aws, b, 25), undefined);
      aws.applied.set(b, 15);
      await runs(30, 31);
      assert.deepEqual(subjects(aws), [
        `Warning: model-${c} TPM quota is not in the account (us-east-1)`,
        `Warning: model-${b} TPM quota is not in the account (us-east-1)`,
        `Information: model-${b} TPM quota has a value again (us-east-1)`,
      ]);
      assert.match(aws.alerts[2]!.text, /has a value again: 15, before 20/);
    });

    it("publishes although the message fails, fails the run, says what is untold, and tries again until it is out", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { run, named } = environment(feedOfCodes(a), aws);
      await run(0);
      aws.applied.set(a, 500);
      aws.broken.set("alert", 2);
      await assert.rejects(run(15), /alert is broken/);
      await assert.rejects(run(16), /alert is broken/);
      await run(17);
      await run(18);
      assert.equal(valueAt(aws, a, 15), 500);
      assert.deepEqual(
        [15, 16, 17, 18].map((minute) => valuesAt(aws, minute)["UntoldChanges"]),
        [1, 1, 0, 0],
      );
      assert.equal(aws.alerts.length, 1);
      assert.deepEqual([named("quota-changed").length, named("alert-failed").length], [1, 2]);
    });

    it("logs changes where there is no topic to tell", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const { alert: _, ...port } = aws.port;
      const { run, named } = environment(feedOfCodes(a), { ...aws, port });
      await run(0);
      aws.applied.set(a, 500);
      for (const minute of [15, 16]) await run(minute);
      assert.equal(named("quota-changed").length, 1);
      assert.equal(valuesAt(aws, 16)["UntoldChanges"], 0);
    });
  });

  describe("in a new environment", () => {
    it("tells a change that happened while no environment was alive, once", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const feed = feedOfCodes();
      feed.quotas.push(feedQuota(a, { multiplier: 2 }));
      await environment(feed, aws).run(0);
      aws.applied.set(a, 100);
      const { runs, named } = environment(feed, aws);
      await runs(60, 61);
      await environment(feed, aws).runs(62, 63);
      assert.equal(aws.alerts.length, 1);
      const { oldValue, newValue } = named("quota-changed")[0]!.fields;
      assert.deepEqual([oldValue, newValue], [1_000, 100]);
    });

    it("tells what the one before could not", async () => {
      const aws = fakeAws({ [a]: 1_000, [b]: 7 });
      const before = environment(feedOfCodes(a, b), aws);
      await before.runs(0, 14);
      aws.applied.set(a, 500);
      aws.broken.set("alert", Number.POSITIVE_INFINITY);
      for (const minute of [15, 16, 17]) await assert.rejects(before.run(minute));
      aws.broken.clear();
      await environment(feedOfCodes(a, b), aws).runs(18, 20);
      assert.deepEqual(subjects(aws), [`Warning: model-${a} TPM quota lowered 50 % (us-east-1)`]);
    });

    it("tells nothing again: neither a raise whose horizon is not over, nor a missing code", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      const feed = feedOfCodes(a, c);
      await environment(feed, aws).runs(0, 14);
      aws.applied.set(a, 2_000);
      const before = environment(feed, aws);
      await before.runs(15, 17);
      assert.equal(aws.alerts.length, 2);
      for (const minute of [18, 21, 40]) await environment(feed, aws).run(minute);
      assert.equal(aws.alerts.length, 2);
    });

    it("tells of another missing code where one was missing, that the config has got since", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      await environment(feedOfCodes(a, b), aws).runs(0, 3);
      await environment(feedOfCodes(a, b, c), aws).runs(4, 5);
      assert.equal(aws.alerts.length, 2);
      assert.match(aws.alerts[1]!.text, new RegExp(c));
    });

    it("knows nothing of what is more than three hours old", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      await environment(feedOfCodes(a), aws).run(0);
      aws.applied.set(a, 500);
      await environment(feedOfCodes(a), aws).run(181);
      assert.deepEqual(aws.alerts, []);
    });

    it("still finds a change from before its start when reading back works only later, and vouches for nothing before", async () => {
      const aws = fakeAws({ [a]: 1_000 });
      await environment(feedOfCodes(a), aws).run(0);
      aws.applied.set(a, 500);
      aws.broken.set("published", 1);
      const { run, named } = environment(feedOfCodes(a), aws);
      await assert.rejects(run(1), /published is broken/);
      assert.equal(valueAt(aws, a, 1), 500);
      assert.equal(valuesAt(aws, 1)["UntoldChanges"], undefined);
      await run(2);
      assert.equal(aws.alerts.length, 1);
      assert.equal(named("quota-changed")[0]?.fields["oldValue"], 1_000);
    });
  });

  describe("when CloudWatch does not take the points", () => {
    const codes = Array.from({ length: 1_500 }, (_, index) => codeOf(index));
    const applied = Object.fromEntries(codes.map((code) => [code, 1]));
    const feed = { ...feedOfCodes(...codes), horizonMinutes: 0 };

    it("puts at most 1,000 points a call, and that it ran in the last one", async () => {
      for (const many of [994, 996, 997, 1_000, 1_500]) {
        const aws = fakeAws(applied);
        await environment({ ...feed, quotas: feed.quotas.slice(0, many) }, aws).run(0);
        assert.equal(aws.published.flat().length, many + own.length);
        assert.ok(aws.published.every((points) => points.length <= 1_000));
        assert.equal(aws.published.length, Math.ceil((many + own.length) / 1_000));
        assert.equal(aws.published.at(-1)?.at(-1)?.metric, "PublisherRuns");
      }
    });

    it("publishes the other batch, does not say that it ran, fails the run, and makes up for it", async () => {
      const aws = fakeAws(applied);
      aws.broken.set("publish", 1);
      const { run } = environment(feed, aws);
      await assert.rejects(run(0), /publish is broken/);
      assert.equal(valuesAt(aws, 0)["PublisherRuns"], undefined);
      assert.equal(aws.at(epochMinute(0)).size, 500 + 3);
      // Lambda runs the same minute again.
      await run(0);
      assert.equal(aws.at(epochMinute(0)).size, 1_500 + 4);
      assert.equal(aws.calls.filter((call) => call === "listQuotas").length, 2);
    });
  });
});
