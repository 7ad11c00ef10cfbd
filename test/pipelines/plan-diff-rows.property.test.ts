import assert from "node:assert/strict";
import fc from "fast-check";
import { alarmRows } from "../../cli/plan-diff-alarms.ts";
import { groupedRows, type SingleRow } from "../../cli/plan-diff-rows.ts";
import { effectRank } from "../../monitoring/effect.ts";
import { plan } from "../../monitoring/plan.ts";
import { diffPlans } from "../../monitoring/plan-diff.ts";
import { percent } from "../../words/units.ts";
import { manyTargets, settings } from "../monitoring/example-settings.ts";

const anyRow: fc.Arbitrary<SingleRow> = fc.record(
  {
    sign: fc.constantFrom("+" as const, "−" as const, "~" as const),
    name: fc.string({ maxLength: 3 }),
    what: fc.constantFrom("70 → 80 %", "70 → 95 %", '["', ""),
    effect: fc.constantFrom("silent" as const, "less sensitive" as const, "more sensitive" as const),
  },
  { requiredKeys: ["sign", "name", "what"] },
);

const count = (rows: readonly { names: string[] }[]): number => rows.reduce((sum, { names }) => sum + names.length, 0);

describe("equal changes in one line", () => {
  it("lose none: each single change is in one of them", () => {
    fc.assert(
      fc.property(fc.array(anyRow), (singles) => {
        const rows = groupedRows(singles);
        assert.equal(count(rows), singles.length);
        const again = rows.flatMap(({ names, ...row }) => names.map((name) => JSON.stringify({ name, ...row })));
        const texts = singles.map(({ name, sign, what, effect }) =>
          JSON.stringify({ name, sign, what, ...(effect && { effect }) }),
        );
        assert.deepEqual(again.sort(), texts.sort());
      }),
    );
  });

  it("are the same in whatever order the changes come", () => {
    fc.assert(
      fc.property(
        fc
          .array(anyRow)
          .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        ([rows, shuffled]) => assert.deepEqual(groupedRows(shuffled), groupedRows(rows)),
      ),
    );
  });

  it("stand with what silences first, and of that with what concerns the fewest", () => {
    fc.assert(
      fc.property(fc.array(anyRow), (singles) => {
        const rows = groupedRows(singles);
        for (const [at, row] of rows.slice(1).entries()) {
          const before = rows[at]!;
          assert.ok(effectRank(before.effect) <= effectRank(row.effect));
          if (before.effect === row.effect) assert.ok(before.names.length <= row.names.length);
        }
      }),
    );
  });

  it("hold every change that the JSON has, whatever the plans", () => {
    const pool = manyTargets(10);
    const anyThreshold = fc.constantFrom(60, 70, 80, 95);
    const anyPlan = fc.array(anyThreshold, { minLength: pool.length, maxLength: pool.length }).map((thresholds) =>
      plan(
        settings(
          pool.map((target, at) => ({
            ...target,
            thresholds: target.thresholds.map((level) =>
              level.name === "warning" ? { ...level, threshold: percent(thresholds[at]!) } : level,
            ),
          })),
        ),
      ),
    );
    fc.assert(
      fc.property(anyPlan, anyPlan, (one, other) => {
        const diff = diffPlans(one, other);
        const { added, removed, changed } = diff.alarms;
        const changes = changed.flatMap(({ changes }) =>
          changes.filter(({ field }) => !/^(name|description)$/.test(field)),
        );
        assert.equal(count(groupedRows(alarmRows(diff))), added.length + removed.length + changes.length);
      }),
      { numRuns: 20 },
    );
  });
});
