import assert from "node:assert/strict";
import fc from "fast-check";
import { valuesAtRanks } from "../../monitoring/report/weighted-ranks.ts";

/** The plain way: every value as often as it counts, in order. */
const plainly = (pairs: readonly (readonly [number, number])[], ranks: readonly number[]): number[] => {
  const all = pairs.flatMap(([value, weight]) => new Array<number>(weight).fill(value)).sort((a, b) => a - b);
  return ranks.map((rank) => all[rank - 1]!);
};

describe("values at their ranks, counted several times", () => {
  const check = (pairs: readonly (readonly [number, number])[], ranks: readonly number[]) => {
    const groups = [...Map.groupBy(pairs, ([, weight]) => weight)].map(([weight, alike]) => ({
      ascending: Float64Array.from(alike, ([value]) => value).sort(),
      weight,
    }));
    assert.deepEqual(valuesAtRanks(groups, ranks), plainly(pairs, ranks));
  };

  it("are those of the list written out", () => {
    const pair = fc.tuple(fc.nat(12), fc.constantFrom(1, 5, 60));
    const shares = fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 80 }), shares, (pairs, wanted) => {
        const total = pairs.reduce((sum, [, weight]) => sum + weight, 0);
        const ranks = [...new Set(wanted.map((share) => Math.ceil((share / 1_000) * total)))].sort((a, b) => a - b);
        check(pairs, ranks);
      }),
      { numRuns: 500 },
    );
  });

  it("are found in values that are all alike, sorted, or a daily wave", () => {
    const length = 20_000;
    for (const value of [() => 7, (i: number) => i, (i: number) => -i, (i: number) => Math.sin(i / 229) + 1]) {
      const pairs = Array.from({ length }, (_, i) => [value(i), 1] as const);
      check(pairs, [1, length / 2, 0.9 * length, 0.99 * length, length]);
    }
  });
});
