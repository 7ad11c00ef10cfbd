import assert from "node:assert/strict";
import fc from "fast-check";
import { firstAlarm, readHash, tabs, type ViewState, writeHash } from "../../pages/preview/view-state.ts";

const stacks = ["us-east-1", "my stack/100%"];

describe("links into the preview", () => {
  it("open the first stack's dashboards at the first alarm where there is none", () => {
    for (const hash of ["", "#"]) {
      const view = readHash(hash, stacks);
      assert.equal(view.stack, "us-east-1");
      assert.equal(view.tab, "dashboards");
      assert.equal(view.minute, firstAlarm);
    }
  });

  it("open at the last minute where they name none", () => {
    assert.equal(readHash("#us-east-1/dashboards", stacks).minute, undefined);
    assert.equal(readHash("#us-east-1/alarms?traffic=idle", stacks).minute, undefined);
  });

  it("name stack, tab and traffic", () => {
    const view = readHash("#us-east-1/alarms?traffic=steady:71%25&quotas=halve&max_tokens=large&at=47", stacks);
    assert.deepEqual(view, {
      stack: "us-east-1",
      tab: "alarms",
      traffic: "steady:71%",
      targets: {},
      quotasHalve: true,
      largeAsks: true,
      publisherStops: false,
      minute: 47,
    });
  });

  it("lead back to the same view", () => {
    const traffic = fc.constantFrom("idle", "steady:71%", "burst:120%x5/60@10%", "over:130%", "runaway:20%..150%");
    const view: fc.Arbitrary<ViewState> = fc
      .record({
        stack: fc.constantFrom(...stacks),
        tab: fc.constantFrom(...tabs),
        traffic,
        targets: fc.dictionary(fc.string({ minLength: 1 }), traffic, { noNullPrototype: true }),
        quotasHalve: fc.boolean(),
        largeAsks: fc.boolean(),
        publisherStops: fc.boolean(),
        minute: fc.option(fc.integer({ min: 1, max: 179 }), { nil: undefined }),
      })
      .map(({ minute, ...rest }) => (minute === undefined ? rest : { ...rest, minute }));
    fc.assert(fc.property(view, (one) => assert.deepEqual(readHash(writeHash(one), stacks), one)));
  });

  it("never break the page, whatever they hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        const view = readHash(`#${text}`, stacks);
        assert.ok(stacks.includes(view.stack));
        assert.ok(tabs.includes(view.tab));
      }),
    );
  });
});
