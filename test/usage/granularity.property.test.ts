import assert from "node:assert/strict";
import fc from "fast-check";
import { discoverTargets } from "../../monitoring/report/discover.ts";
import type { TargetUsage } from "../../monitoring/report/document.ts";
import { seriesStore } from "../../monitoring/report/series-store.ts";
import { type Granularity, retention, stretchesOf } from "../../monitoring/report/stretches.ts";
import { targetUsage, wantedFor } from "../../monitoring/report/target-usage.ts";
import { loadRegistry } from "../../registry/index.ts";
import type { Registry } from "../../words/registry.ts";
import { opus, region, usOpus } from "./pretend-account.ts";

const hour = 3_600;
const day = 86_400;
/** On a full hour, so that windows of whole hours have no period that is not over. */
const now = Date.UTC(2026, 10, 21, 14) / 1000;

/** Minutes with whole numbers, and gaps. */
const minutesOf = (length: number) =>
  fc.array(fc.option(fc.nat(1_000_000), { nil: Number.NaN, freq: 3 }), { minLength: length, maxLength: length });

describe("any traffic, at any granularity", () => {
  let registry: Registry;
  before(async () => {
    registry = await loadRegistry(region);
  });

  /** A report on minutes that end now, as CloudWatch would give them for the granularity. */
  function reportOn(ids: Readonly<Record<string, readonly number[]>>, granularity: Granularity): TargetUsage {
    const length = Object.values(ids)[0]!.length * 60;
    const stretches = stretchesOf({ start: now - length, end: now }, now, granularity);
    const seen = Object.keys(ids).map((id) => ({ namespace: "AWS/Bedrock", id }));
    const modelArns = ["us-east-1", "us-west-2"].map((at) => `arn:aws:bedrock:${at}::foundation-model/${opus}`);
    const profiles = Object.keys(ids).map((profileId) => ({ profileId, arn: "", name: profileId, modelArns }));
    const [target] = discoverTargets(registry, seen, profiles, []).targets;
    const frame = {
      region,
      stretches,
      now,
      thresholdsOf: () => ({ warning: 70, critical: 90, from: "default" }),
      quotas: new Map(),
    };
    const store = seriesStore();
    for (const { metric, span } of wantedFor(target!, frame)) {
      const minutes = ids[metric.dimensions["ModelId"]!];
      if (!minutes || metric.stat !== "Sum" || metric.name !== "EstimatedTPMQuotaUsage") continue;
      const values = new Float64Array((span.end - span.start) / span.period).fill(Number.NaN);
      for (const [index, value] of minutes.entries()) {
        const at = Math.floor((now - length + index * 60 - span.start) / span.period);
        if (at < 0 || at >= values.length || Number.isNaN(value)) continue;
        values[at] = Number.isNaN(values[at]!) ? value : values[at]! + value;
      }
      store.put(span, metric, values);
    }
    return targetUsage(target!, frame, store, new Map()) as TargetUsage;
  }

  it("comes to the same totals, shares and mean over the whole window", () => {
    const traffic = fc
      .integer({ min: 1, max: 6 })
      .chain((hours) => fc.record({ [usOpus]: minutesOf(hours * 60), app1: minutesOf(hours * 60) }));
    fc.assert(
      fc.property(traffic, (ids) => {
        const [fine, middle, coarse] = ([60, 300, 3600] as const).map((granularity) => reportOn(ids, granularity));
        for (const other of [middle!, coarse!]) {
          assert.equal(other.figures.tpm?.total, fine!.figures.tpm?.total);
          assert.equal(other.figures.tpm?.idleAsZero.mean, fine!.figures.tpm?.idleAsZero.mean);
          assert.deepEqual(
            other.perProfile.map(({ id, tokens }) => [id, tokens]),
            fine!.perProfile.map(({ id, tokens }) => [id, tokens]),
          );
          // A mean over a period hides minutes and never makes one up.
          assert.ok((other.figures.tpm?.max ?? 0) <= (fine!.figures.tpm?.max ?? 0) + 1e-6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("has charts whose means come to the total, and whose highest value is the peak", () => {
    fc.assert(
      fc.property(minutesOf(180), (minutes) => {
        const { charts, figures } = reportOn({ [usOpus]: minutes }, "auto");
        const { mean = [], max = [] } = charts.rates.tpm ?? {};
        const total = mean.reduce<number>((sum, value) => sum + ((value ?? 0) * charts.bucketSeconds) / 60, 0);
        assert.ok(Math.abs(total - (figures.tpm?.total ?? 0)) <= 0.01 * 180);
        if (max.length > 0) assert.equal(Math.max(...max.map((value) => value ?? 0)), figures.tpm?.max);
      }),
      { numRuns: 60 },
    );
  });

  it("cuts every window into stretches that meet, on their periods, as fine as CloudWatch has them", () => {
    const windows = fc.record({
      length: fc.integer({ min: 7_200, max: 400 * day }),
      ago: fc.integer({ min: 0, max: 30 * day }),
      granularity: fc.constantFrom<Granularity>("auto", 60, 300, 3600),
    });
    fc.assert(
      fc.property(windows, ({ length, ago, granularity }) => {
        const window = { start: now - ago - length, end: now - ago };
        const stretches = stretchesOf(window, now, granularity);
        assert.ok(stretches.length > 0);
        for (const [index, { start, end, period }] of stretches.entries()) {
          assert.ok(start < end && start % period === 0 && end % period === 0);
          const kept = retention.find((one) => one.period === period)!;
          assert.ok(now - start < kept.age);
          if (index > 0) assert.equal(stretches[index - 1]!.end, start);
        }
        assert.ok(stretches.at(-1)!.end <= window.end && window.end - stretches.at(-1)!.end < hour);
        assert.ok(stretches[0]!.start <= window.start || now - stretches[0]!.start > retention[2].age - day);
      }),
    );
  });
});
