import assert from "node:assert/strict";
import fc from "fast-check";
import { afterPutting, minutesToPut } from "../../functions/quota-publisher/coverage.ts";

describe("the minutes that a quota is put for", () => {
  it("are all to the horizon at the start, and then the one at the horizon", () => {
    const first = minutesToPut(undefined, 5, 100, 3);
    assert.deepEqual(first, [100, 101, 102, 103]);
    const covered = afterPutting(undefined, 5, first);
    assert.deepEqual(minutesToPut(covered, 5, 100, 3), []);
    assert.deepEqual(minutesToPut(covered, 5, 101, 3), [104]);
  });

  it("are all again when the value is another", () => {
    assert.deepEqual(minutesToPut({ value: 5, from: 90, through: 103 }, 4, 101, 3), [101, 102, 103, 104]);
  });

  it("make up for runs that were missed", () => {
    assert.deepEqual(minutesToPut({ value: 5, from: 90, through: 103 }, 5, 103, 3), [104, 105, 106]);
    assert.deepEqual(minutesToPut({ value: 5, from: 90, through: 103 }, 5, 200, 3), [200, 201, 202, 203]);
  });

  it("leave no minute of any run without its value, whatever the clock does and whatever is lost", () => {
    const run = fc.record({
      step: fc.integer({ min: -30, max: 30 }),
      value: fc.constantFrom(1, 2),
      lost: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 40 }), fc.integer({ min: 0, max: 12 }), (runs, horizon) => {
        const put = new Map<number, Set<number>>();
        let covered: Parameters<typeof minutesToPut>[0];
        let minute = 1_000;
        for (const { step, value, lost } of runs) {
          minute += step;
          const minutes = minutesToPut(covered, value, minute, horizon);
          if (lost) continue;
          for (const at of minutes) put.set(at, (put.get(at) ?? new Set()).add(value));
          covered = afterPutting(covered, value, minutes);
          for (let at = minute; at <= minute + horizon; at++) assert.ok(put.get(at)?.has(value), `${at} of ${minute}`);
        }
      }),
    );
  });
});
