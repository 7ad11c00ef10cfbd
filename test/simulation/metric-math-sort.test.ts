import assert from "node:assert/strict";
import fc from "fast-check";
import { highestFirst, sortOf } from "../../monitoring/metric-math/sort.ts";

describe("series that metric math sorts", () => {
  it("are those of SORT's array", () => {
    assert.deepEqual(sortOf("SORT([t1, t2, t10], MAX, DESC)"), { ids: ["t1", "t2", "t10"], by: "MAX", order: "DESC" });
    for (const other of [
      "MAX([t1, t2])",
      "t1",
      "SORT(METRICS(), MAX, DESC)",
      "SORT([t1], SUM, DESC)",
      "SORT([t1 + t2], MAX, DESC)",
    ]) {
      assert.equal(sortOf(other), undefined, other);
    }
  });

  it("stand by their highest value in the range alone, those without any last, equal ones as they were", () => {
    const none = Number.NaN;
    const series = [
      [900, none, none],
      [none, 10, 20],
      [none, 30, none],
      [none, none, none],
      [5, 20, none],
    ];
    assert.deepEqual(highestFirst(series, 1, 3), [2, 1, 4, 0, 3]);
    assert.deepEqual(highestFirst(series, 0, 3), [0, 2, 1, 4, 3]);
  });

  it("are all there, each no higher than the one before", () => {
    const value = fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { maxLength: 12 }), (series) => {
        const order = highestFirst(series, 0, 4);
        assert.deepEqual(
          order.toSorted((a, b) => a - b),
          series.map((_one, index) => index),
        );
        const tops = order.map((index) => Math.max(-1, ...series[index]!.filter((one) => !Number.isNaN(one))));
        assert.deepEqual(
          tops,
          tops.toSorted((a, b) => b - a),
        );
      }),
    );
  });
});
