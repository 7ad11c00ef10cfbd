import assert from "node:assert/strict";
import fc from "fast-check";
import { skim, textOf } from "../../client/read/skim.ts";

/** What JSON itself says of a text: its members in order, or nothing. */
function whole(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

describe("skimming JSON", () => {
  it("finds the members that JSON.parse finds, in any object, compact or spread out", () => {
    const objects = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue());
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 2, "\t"), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const members = skim(text);
        for (const [name, value] of Object.entries(whole(text) ?? {})) {
          assert.ok(members?.has(name) === true, `no ${name} in ${text}`);
          assert.deepEqual(members?.get(name), value);
        }
      }),
    );
  });

  it("finds numbers in bytes of UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (prompt, maxTokens) => {
        const bytes = new TextEncoder().encode(JSON.stringify({ prompt, max_tokens: maxTokens }));
        assert.equal(skim(textOf(bytes) ?? "")?.get("max_tokens"), maxTokens);
      }),
    );
  });

  it("ends on any text, and sees nothing in a text cut short", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void skim(`{${text}`)));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (object, at) => {
        const text = JSON.stringify(object);
        assert.equal(skim(text.slice(0, at % text.length)), undefined);
      }),
    );
  });

  it("isn't led astray by names in a prompt", () => {
    const text = JSON.stringify({ prompt: '{"max_tokens":1}', tools: [{ max_tokens: 2 }], max_tokens: 3 });
    assert.equal(skim(text)?.get("max_tokens"), 3);
    assert.equal(skim('{"max_t\\u006fkens":4}')?.get("max_tokens"), 4);
  });
});
