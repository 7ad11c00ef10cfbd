import assert from "node:assert/strict";
import { lifeFacts } from "../../cli/registry/life-facts.ts";

describe("a model's life as registry show has it", () => {
  it("is each day with its source and Regions, and what another source says", () => {
    const source = "a page";
    assert.deepEqual(
      lifeFacts({
        lifecycle: "legacy",
        legacy: { date: "2026-05-01", source },
        extendedAccess: { date: "2026-08-01", source },
        endOfLife: {
          date: "2026-11-01",
          source,
          regions: ["us-east-1"],
          otherwise: [{ date: "2026-12-01", source: "a list" }],
        },
      }),
      [
        ["lifecycle", "legacy"],
        ["legacy", "2026-05-01 (a page)"],
        ["extended", "2026-08-01 (a page)"],
        ["ends", "2026-11-01 in us-east-1 (a page; a list says 2026-12-01)"],
      ],
    );
    assert.deepEqual(lifeFacts({ lifecycle: "active" }), [["lifecycle", "active"]]);
  });
});
