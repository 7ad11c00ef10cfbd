import assert from "node:assert/strict";
import { frame } from "../../cli/top/frame.ts";
import type { PlaceReading } from "../../cli/top/reading.ts";
import { topOnce } from "../../cli/top/run.ts";
import { firstState } from "../../cli/top/state.ts";
import { update } from "../../cli/top/update.ts";
import { watchPlace } from "../../cli/top/watch-place.ts";
import { collectUsage } from "../../cli/usage/collect.ts";
import { accessDenied, throttled } from "../../local/servers/aws-http.ts";
import { loadRegistry } from "../../registry/index.ts";
import { UserError } from "../../stacks/user-error.ts";
import {
  applicationProfile,
  emptyAccount,
  now,
  opus,
  type PretendAccount,
  type Running,
  requestOf,
  run,
  seriesOf,
  usOpus,
} from "../usage/pretend-account.ts";
import { plain } from "./sample-state.ts";

const place = { region: "us-east-1", profile: undefined };
const request = { models: [], all: false, directory: "/nonexistent" };
/** The last whole minute, 14:06. */
const lastMinute = now - 60;

describe("a place that top watches", () => {
  let account: PretendAccount;
  let running: Running;
  let clock: number;

  /** Tokens by id, a value a minute, from two hours ago to an hour ahead; of the hundred thousand that the quota is. */
  const put = (id: string, metric: string, of: (minutesAgo: number) => number) => {
    const series = seriesOf(
      metric,
      id,
      now - 7_200,
      Array.from({ length: 180 }, (_, index) => of(119 - index)),
    );
    account.series.push(series);
    return series.values as Float64Array;
  };
  /** A minute's place in those values. */
  const index = (minutesAgo: number): number => 119 - minutesAgo;

  beforeEach(() => {
    account = emptyAccount();
    clock = now + 20;
    account.options.now = () => clock;
    account.bedrock.profiles.push(applicationProfile("app1", opus, { team: "search" }));
  });
  afterEach(() => running.server.close());

  async function watching(): Promise<(at: number) => Promise<PlaceReading>> {
    running = await run(account);
    const round = watchPlace(running.clients, request);
    return (at) => {
      clock = at;
      return round(at, new AbortController().signal);
    };
  }
  const tpm = ({ targets }: PlaceReading, name = "Claude Opus 5") =>
    targets.find((one) => one.name === name)?.quotas.find(({ kind }) => kind === "tpm");

  it("adds up what draws on a quota, each minute of the hour, and says who, and when it was throttled last", async () => {
    put(usOpus, "EstimatedTPMQuotaUsage", (ago) => (ago % 2 === 0 ? 30_000 : Number.NaN));
    put("app1", "EstimatedTPMQuotaUsage", () => 45_000);
    put("app1", "Invocations", () => 3);
    put(usOpus, "InvocationThrottles", (ago) => (ago === 2 || ago === 40 ? 5 : Number.NaN));
    const reading = await (await watching())(now + 20);
    const quota = tpm(reading);
    const expected = Array.from({ length: 60 }, (_, minute) => ((59 - minute) % 2 === 0 ? 75 : 45));
    assert.deepEqual(quota?.percents, expected);
    assert.deepEqual([quota?.code, quota?.value, quota?.adjustable], ["L-99296DCD", 100_000, true]);
    const [target] = reading.targets;
    assert.deepEqual(target?.throttles, { recent: 5, hour: 10, lastAt: lastMinute - 120 });
    assert.deepEqual(
      target?.drawers.map(({ name, share, requests }) => [name, share, requests]),
      [
        ["name of app1", 75, 180],
        ["Claude Opus 5", 25, 0],
      ],
    );
  });

  it("after the first round asks for the newest minutes alone, of all metrics in one request, and for nothing else", async () => {
    put(usOpus, "EstimatedTPMQuotaUsage", () => 10_000);
    const round = await watching();
    const first = await round(now + 20);
    running.server.forget();
    const second = await round(now + 80);
    assert.deepEqual(
      running.server.calls.map(({ operation }) => operation),
      ["GetMetricData"],
    );
    const { input } = running.server.calls[0]!;
    assert.equal(input.EndTime, now + 60);
    assert.equal(input.EndTime - input.StartTime, 11 * 60);
    assert.equal(second.metricsInAll - first.metricsInAll, input.MetricDataQueries.length);
    assert.ok(second.metricsAnHour >= 60 * input.MetricDataQueries.length);
    assert.deepEqual(tpm(second)?.percents, new Array(60).fill(10));
    assert.equal(second.start, first.start + 60);
  });

  it("asks for 60 targets of four profiles in two requests a round, at under 3 % of a processor core", async () => {
    const { models: known } = await loadRegistry("us-east-1");
    const models = known.filter(({ scopes }) => scopes["cross-region"]).slice(0, 60);
    const have = new Set(account.quotas.map(({ code }) => code));
    for (const { scopes } of models) {
      for (const { code, name } of scopes["cross-region"]!.quotas)
        if (!have.has(code)) account.quotas.push({ code, name, applied: 1_000 });
    }
    for (const { modelId, scopes } of models) {
      put(scopes["cross-region"]!.ids[0], "Invocations", () => 1);
      for (let own = 0; own < 3; own++) {
        const id = `${modelId}-${own}`.replace(/[^a-z0-9-]/g, "");
        account.bedrock.profiles.push(applicationProfile(id, modelId));
        put(id, "Invocations", () => 1);
      }
    }
    const round = await watching();
    const first = await round(now + 20);
    running.server.forget();
    const before = process.cpuUsage();
    const reading = await round(now + 80);
    const state = { ...firstState([place], { now, timeZone: "UTC", look: plain }) };
    frame(update(state, { kind: "reading", place: 0, reading }), 200, 60);
    const { user, system } = process.cpuUsage(before);
    // Of the minute until the next round; the server's own work is in it.
    assert.ok((user + system) / 1e6 < 0.03 * 60, `${(user + system) / 1e6} s of processor time a minute`);
    const metrics = running.server.calls.reduce((sum, { input }) => sum + input.MetricDataQueries.length, 0);
    assert.ok(first.targets.length >= models.length);
    assert.ok(metrics > 500, `${metrics} metrics`);
    assert.equal(running.server.count(), Math.ceil(metrics / 500));
  });

  it("takes a late minute's value in the place of what it had, and keeps what a round lacks", async () => {
    const values = put(usOpus, "EstimatedTPMQuotaUsage", (ago) =>
      ago === 1 ? 20_000 : ago <= 0 ? Number.NaN : 50_000,
    );
    const round = await watching();
    assert.equal(tpm(await round(now + 20))?.percents?.[58], 20);
    values[index(1)] = 90_000;
    values[index(0)] = 40_000;
    values[index(5)] = Number.NaN;
    const later = tpm(await round(now + 80));
    assert.deepEqual(later?.percents?.slice(57, 59), [90, 40]);
    assert.equal(later?.percents?.[53], 50);
  });

  it('"now" is of a minute that is whole: old enough, or alike in two rounds; a newer one only where it is already more', async () => {
    const values = put(usOpus, "EstimatedTPMQuotaUsage", (ago) => (ago < 0 ? Number.NaN : ago === 0 ? 1_000 : 50_000));
    const round = await watching();
    const first = await round(now + 20);
    assert.equal(first.settled, lastMinute - 180, "three minutes after its end");
    assert.deepEqual(tpm(first)?.now, { percent: 50, at: lastMinute - 180, complete: true });
    values[index(0)] = 60_000;
    const second = await round(now + 80);
    assert.equal(second.settled, lastMinute - 60, "alike twice");
    assert.deepEqual(tpm(second)?.now, { percent: 60, at: lastMinute, complete: false });
    const third = await round(now + 140);
    assert.deepEqual(tpm(third)?.now, { percent: 60, at: lastMinute, complete: true });
    const idle = await round(now + 600);
    assert.equal(tpm(idle)?.now?.percent, 0, "nothing came for minutes: it is idle");
  });

  it("a round that fails says what to do, and the next one fills the gap, however long", async () => {
    put(usOpus, "EstimatedTPMQuotaUsage", () => 10_000);
    const round = await watching();
    await round(now + 20);
    running.server.fail("GetMetricData", accessDenied("cloudwatch:GetMetricData"), { times: 1 });
    await assert.rejects(
      round(now + 80),
      (error) =>
        error instanceof UserError && /access denied: cloudwatch:GetMetricData.*iam-policy top/.test(error.message),
    );
    assert.deepEqual(tpm(await round(now + 800))?.percents, new Array(60).fill(10));
    running.server.forget();
    assert.equal(tpm(await round(now + 3_500))?.percents?.filter((one) => one === 10).length, 60);
  });

  it("a round that AWS leaves without an answer ends when its time is over, and says so", async () => {
    put(usOpus, "EstimatedTPMQuotaUsage", () => 10_000);
    running = await run(account);
    const round = watchPlace(running.clients, request);
    const late = { name: "UserError", message: "no answer from AWS in time" };
    running.server.fail("ListInferenceProfiles", "stall");
    await assert.rejects(round(now + 20, AbortSignal.timeout(200)), late);
    running.server.mend();
    await round(now + 80, new AbortController().signal);
    running.server.fail("GetMetricData", "stall");
    await assert.rejects(round(now + 140, AbortSignal.timeout(200)), late);
  });

  it("looks for new targets every 15 minutes, and keeps those it has where that fails", async () => {
    put(usOpus, "EstimatedTPMQuotaUsage", () => 10_000);
    const round = await watching();
    await round(now + 20);
    put(`global.${opus}`, "EstimatedTPMQuotaUsage", () => 25_000);
    assert.equal((await round(now + 800)).targets.length, 1);
    running.server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"));
    const later = await round(now + 930);
    assert.deepEqual(
      later.targets.map(({ scope }) => scope),
      ["cross-region", "global"],
    );
    assert.match(later.notes.join(), /the account's quotas: access denied/);
    const added = later.targets[1]!.quotas.find(({ kind }) => kind === "tpm");
    assert.equal(added?.now, null, "a quota that can't be read is no 0 %");
  });

  it("has the same peak, daily use and shares as usage has of the hour", async () => {
    const nova = "amazon.nova-pro-v1:0";
    const { models } = await loadRegistry("us-east-1");
    for (const { code, name } of models.find(({ modelId }) => modelId === nova)!.scopes["cross-region"]!.quotas)
      account.quotas.push({ code, name, applied: 500_000 });
    put(`us.${nova}`, "EstimatedTPMQuotaUsage", (ago) => 1_000 + 13 * ago);
    put(usOpus, "EstimatedTPMQuotaUsage", (ago) => (ago % 7 === 0 ? 61_234 : 100));
    put("app1", "EstimatedTPMQuotaUsage", (ago) => 50 * ago);
    const round = await watching();
    const top = await round(now + 20);
    const usage = await collectUsage(running.clients, requestOf(3_600, { now: now + 20 }));
    let compared = 0;
    for (const target of top.targets) {
      const same = usage.targets.find(({ modelId, scope }) => modelId === target.modelId && scope === target.scope);
      for (const quota of target.quotas) {
        const { utilisation } = same!.quotas.find(({ code }) => code === quota.code)!;
        if (quota.kind === "tpd") assert.equal(quota.now?.percent, utilisation?.now);
        else assert.deepEqual(quota.peak?.percent ?? null, utilisation?.peak ?? null);
        compared += 1;
      }
      assert.deepEqual(
        target.drawers.map(({ id, share }) => [id, share]),
        same!.perProfile.map(({ id, share }) => [id, share]),
      );
    }
    assert.ok(compared >= 4 && top.targets.some(({ quotas }) => quotas.some(({ kind }) => kind === "tpd")));
  });

  it("does not call use of tokens that CloudWatch doesn't count 0 %", async () => {
    put(usOpus, "Invocations", () => 10);
    const quota = tpm(await (await watching())(now + 20));
    assert.equal(quota?.now, null);
    assert.match(quota?.note ?? "", /no EstimatedTPMQuotaUsage/);
  });

  it("of several places each says what it has; one that is denied is a line, and takes nobody along", async () => {
    put(usOpus, "EstimatedTPMQuotaUsage", () => 10_000);
    const denied = await run(account);
    try {
      denied.server.fail("GetMetricData", accessDenied("cloudwatch:GetMetricData"));
      running = await run(account);
      running.server.fail("GetMetricData", throttled(), { times: 1 });
      const state = await topOnce(
        [
          { place: { ...place, profile: "denied" }, clients: denied.clients },
          { place, clients: running.clients },
          { place: { region: "no Region", profile: "empty" }, clients: "no AWS Region is set" },
        ],
        request,
        { timeZone: "UTC", look: plain },
      );
      assert.deepEqual(
        state.places.map(({ reading, failure }) => [reading?.targets.length, failure?.slice(0, 20)]),
        [
          [undefined, "access denied: cloud"],
          [1, undefined],
          [undefined, "no AWS Region is set"],
        ],
      );
    } finally {
      await denied.server.close();
    }
  });
});
