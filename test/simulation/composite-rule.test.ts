import assert from "node:assert/strict";
import type { AlarmState } from "../../monitoring/simulation/alarm-state.ts";
import { childrenOf, holds, parseRule } from "../../monitoring/simulation/composite-rule.ts";

const states: Record<string, AlarmState> = { a: "ALARM", b: "OK", c: "INSUFFICIENT_DATA" };
const value = (rule: string) => holds(parseRule(rule), (name) => states[name]);

describe("a composite alarm's rule", () => {
  for (const [rule, expected] of [
    ["ALARM(a)", true],
    ['ALARM("b")', false],
    ["OK(b) AND INSUFFICIENT_DATA(c)", true],
    ["ALARM(a) AND NOT ALARM(b)", true],
    ["(ALARM(a) OR ALARM(b)) AND OK(a)", false],
    ["ALARM(a) OR ALARM(b) AND FALSE", true],
    ["NOT (ALARM(a) AND OK(b))", false],
    ["NOT NOT TRUE", true],
    ["alarm(a) and not ok(a)", true],
    ["ALARM( a )", true],
  ] as const) {
    it(`reads ${rule}`, () => assert.equal(value(rule), expected));
  }

  it("takes names with spaces, quotes and brackets when they are quoted, and ARNs for names", () => {
    const rule = parseRule(
      'ALARM("any (critical) \\"one\\"") OR ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:a b")',
    );
    assert.deepEqual(childrenOf(rule), ['any (critical) "one"', "a b"]);
  });

  it("says nothing where the answer hangs on an alarm that can't be told, and only there", () => {
    assert.equal(value("ALARM(a) OR ALARM(unknown)"), true);
    assert.equal(value("ALARM(b) OR ALARM(unknown)"), undefined);
    assert.equal(value("ALARM(b) AND ALARM(unknown)"), false);
    assert.equal(value("NOT ALARM(unknown)"), undefined);
  });

  for (const rule of [
    "",
    "ALARM",
    "ALARM(",
    "ALARM(a",
    "ALARM()",
    "a",
    "ALARM(a) ALARM(b)",
    "ALARM(a) AND",
    "(TRUE",
    "TRUE)",
    "NOT",
  ]) {
    it(`does not read "${rule}"`, () => assert.throws(() => parseRule(rule), /The rule ".*" needs /));
  }
});
