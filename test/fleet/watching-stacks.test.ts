import assert from "node:assert/strict";
import { join } from "node:path";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { watchingStackNames } from "../../stacks/watching-stacks.ts";

const directory = join(import.meta.dirname, "../fixtures/fleet");

describe("the stacks of a folder with a fleet", () => {
  it("that watch models are all but the fleet", () => {
    assert.deepEqual(watchingStackNames(directory), ["eu-west-1", "us-east-1"]);
  });

  it("have no plan of models for the fleet, and say what to ask instead", async () => {
    await assert.rejects(
      planForStack("fleet", directory),
      /watches no model[^\n]*\n {2}fix {4}name one of the stacks in its places/,
    );
  });
});
