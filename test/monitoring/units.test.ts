import assert from "node:assert/strict";
import fc from "fast-check";
import { day, minute, rateOf, seconds } from "../../words/units.ts";

describe("units", () => {
  it("a sum over five minutes is a fifth of it a minute", () => {
    assert.equal(rateOf(500, seconds(300), "per-minute"), 100);
    assert.equal(rateOf(500, minute, "per-minute"), 500);
    assert.equal(rateOf(500, day, "per-day"), 500);
  });

  it("the same traffic has the same rate, whatever period it is summed over", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 1440 }), (perMinute, minutes) => {
        const period = seconds(60 * minutes);
        const rate = rateOf(perMinute * minutes, period, "per-minute");
        assert.ok(Math.abs(rate - perMinute) <= 1e-9 * Math.max(1, perMinute));
      }),
    );
  });
});
