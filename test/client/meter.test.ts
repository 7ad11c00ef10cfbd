import assert from "node:assert/strict";
import fc from "fast-check";
import { type Headroom, headroom, type MaxTokens, type Series } from "../../client/index.ts";
import { addValue, emptyDistribution, mergeDistribution, valuesAndCounts } from "../../client/minutes/distribution.ts";
import { pointsOf } from "../../client/publish/metrics.ts";
import { type Collected, collected } from "./collected.ts";
import { minute, noon, type TurnedClock, turnedClock } from "./turned-clock.ts";

const model: Series = { region: "us-east-1", endpoint: "bedrock-runtime", modelId: "us.anthropic.claude-sonnet-5" };
const answered = { throttled: false, usage: { inputTokens: 100, cacheWriteTokens: 20, outputTokens: 10 } };

describe("the meter", () => {
  let clock: TurnedClock;
  let published: Collected;
  let meter: Headroom;
  beforeEach(() => {
    clock = turnedClock();
    published = collected();
    meter = headroom({ application: "test", publish: published, clock });
  });

  /** The total of a metric in each minute, counted from noon. */
  function byMinute(name: string): Record<number, number> {
    const totals: Record<number, number> = {};
    for (const record of published.batches.flatMap(({ records }) => records))
      for (const point of pointsOf(record))
        if (point.name === name && "total" in point) {
          const number = (record.minute - noon) / minute;
          totals[number] = (totals[number] ?? 0) + point.total;
        }
    return totals;
  }

  it("gives a request's tokens to the minute it began in, and what it held to each minute it was held in", async () => {
    await clock.pass(30_000);
    const hold = meter.begin(model, 1000);
    await clock.pass(2 * minute);
    // max_tokens are told while the answer is still to come.
    assert.deepEqual(byMinute("HeldTokenSeconds"), { 0: 30_000, 1: 60_000 });
    assert.deepEqual(byMinute("ReservedTokens"), {});
    hold.settle(answered);
    await meter.flush();
    assert.deepEqual(byMinute("Requests"), { 0: 1 });
    assert.deepEqual(byMinute("ReservedTokens"), { 0: 1120 });
    assert.deepEqual(byMinute("HeldTokenSeconds"), { 0: 30 * 1120, 1: 60 * 1120, 2: 30 * 1120 });
  });

  it("publishes a minute soon after its end, once, and nothing while nothing happens", async () => {
    meter.begin(model, 1000).settle(answered);
    await clock.pass(59_999);
    assert.equal(published.batches.length, 0);
    await clock.pass(12_000);
    assert.equal(published.batches.length, 1);
    await clock.pass(60 * minute);
    assert.equal(published.batches.length, 1);
  });

  it("settles once", async () => {
    const hold = meter.begin(model, 1000);
    hold.settle(answered);
    hold.settle(answered);
    await meter.flush();
    assert.deepEqual(byMinute("ReservedTokens"), { 0: 1120 });
  });

  it("lets go of an answer that nobody reads after an hour", async () => {
    meter.begin(model, 1000);
    await clock.pass(3 * 60 * minute);
    await meter.flush();
    const held = Object.values(byMinute("HeldTokenSeconds")).reduce((sum, value) => sum + value, 0);
    assert.equal(Math.round(held), 3_600_000);
    assert.deepEqual(byMinute("UnsettledRequests"), { 0: 1 });
  });

  it("counts right when the clock is set back or ahead under way", async () => {
    for (const jump of [-3 * 60 * minute, 5 * 60 * minute]) {
      clock.set(noon);
      const hold = meter.begin(model, 1000);
      await clock.pass(10_000);
      clock.set(noon + jump);
      await clock.pass(10_000);
      hold.settle(answered);
      await meter.flush();
    }
    assert.deepEqual(byMinute("HeldTokenSeconds"), { 0: 2 * 20 * 1120 });
    await clock.pass(2 * minute);
    meter.begin(model, 1000).settle(answered);
    await clock.pass(2 * minute);
    assert.equal(
      Object.values(byMinute("Requests")).reduce((sum, value) => sum + value, 0),
      3,
    );
  });

  it("counts models beyond the cap under one name", async () => {
    const small = headroom({ application: "test", publish: published, clock, maxModels: 2 });
    for (const modelId of ["a.1", "b.1", "c.1", "d.1", "a.1"]) small.begin({ ...model, modelId }, 10).settle(answered);
    await small.flush();
    const sums = published.sums();
    assert.deepEqual(
      Object.entries(sums).map(([id, of]) => [id, of["Requests"]]),
      [
        ["a.1", 2],
        ["b.1", 1],
        ["other-models", 2],
      ],
    );
  });

  it("leaves nothing held, and every request counted once, in any order of beginnings and ends", async () => {
    const steps = fc.array(
      fc.record({
        maxTokens: fc.oneof(fc.nat(200_000), fc.constantFrom<MaxTokens>("without", "unknown")),
        input: fc.option(fc.nat(100_000), { nil: undefined }),
        output: fc.option(fc.nat(100_000), { nil: undefined }),
        throttled: fc.boolean(),
        wait: fc.nat(90_000),
        lasts: fc.nat(200_000),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (requests) => {
        const time = turnedClock();
        const into = collected();
        const own = headroom({ application: "test", publish: into, clock: time });
        for (const { maxTokens, input, output, throttled, wait, lasts } of requests) {
          await time.pass(wait);
          const hold = own.begin(model, maxTokens);
          const usage = {
            ...(input !== undefined && { inputTokens: input }),
            ...(output !== undefined && { outputTokens: output }),
          };
          time.after(lasts, () => hold.settle({ throttled, ...(!throttled && { usage }) }));
        }
        await time.pass(300_000);
        await own.shutdown();
        const sums = into.sums()[model.modelId] ?? {};
        assert.equal(sums["Requests"] ?? 0, requests.length);
        const settled = requests.filter(({ throttled }) => !throttled);
        const reserved = settled.filter(({ maxTokens, input }) => typeof maxTokens === "number" && input !== undefined);
        assert.equal(
          sums["ReservedTokens"] ?? 0,
          reserved.reduce((sum, { maxTokens, input = 0 }) => sum + asked(maxTokens) + input, 0),
        );
        // A throttled request counts as held while nobody knows that it is throttled; its answer comes at once.
        if (settled.length === requests.length)
          near(
            sums["HeldTokenSeconds"] ?? 0,
            settled.reduce(
              (sum, { maxTokens, input = 0, lasts }) => sum + ((asked(maxTokens) + input) * lasts) / 1000,
              0,
            ),
          );
      }),
      { numRuns: 40 },
    );
  });
});

describe("a distribution", () => {
  const values = fc.array(fc.oneof(fc.nat(200_000), fc.nat(20)), { maxLength: 400 });

  it("keeps the sum and the number of values, in at most 150 of them (PutMetricData)", () => {
    fc.assert(
      fc.property(values, values, (some, others) => {
        const into = emptyDistribution();
        const from = emptyDistribution();
        for (const value of some) addValue(into, value);
        for (const value of others) addValue(from, value);
        mergeDistribution(into, from);
        const given = valuesAndCounts(into);
        assert.ok(given.values.length <= 150);
        const all = [...some, ...others];
        assert.equal(
          given.counts.reduce((sum, count) => sum + count, 0),
          all.length,
        );
        near(
          given.values.reduce((sum, value, slot) => sum + value * (given.counts[slot] ?? 0), 0),
          all.reduce((sum, value) => sum + value, 0),
        );
      }),
    );
  });

  it("is off by less than 12 % for any percentile, and exact for one value", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, at) => {
          const distribution = emptyDistribution();
          for (const value of all) addValue(distribution, value);
          const { values: given, counts } = valuesAndCounts(distribution);
          const expanded = given
            .flatMap((value, slot) => Array<number>(counts[slot] ?? 0).fill(value))
            .sort((left, right) => left - right);
          const rank = Math.min(all.length - 1, Math.floor(at * all.length));
          const exact = all.toSorted((left, right) => left - right)[rank] ?? 0;
          assert.ok(Math.abs((expanded[rank] ?? 0) - exact) <= 0.12 * exact, `${expanded[rank]} for ${exact}`);
        },
      ),
    );
    const constant = emptyDistribution();
    for (let times = 0; times < 1000; times++) addValue(constant, 64_000);
    assert.deepEqual(valuesAndCounts(constant), { values: [64_000], counts: [1000] });
  });
});

const asked = (maxTokens: MaxTokens): number => (typeof maxTokens === "number" ? maxTokens : 0);

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.max(1, expected), `${actual} is not ${expected}`);
}
