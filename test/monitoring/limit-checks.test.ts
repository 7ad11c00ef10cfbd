import assert from "node:assert/strict";
import { checkLimits, LimitError } from "../../monitoring/limit-checks.ts";
import { limits } from "../../monitoring/limits.ts";
import { plan } from "../../monitoring/plan.ts";
import { settings, target } from "./example-settings.ts";

const small = plan(settings([target("anthropic.claude-opus-5", "global")]));
const [composite] = small.compositeAlarms;

/** What is refused about a composite with this rule. */
function problemsOf(AlarmRule: string): readonly string[] {
  assert.ok(composite);
  try {
    checkLimits({ alarms: [], compositeAlarms: [{ ...composite, AlarmRule }], dashboards: [] });
    return [];
  } catch (error) {
    assert.ok(error instanceof LimitError);
    return error.problems;
  }
}

const ruleOf = (children: number, length: number) =>
  Array.from({ length: children }, (_, index) => `ALARM("${String(index).padStart(length - 9, "n")}")`).join(" OR ");

describe("the limits of a composite alarm", () => {
  it("are kept to the last character of its rule", () => {
    const fits = ruleOf(1, limits.compositeRuleLength);
    assert.equal(fits.length, limits.compositeRuleLength);
    assert.deepEqual(problemsOf(fits), []);
    assert.match(problemsOf(ruleOf(1, limits.compositeRuleLength + 1))[0] ?? "", /10241 characters, AWS takes 10240/);
  });

  it("refuse a rule twice as long as AWS takes", () => {
    assert.equal(problemsOf(ruleOf(2, limits.compositeRuleLength)).length, 1);
  });

  it("are kept to the last child", () => {
    assert.deepEqual(problemsOf(ruleOf(limits.childrenPerComposite, 20)), []);
    assert.match(problemsOf(ruleOf(limits.childrenPerComposite + 1, 20))[0] ?? "", /101 children, AWS takes 100/);
  });
});
