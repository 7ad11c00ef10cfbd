import assert from "node:assert/strict";
import fc from "fast-check";
import { checkInputs } from "../../local/provider/check.ts";
import { differences } from "../../local/provider/differences.ts";
import { kinds } from "../../local/provider/kinds/index.ts";
import { type Properties, unknown } from "../../local/provider/values.ts";
import { describeLive } from "./describe-live.ts";
import { cases } from "./provider-cases.ts";

describeLive("the stand-in provider", () => {
  for (const { type, good, bad } of cases) {
    const kind = kinds.get(type)!;
    const told = (inputs: Properties) =>
      checkInputs(kind, Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined))).map(
        ({ property, reason }) => `${property} ${reason}`.trim(),
      );
    it(`takes what AWS takes: ${type}`, () => assert.deepEqual(told(good), []));
    for (const [what, change, expected] of bad)
      it(`refuses ${what}: ${type}`, () => {
        const problems = told({ ...good, ...change });
        assert(
          problems.some((problem) => expected.test(problem)),
          problems.join("\n"),
        );
      });
    it(`takes values that are not known yet: ${type}`, () => {
      for (const key of Object.keys(good)) assert.deepEqual(told({ ...good, [key]: unknown }), [], key);
    });
  }
});

describe("differences of inputs", () => {
  it("are none between the same values", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (inputs) => {
        assert.deepEqual(differences(inputs, structuredClone(inputs)), []);
      }),
    );
  });

  it("name the innermost thing that changed, and only it", () => {
    const before = { queries: [{ id: "a", metric: { stat: "Sum" } }, { id: "b" }], tags: { "a.b": "1" }, name: "n" };
    const after = {
      queries: [{ id: "a", metric: { stat: "Maximum" } }, { id: "b" }],
      tags: { "a.b": "2" },
      name: "n",
      extra: 1,
    };
    assert.deepEqual(differences(before, after), [
      { path: "queries[0].metric.stat", kind: "update" },
      { path: 'tags["a.b"]', kind: "update" },
      { path: "extra", kind: "add" },
    ]);
  });

  it("of JSON text count by its meaning", () => {
    assert.deepEqual(differences({ policy: '{"a":1,"b":2}' }, { policy: '{ "b": 2, "a": 1 }' }, ["policy"]), []);
    assert.equal(differences({ policy: '{"a":1}' }, { policy: '{"a":2}' }, ["policy"]).length, 1);
  });
});
