import assert from "node:assert/strict";
import fc from "fast-check";
import { effectOfEvaluation, effectOfPeriod, effectOfThreshold } from "../../monitoring/effect.ts";
import { plan } from "../../monitoring/plan.ts";
import type { ComparisonOperator, PlannedAlarm } from "../../monitoring/plan-types.ts";
import { settings, target } from "./example-settings.ts";

const some = plan(settings([target("anthropic.claude-opus-5", "cross-region")])).alarms[0]!;
const alarm = (changes: Partial<PlannedAlarm>): PlannedAlarm => ({ ...some, ...changes });

/** Whether an alarm is on, by CloudWatch's rule, after minutes of which each breaches or not. */
const isOn = (minutes: readonly boolean[], { DatapointsToAlarm, EvaluationPeriods }: PlannedAlarm): boolean =>
  minutes.slice(-EvaluationPeriods).filter(Boolean).length >= DatapointsToAlarm;

/** Every way that so many minutes can breach. */
const histories = (length: number): boolean[][] =>
  Array.from({ length: 2 ** length }, (_, bits) => Array.from({ length }, (__, at) => ((bits >> at) & 1) === 1));

describe("what a change does to an alarm", () => {
  it("is less sensitive exactly where every alarm after it was one before, for any M of N", () => {
    const most = 6;
    const all = histories(most);
    const anyEvaluation = fc
      .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }))
      .map(([one, other]) =>
        alarm({ DatapointsToAlarm: Math.min(one, other), EvaluationPeriods: Math.max(one, other) }),
      );
    fc.assert(
      fc.property(anyEvaluation, anyEvaluation, (before, after) => {
        const fewer = all.every((minutes) => !isOn(minutes, after) || isOn(minutes, before));
        const more = all.every((minutes) => !isOn(minutes, before) || isOn(minutes, after));
        const expected = fewer === more ? undefined : fewer ? "less sensitive" : "more sensitive";
        assert.equal(effectOfEvaluation(before, after), expected);
      }),
      { numRuns: 300 },
    );
  });

  const breaches: Record<string, (value: number, threshold: number) => boolean> = {
    GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
    GreaterThanThreshold: (value, threshold) => value > threshold,
    LessThanThreshold: (value, threshold) => value < threshold,
  };

  it("is less sensitive where a threshold is passed by fewer values, and unsaid where it looks to the other side", () => {
    const anyThreshold = fc.record({
      Threshold: fc.integer({ min: 1, max: 4 }),
      ComparisonOperator: fc.constantFrom(...(Object.keys(breaches) as ComparisonOperator[])),
    });
    const values = Array.from({ length: 11 }, (_, at) => at / 2);
    fc.assert(
      fc.property(anyThreshold, anyThreshold, (before, after) => {
        const passes = (value: number, { Threshold, ComparisonOperator }: typeof before) =>
          breaches[ComparisonOperator]!(value, Threshold);
        const fewer = values.every((value) => !passes(value, after) || passes(value, before));
        const more = values.every((value) => !passes(value, before) || passes(value, after));
        const expected = fewer === more ? undefined : fewer ? "less sensitive" : "more sensitive";
        assert.equal(effectOfThreshold(alarm(before), alarm(after)), expected);
      }),
    );
  });

  it("is told of a longer period only for one figure of one minute", () => {
    const once = { DatapointsToAlarm: 1, EvaluationPeriods: 5 };
    const longer = { before: 60, after: 300 };
    const above = alarm(once);
    const below = alarm({ ...once, ComparisonOperator: "LessThanThreshold" });
    assert.equal(effectOfPeriod(above, above, longer, "Sum"), "more sensitive");
    assert.equal(effectOfPeriod(above, above, { before: 300, after: 60 }, "Maximum"), "less sensitive");
    assert.equal(effectOfPeriod(above, above, longer, "Minimum"), "less sensitive");
    assert.equal(effectOfPeriod(below, below, longer, "Sum"), "less sensitive");
    assert.equal(effectOfPeriod(above, above, longer, "Average"), undefined);
    assert.equal(effectOfPeriod(above, above, longer, undefined), undefined);
    assert.equal(effectOfPeriod(above, above, { before: 60, after: 90 }, "Sum"), undefined);
    const twice = alarm({ DatapointsToAlarm: 2, EvaluationPeriods: 5 });
    assert.equal(effectOfPeriod(twice, twice, longer, "Sum"), undefined);
    assert.equal(effectOfPeriod(twice, above, longer, "Sum"), undefined);
  });
});
