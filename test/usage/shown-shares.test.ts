import assert from "node:assert/strict";
import fc from "fast-check";
import { shownShares } from "../../pages/usage/share.ts";

const percentsOf = (amounts: readonly number[]): number[] => {
  const whole = sumOf(amounts);
  return amounts.map((one) => (whole > 0 ? (100 * one) / whole : 0));
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function checkOne(text: string, share: number): void {
  if (text === "<0.1") {
    assert.ok(share > 0 && share < 0.1);
    return;
  }
  assert.match(text, /^\d+(\.\d)?$/);
  assert.ok(Math.abs(Number(text) - share) <= 0.1 + 1e-6, `${text} for ${share}`);
  assert.equal(Number(text) === 0, share === 0);
}

describe("shares as they are shown", () => {
  it("add up to the whole", () => {
    assert.deepEqual(shownShares([56.9, 23.7, 19.4]), ["56.9", "23.7", "19.4"]);
    assert.deepEqual(shownShares(percentsOf([1, 1, 1])), ["33.4", "33.3", "33.3"]);
    assert.deepEqual(shownShares(percentsOf([2, 2, 2, 1])), ["28.6", "28.6", "28.5", "14.3"]);
    assert.deepEqual(shownShares([100]), ["100"]);
  });

  it("tell little from nothing, and never all from nearly all", () => {
    assert.deepEqual(shownShares([99.98, 0.02]), ["99.9", "<0.1"]);
    assert.deepEqual(shownShares(percentsOf([1e10, 1])), ["99.9", "<0.1"]);
    assert.deepEqual(shownShares([99.8, 0.09, 0.09, 0.02]), ["99.8", "<0.1", "<0.1", "<0.1"]);
    assert.deepEqual(shownShares([100, 0]), ["100", "0"]);
    assert.deepEqual(shownShares([0, 0]), ["0", "0"]);
    assert.deepEqual(shownShares([]), []);
  });

  it("add up, each within a tenth of its own and in its own order, whatever the amounts are", () => {
    const amount = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 100_000 }), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 60 }), (amounts) => {
        const shares = percentsOf(amounts);
        fc.pre(shares.some((share) => share > 0));
        const shown = shownShares(shares);
        const read = shown.map((text) => (text === "<0.1" ? 0.05 : Number(text)));
        for (const [index, text] of shown.entries()) checkOne(text, shares[index]!);
        for (const [i, one] of shares.entries())
          for (const [j, other] of shares.entries()) if (one > other) assert.ok(read[i]! >= read[j]!);
        const tenths = read.filter((value) => value !== 0.05).map((value) => Math.round(value * 10));
        const small = sumOf(shares.filter((_, index) => shown[index] === "<0.1"));
        assert.equal(sumOf(tenths), 1_000 - (small > 0 ? Math.max(1, Math.round(small * 10)) : 0));
      }),
      { numRuns: 500 },
    );
  });
});
