import assert from "node:assert/strict";
import { description } from "../../monitoring/alarms/alarm.ts";
import { alarmName } from "../../monitoring/alarms/names.ts";
import { checkLimits, LimitError } from "../../monitoring/limit-checks.ts";
import { limits } from "../../monitoring/limits.ts";
import { plan } from "../../monitoring/plan.ts";
import type { PlannedAlarm } from "../../monitoring/plan-types.ts";
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
    const fits = ruleOf(1, limits.compositeRuleBytes);
    assert.equal(fits.length, limits.compositeRuleBytes);
    assert.deepEqual(problemsOf(fits), []);
    assert.match(problemsOf(ruleOf(1, limits.compositeRuleBytes + 1))[0] ?? "", /10241 bytes, AWS takes 10240/);
  });

  it("refuse a rule twice as long as AWS takes", () => {
    assert.equal(problemsOf(ruleOf(2, limits.compositeRuleBytes)).length, 1);
  });

  it("are kept to the last child", () => {
    assert.deepEqual(problemsOf(ruleOf(limits.childrenPerComposite, 20)), []);
    assert.match(problemsOf(ruleOf(limits.childrenPerComposite + 1, 20))[0] ?? "", /101 children, AWS takes 100/);
  });
});

describe("the limits of an alarm's texts", () => {
  const alarm = small.alarms[0]!;
  const problems = (change: Partial<PlannedAlarm>): readonly string[] => {
    try {
      checkLimits({ alarms: [{ ...alarm, ...change }], compositeAlarms: [], dashboards: [] });
      return [];
    } catch (error) {
      assert.ok(error instanceof LimitError);
      return error.problems;
    }
  };
  const expression = (Expression: string) => ({
    Metrics: [{ Id: "e", Label: "e", ReturnData: true, Expression, Period: 60 }],
  });
  /** As many bytes of UTF-8, filled with a letter that has one, two or four of them. */
  const filled = (bytes: number, letter: string) => {
    const most = Math.floor(bytes / Buffer.byteLength(letter));
    return letter.repeat(most) + "x".repeat(bytes - most * Buffer.byteLength(letter));
  };

  for (const letter of ["x", "·", "\u{1f6a8}"]) {
    const texts: [what: string, limit: number, make: (text: string) => Partial<PlannedAlarm>][] = [
      ["a name", limits.alarmNameBytes, (AlarmName) => ({ AlarmName })],
      ["a description", limits.alarmDescriptionBytes, (AlarmDescription) => ({ AlarmDescription })],
      ["an expression", limits.expressionBytes, expression],
    ];
    for (const [what, limit, make] of texts)
      it(`are kept to the last byte of ${what} of ${letter}`, () => {
        assert.deepEqual(problems(make(filled(limit, letter))), []);
        const [told, ...others] = problems(make(filled(limit + 1, letter)));
        assert.match(told ?? "", new RegExp(`has ${limit + 1} bytes, AWS takes ${limit}`));
        assert.deepEqual(others, []);
      });
    it(`are kept by a composite's rule of ${letter}`, () => {
      const rule = (bytes: number) => `ALARM("${filled(bytes - 9, letter)}")`;
      assert.deepEqual(problemsOf(rule(limits.compositeRuleBytes)), []);
      assert.equal(problemsOf(rule(limits.compositeRuleBytes + 1)).length, 1);
    });
    it(`are kept by a description's paragraphs of ${letter}, the last of which give way`, () => {
      const first = filled(1000, letter);
      assert.equal(description([first, filled(22, letter)]), `${first}\n\n${filled(22, letter)}`);
      assert.equal(description([first, filled(23, letter)]), first);
    });
    it(`are kept by a name with ${letter} before there is an alarm`, () => {
      const rest = Buffer.byteLength(alarmName("a", "critical", ""));
      assert.equal(Buffer.byteLength(alarmName("a", "critical", filled(255 - rest, letter))), 255);
      assert.throws(() => alarmName("a", "critical", filled(256 - rest, letter)), /has 256 bytes/);
    });
  }
});
