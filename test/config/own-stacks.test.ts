import assert from "node:assert/strict";
import { planForStack, stackNames } from "../../stacks/plan-for-stack.ts";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

// The stack files in the root are their user's: what they say is nobody's business here, only whether it can be used.
describe("the stack files of this checkout", () => {
  for (const stack of stackNames(projectDirectory)) {
    it(`${stack} is valid`, async () => {
      const { plan } = await planForStack(stack, projectDirectory);
      assert.equal(plan.stack, stack);
    });
  }
});
