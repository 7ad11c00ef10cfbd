import assert from "node:assert/strict";
import fc from "fast-check";
import { type BurndownHours, measuredRate } from "../../monitoring/doctor/burndown-rate.ts";

const hour = fc.record({
  input: fc.integer({ min: 0, max: 1_000_000 }),
  cacheWrite: fc.integer({ min: 0, max: 100_000 }),
  cacheRead: fc.integer({ min: 0, max: 1_000_000 }),
  output: fc.integer({ min: 500, max: 200_000 }),
});
type Hour = typeof hour extends fc.Arbitrary<infer T> ? T : never;

const hoursOf = (of: readonly Hour[], estimated: (one: Hour, index: number) => number): BurndownHours => ({
  estimated: of.map(estimated),
  input: of.map((one) => one.input),
  cacheWrite: of.map((one) => one.cacheWrite),
  cacheRead: of.map((one) => one.cacheRead),
  output: of.map((one) => one.output),
});

const many = fc.array(hour, { minLength: 3, maxLength: 72 });

describe("the burndown rate by AWS's own figure", () => {
  it("is the rate that made the figure, whatever the use", () =>
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 20 }), (of, rate) => {
        const measured = measuredRate(hoursOf(of, (one) => one.input + one.cacheWrite + rate * one.output));
        assert.deepEqual([measured.kind, "rate" in measured && measured.rate], ["steady", rate]);
      }),
    ));

  it("is not told from hours that are idle, and those between change nothing", () =>
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 20 }), (of, rate) => {
        const made = hoursOf(of, (one) => one.input + one.cacheWrite + rate * one.output);
        const withIdle = Object.fromEntries(
          Object.entries(made).map(([part, values]) => [
            part,
            Array.from(values).flatMap((value) => [Number.NaN, value]),
          ]),
        ) as unknown as BurndownHours;
        assert.deepEqual(measuredRate(withIdle), measuredRate(made));
        const none = hoursOf(of, () => Number.NaN);
        assert.equal(measuredRate(none).kind, "thin");
      }),
    ));

  it("is told of no hour that it does not explain", () =>
    fc.assert(
      fc.property(many, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 72, maxLength: 72 }), (of, rates) => {
        const made = hoursOf(of, (one, index) => one.input + one.cacheWrite + rates[index]! * one.output);
        const measured = measuredRate(made);
        if (measured.kind !== "steady") return;
        for (const [index, one] of of.entries()) {
          const off = Math.abs((rates[index]! - measured.rate) * one.output);
          assert.ok(off <= 0.02 * made.estimated[index]! + 1);
        }
      }),
    ));

  it("is told of no rate that is no whole number where output is most of the use", () => {
    const of = Array.from({ length: 24 }, () => ({ input: 100, cacheWrite: 0, cacheRead: 0, output: 10_000 }));
    assert.equal(measuredRate(hoursOf(of, (one) => one.input + 7.5 * one.output)).kind, "mixed");
    assert.equal(measuredRate(hoursOf(of, (one) => one.input + 0.2 * one.output)).kind, "mixed");
  });

  it("says that cache reads seem to count where that alone explains the figure", () => {
    const of = Array.from({ length: 24 }, (_, index) => ({
      ...{ input: 1_000, cacheWrite: 50, output: 1_000 },
      cacheRead: 100 * index,
    }));
    const measured = measuredRate(hoursOf(of, (one) => one.input + one.cacheWrite + one.cacheRead + 5 * one.output));
    assert.match("because" in measured ? measured.because : "", /only if cache reads count/);
  });

  it("is not told from a few tokens", () => {
    const few = Array.from({ length: 24 }, () => ({ input: 10, cacheWrite: 0, cacheRead: 0, output: 1 }));
    assert.deepEqual(measuredRate(hoursOf(few, (one) => one.input + 5 * one.output)), {
      ...{ kind: "thin", hours: 24, outputTokens: 24 },
    });
  });
});
