import assert from "node:assert/strict";
import { maxTokensFields as clientFields } from "../../client/read/body-request.ts";
import { maxTokensFields } from "../../monitoring/reservation/body-fields.ts";

describe("where a body names its max_tokens", () => {
  it("is the same list in the core and in the client library, in one order", () => {
    const ofClient = clientFields.flatMap(([name, inner]) => (inner ? inner.map((one) => [name, one]) : [[name]]));
    assert.deepEqual(maxTokensFields, ofClient);
  });
});
