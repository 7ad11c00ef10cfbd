import assert from "node:assert/strict";
import { nearest } from "../../registry/nearest.ts";

const models = ["anthropic.claude-opus-5", "anthropic.claude-opus-5-5", "amazon.nova-pro-v1:0"];

describe("the nearest words", () => {
  it("are the ones a slip away, best first", () => {
    assert.deepEqual(nearest("anthropic.claude-opsu-5", models).slice(0, 1), ["anthropic.claude-opus-5"]);
    assert.deepEqual(nearest("cross-regoin", ["on-demand", "cross-region", "global"]), ["cross-region"]);
    assert.deepEqual(nearest("Cross-Region", ["on-demand", "cross-region"]), ["cross-region"]);
  });

  it("are one alone where only its capitals differ", () => {
    assert.deepEqual(nearest("US-EAST-1", ["us-east-1", "us-east-2", "sa-east-1"]), ["us-east-1"]);
  });

  it("take in a name that was cut short", () => {
    assert.equal(nearest("claude-opus-5", models)[0], "anthropic.claude-opus-5");
    assert.equal(nearest("nova-pro", models)[0], "amazon.nova-pro-v1:0");
  });

  it("are none for a word that is like nothing allowed", () => {
    assert.deepEqual(nearest("banana", models), []);
    assert.deepEqual(nearest("", models), []);
    assert.deepEqual(nearest("x", []), []);
  });

  it("are at most as many as asked for, and do not depend on the order of the words", () => {
    assert.equal(nearest("claude-opus", models, 1).length, 1);
    assert.deepEqual(nearest("claude-opus", models), nearest("claude-opus", [...models].reverse()));
  });
});
