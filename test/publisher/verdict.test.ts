import assert from "node:assert/strict";
import {
  type Asked,
  type Held,
  type Listed,
  needsAnswer,
  ruleOf,
  verdictOf,
  verdictTable,
} from "../../functions/quota-publisher/verdict.ts";

const applied = (value: number) => ({ kind: "value", value, origin: "applied" }) as const;
const standard = (value: number) => ({ kind: "value", value, origin: "default" }) as const;
const none = { kind: "none" } as const;
const unusable = { kind: "unusable", reason: "SERVICE_QUOTA_NOT_AVAILABLE_ERROR" } as const;
const nothing = { kind: "nothing", reason: "AccessDeniedException" } as const;
const notAsked = { kind: "not asked", reason: "no time" } as const;
const held = (value: number) => ({ kind: "value", value }) as const;
const missing = { kind: "missing" } as const;
const never = { kind: "never" } as const;

type Case = [what: string, listed: Listed, held: Held, asked: Asked, verdict: string];

/** At least one for each row of the table, in its order. */
const cases: readonly Case[] = [
  ["no list", nothing, held(5), applied(5), "unread"],
  ["no list, never read", nothing, never, notAsked, "unread"],
  ["the same value", applied(5), held(5), notAsked, "applied 5"],
  ["the same value, now AWS's default", standard(5), held(5), notAsked, "default 5"],
  ["still missing", none, missing, notAsked, "missing"],
  ["a first value", applied(5), never, notAsked, "applied 5"],
  ["a first value of 0", applied(0), never, notAsked, "applied 0"],
  ["a change, and no time to ask", applied(9), held(5), notAsked, "unread"],
  ["a first default, and no time to ask", standard(9), never, notAsked, "unread"],
  ["a code that vanished, and no time to ask", none, held(5), notAsked, "unread"],
  ["a change, confirmed", applied(9), held(5), applied(9), "applied 9"],
  ["a change to 0, confirmed", applied(0), held(5), applied(0), "applied 0"],
  ["a first default, confirmed", standard(9), never, standard(9), "default 9"],
  ["a code that vanished, confirmed", none, held(5), none, "missing"],
  ["a code never seen that is not there, confirmed", none, never, none, "missing"],
  ["a code that came back, confirmed", applied(5), missing, applied(5), "applied 5"],
  ["a change that is denied", applied(9), held(5), applied(5), "unread at once"],
  ["a default where the account has a value of its own", standard(9), held(5), applied(5), "unread at once"],
  ["a default for a code never seen that has a value of its own", standard(9), never, applied(5), "unread at once"],
  ["a code that vanished from the list alone", none, held(5), applied(5), "unread at once"],
  ["a code that came back in the list alone", applied(5), missing, none, "unread at once"],
  ["a change that can't be confirmed", applied(9), held(5), unusable, "unread at once"],
  ["a bad row, the value asked for the same", unusable, held(5), applied(5), "applied 5"],
  ["a bad row, the value asked for another", unusable, held(5), applied(9), "unread at once"],
  ["a bad row, no value asked for", unusable, held(5), none, "unread at once"],
  ["a bad row, and no time to ask", unusable, held(5), notAsked, "unread at once"],
  ["a bad row twice", unusable, held(5), unusable, "unread at once"],
  ["a bad row of a code never seen", unusable, never, notAsked, "unread at once"],
  ["a bad row of a missing code", unusable, missing, notAsked, "unread at once"],
];

describe("the verdict on a code", () => {
  for (const [what, listed, known, asked, expected] of cases) {
    it(`${what}: ${expected}`, () => {
      const verdict = verdictOf(listed, known, asked);
      const found =
        "value" in verdict
          ? `${verdict.kind} ${verdict.value}`
          : verdict.kind === "unread" && verdict.atOnce
            ? "unread at once"
            : verdict.kind;
      assert.equal(found, expected);
    });
  }

  it("asks for nothing that would change nothing", () => {
    for (const [what, listed, known, asked, expected] of cases) {
      const verdict = verdictOf(listed, known, notAsked);
      if (!needsAnswer(listed, known))
        assert.deepEqual(verdictOf(listed, known, asked), verdict, `${what}: ${expected}`);
    }
  });

  it("has a case for each rule, in their order", () => {
    const used = new Set(cases.map(([, listed, known, asked]) => ruleOf(listed, known, asked)));
    assert.deepEqual([...used], verdictTable);
  });
});
