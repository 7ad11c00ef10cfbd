import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { placeholderAccount } from "../../monitoring/plan.ts";
import { checkBoundaryAccount } from "../../stacks/iam.ts";
import { defineStack } from "../../stacks/stack.ts";

const account = "111122223333";
const boundaryOf = (owner: string) => ({ permissionsBoundary: `arn:aws:iam::${owner}:policy/workload-boundary` });

describe("a boundary of another account", () => {
  it("is told by both accounts", () => {
    assert.throws(
      () => checkBoundaryAccount("prod", boundaryOf("444455556666"), account),
      /is a policy of account 444455556666; the stack goes into 111122223333/,
    );
  });

  it("is not one of AWS's own, nor of the same account, nor where the account isn't known", () => {
    checkBoundaryAccount("prod", boundaryOf("aws"), account);
    checkBoundaryAccount("prod", boundaryOf(account), account);
    checkBoundaryAccount("prod", boundaryOf(account), placeholderAccount);
    checkBoundaryAccount("prod", { path: "/a/" }, account);
    checkBoundaryAccount("prod", undefined, account);
  });

  it("stops the program before it makes anything", async () => {
    const made: string[] = [];
    await pulumi.runtime.setMocks({
      newResource({ type, name, inputs }) {
        made.push(type);
        return { id: name, state: inputs };
      },
      call: () => ({ accountId: account, arn: "", userId: "", id: account }),
    });
    const values = { models: ["anthropic.claude-sonnet-5"], iam: boundaryOf("444455556666") };
    await assert.rejects(
      defineStack(() => ({ stack: "prod", region: "us-east-1", values })),
      (error) => pulumi.RunError.isInstance(error) && /account 444455556666/.test(error.message),
    );
    await pulumi.runtime.disconnect();
    assert.deepEqual(made, []);
  });
});
