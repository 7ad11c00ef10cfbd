import assert from "node:assert/strict";
import { endNotes } from "../../cli/usage/end-notes.ts";
import { warningsOn } from "../../stacks/warnings.ts";
import { settings, target } from "../monitoring/example-settings.ts";

const living = target("amazon.nova-pro-v1:0", "cross-region");
const legacy = {
  lifecycle: "legacy",
  endOfLife: { date: "2027-01-08", source: "a page" },
} as const;
const ending = { ...living, model: { ...living.model, ...legacy } };

describe("the end of a model's life", () => {
  const day = (date: string) => Date.parse(`${date}T23:59:00Z`) / 1000;

  it("is in the notes of a usage report from 90 days before, on the day that the report is of", () => {
    assert.deepEqual(endNotes([ending], day("2026-10-09")), []);
    assert.match(endNotes([ending], day("2026-10-10"))[0]!, /on 2027-01-08, in 90 days/);
    assert.equal(endNotes([ending, ending, living], day("2027-01-07")).length, 1);
  });

  it("is among a stack's warnings of the day, once for all of a model's scopes", () => {
    const other = { ...ending, scope: "on-demand" } as const;
    assert.deepEqual(warningsOn("2026-10-09", settings([ending, other])), []);
    const [text, ...more] = warningsOn("2027-01-01", settings([ending, other]));
    assert.match(text!, /^Nova Pro \(amazon\.nova-pro-v1:0\): AWS ends it within the week: on 2027-01-08, in 7 days/);
    assert.deepEqual(more, []);
  });
});
