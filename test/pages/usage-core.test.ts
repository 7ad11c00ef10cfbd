import assert from "node:assert/strict";
import fc from "fast-check";
import type { ProfileUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { zonedTime } from "../../pages/charts/zoned-time.ts";
import { contributionsOf, stacked } from "../../pages/usage/contribution.ts";
import { pageDataOf } from "../../pages/usage/data.ts";
import { heatOf, heatSteps, stepOf } from "../../pages/usage/heat.ts";
import { hoursOf } from "../../pages/usage/hours.ts";
import { exampleReport, syntheticUsage } from "./usage-document.ts";

const highest = (all: readonly (number | null)[]) =>
  all.reduce<number | null>((top, value) => (value !== null && value > (top ?? -1) ? value : top), null);

describe("what the usage page draws", function () {
  this.timeout(60_000);
  let report: UsageDocument;
  before(async () => {
    report = await syntheticUsage(exampleReport);
  });

  it("has the document's peak in its heat strips, throttles where they were", () => {
    for (const target of report.targets) {
      const peaks = target.quotas.filter(({ daily }) => !daily).flatMap(({ utilisation }) => utilisation?.peak ?? []);
      const { percent, daily, throttled } = heatOf(target);
      assert.equal(highest(percent), Math.trunc(Math.max(...peaks) * 10) / 10, target.modelId);
      assert.equal(
        daily !== undefined,
        target.quotas.some((quota) => quota.daily),
      );
      for (const [at] of target.charts.throttledAt) {
        assert.ok(throttled.includes(Math.floor((at - target.charts.start) / target.charts.bucketSeconds)));
      }
    }
  });

  it("has a mean below the highest minute in every part of the window, which is what the band is drawn between", () => {
    let compared = 0;
    for (const { modelId, charts } of report.targets) {
      for (const [name, { max, mean }] of Object.entries(charts.rates)) {
        for (const [at, top] of max.entries()) {
          const low = mean[at] ?? null;
          if (top === null || low === null) continue;
          compared++;
          assert.ok(low <= top * (1 + 1e-9), `${modelId} ${name}: mean ${low} above highest ${top}`);
        }
      }
    }
    assert.ok(compared > 1_000);
  });

  it("keeps every series out of what is read at once", () => {
    const { data, later } = pageDataOf(report);
    assert.ok(!("charts" in data.targets[0]!));
    assert.deepEqual(
      Object.keys(later),
      report.targets.map((_target, index) => `charts-${index}`),
    );
    assert.deepEqual(later["charts-0"]?.rates.tpm?.max, report.targets[0]?.charts.rates.tpm?.max);
  });

  it("can tell 30 days by the hour", () => {
    assert.equal(report.targets[0]?.charts.bucketSeconds, 3_600);
  });

  it("gives every percentage the colour of the last threshold it has reached", () => {
    const steps = heatSteps({ warning: 70, critical: 90 });
    const colour = (percent: number) => stepOf(steps, percent)?.colour;
    assert.deepEqual(
      [0, 24.9, 25, 69.9, 70, 89.9, 90, 99.9, 100, 400].map(colour),
      ["low", "low", "fair", "half", "warning", "warning", "critical", "critical", "full", "full"].map(
        (name) => `--heat-${name}`,
      ),
    );
    assert.equal(stepOf(heatSteps({ warning: 20, critical: 40 }), 30)?.colour, "--heat-warning");
    assert.equal(stepOf(heatSteps({ warning: 80, critical: 100 }), 100)?.colour, "--heat-critical");
  });

  it("adds the parts of the use up to the whole", () => {
    const { charts, perProfile, figures } = report.targets.find((target) => target.perProfile.length > 1)!;
    const window = { start: Date.parse(report.window.start) / 1000, end: Date.parse(report.window.end) / 1000 };
    for (const tag of [undefined, "team", "stage", "no such tag"]) {
      const parts = contributionsOf(perProfile, charts, window, tag);
      const sums = stacked(parts.map(({ perMinute }) => perMinute)).at(-1)!;
      for (const [bucket, mean] of charts.rates.tpm!.mean.entries()) {
        if (mean === null) assert.equal(sums[bucket], null);
        else assert.ok(Math.abs(sums[bucket]! - mean) < 0.02, `${tag} ${bucket}: ${sums[bucket]} and ${mean}`);
      }
    }
    assert.ok(figures.tpm);
  });

  it("tells profiles of one name apart, and puts many small ones together", () => {
    const profile = (id: string, name: string): ProfileUsage => ({
      id,
      name,
      kind: "application-profile",
      tags: {},
      tokens: 10,
      invocations: 1,
      throttles: 0,
      inputTokens: 5,
      outputTokens: 5,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      share: 0,
      shareAtPeak: null,
    });
    const charts = (ids: readonly string[]) => ({
      start: 0,
      bucketSeconds: 60,
      buckets: 1,
      rates: {},
      latency: null,
      timeToFirstToken: null,
      tokensByProfile: Object.fromEntries(ids.map((id) => [id, [10]])),
      throttledAt: [],
    });
    const window = { start: 0, end: 60 };
    const twins = contributionsOf([profile("a", "x"), profile("b", "x")], charts(["a", "b"]), window, undefined);
    assert.deepEqual(
      twins.map(({ label }) => label),
      ["x (a)", "x (b)"],
    );
    const ids = Array.from({ length: 12 }, (_id, index) => `p${index}`);
    const many = contributionsOf(
      ids.map((id) => profile(id, id)),
      charts(ids),
      window,
      undefined,
    );
    assert.equal(many.length, 8);
    assert.deepEqual(many.at(-1), { label: "5 others", perMinute: [50] });
  });

  it("puts hours where the clock of the time zone has them, through its changes", () => {
    const time = zonedTime("Europe/Berlin");
    // Clocks go back on 25 October 2026, 01:00 UTC: 02:00 comes twice.
    const start = Date.UTC(2026, 9, 24, 22) / 1000;
    const [day, next] = hoursOf(
      Array.from({ length: 26 }, (_hour, index) => index),
      { start, bucketSeconds: 3_600 },
      time,
    )!;
    assert.equal(time.date(day!.at), "25 Oct");
    assert.deepEqual(day!.hours.slice(0, 5), [0, 1, 3, 4, 5]);
    assert.equal(day!.hours[23], 24);
    assert.equal(next!.hours[0], 25);
    assert.equal(hoursOf([1], { start, bucketSeconds: 7_200 }, time), undefined);
  });
});

describe("times of a time zone", () => {
  it("are written as its clocks show them", () => {
    const at = Date.UTC(2026, 10, 21, 23, 30) / 1000;
    assert.equal(zonedTime("UTC").moment(at), "Sat 21 Nov, 23:30");
    assert.equal(zonedTime("Europe/Berlin").moment(at), "Sun 22 Nov, 00:30");
    assert.equal(zonedTime("Asia/Kolkata").full(at), "Sun 22 Nov 2026, 05:00");
    assert.equal(zonedTime("UTC").span(at, at + 1_800), "Sat 21 Nov, 23:30–00:00");
    assert.equal(zonedTime("UTC").span(at, at + 3_600), "Sat 21 Nov, 23:30–Sun 22 Nov, 00:30");
    assert.equal(zonedTime("UTC").span(at, at + 60), "Sat 21 Nov, 23:30");
  });

  it("are marked at round hours and midnights there, few enough, in order, within the range", () => {
    const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
    const start = fc.integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2027, 0, 1) / 1000 });
    fc.assert(
      fc.property(zone, start, fc.integer({ min: 3_600, max: 60 * 86_400 }), (name, from, length) => {
        const time = zonedTime(name);
        const ticks = time.ticks(from, from + length, 10);
        assert.ok(ticks.length > 0 && ticks.length <= 11);
        for (const [index, tick] of ticks.entries()) {
          assert.ok(tick >= from && tick <= from + length);
          assert.ok(index === 0 || tick > ticks[index - 1]!);
          if (length > 20 * 86_400) assert.equal(time.clock(tick), "00:00");
        }
      }),
    );
  });
});
