import assert from "node:assert/strict";
import fc from "fast-check";
import { roundedUp, valueFor } from "../../monitoring/increase/need.ts";

const peaks = fc.double({ min: 1, max: 1e13, noNaN: true });
const shares = fc.double({ min: 0, max: 0.9, noNaN: true });
const multipliers = fc.constantFrom(1 as const, 2 as const);

describe("what a quota would have to be", () => {
  it("is rounded up to two figures, and a whole number is kept as it is", () => {
    for (const [value, rounded] of [
      [142_857.1, 150_000],
      [171_428, 180_000],
      [70 / 0.7, 100],
      [100_000, 100_000],
      [99.2, 100],
      [100.1, 110],
      [7, 7],
      [0, 0],
      [1_234_567, 1_300_000],
    ] as const)
      assert.equal(roundedUp(value), rounded);
  });

  it("leaves the share free, and asks for no more than a tenth above that", () => {
    fc.assert(
      fc.property(peaks, shares, multipliers, (peak, headroom, multiplier) => {
        const value = valueFor(peak, headroom, multiplier);
        const exact = peak / (1 - headroom) / multiplier;
        assert.ok(Number.isInteger(value) && value > 0);
        assert.ok(value >= exact * (1 - 1e-8), `${value} ${exact}`);
        assert.ok(value <= exact * 1.1 + 1, `${value} ${exact}`);
      }),
    );
  });

  it("never gets less for a higher peak or more room", () => {
    fc.assert(
      fc.property(peaks, peaks, shares, shares, (one, other, a, b) => {
        const low = valueFor(Math.min(one, other), Math.min(a, b), 1);
        assert.ok(low <= valueFor(Math.max(one, other), Math.max(a, b), 1));
      }),
    );
  });
});
