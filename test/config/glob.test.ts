import assert from "node:assert/strict";
import fc from "fast-check";
import { matchesGlob } from "../../words/glob.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 12 });

describe("a pattern", () => {
  it("matches what the regular expression with .* for each * matches", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", ".", "*"), maxLength: 8 }),
        text,
        (pattern, candidate) => {
          const expression = new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
          assert.equal(matchesGlob(pattern, candidate), expression.test(candidate));
        },
      ),
    );
  });

  it("of a text with stars put in place of some of its parts matches the text", () => {
    fc.assert(
      fc.property(text, fc.nat(12), fc.nat(12), (whole, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        assert.ok(matchesGlob(`${whole.slice(0, from)}*${whole.slice(to)}`, whole));
      }),
    );
  });

  it("does not count the same characters for two of its parts", () => {
    assert.ok(!matchesGlob("ab*ba", "aba"));
    assert.ok(matchesGlob("ab*ba", "abba"));
  });
});
