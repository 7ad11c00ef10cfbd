import assert from "node:assert/strict";
import type { IncreaseDocument } from "../../cli/increase/document-shape.ts";
import { submitDocuments } from "../../cli/increase/submit-documents.ts";
import { UserError } from "../../stacks/user-error.ts";

const document = {
  region: "us-east-1",
  targets: [
    {
      modelId: "anthropic.claude-opus-5",
      scope: "cross-region",
      quotas: [
        { kind: "tpm", code: "L-99296DCD", awsValue: 100_000, desired: 180_000, verdict: "can-request" },
        { kind: "rpm", code: "L-00000001", awsValue: 10, desired: 20, verdict: "not-adjustable" },
      ],
    },
  ],
} as unknown as IncreaseDocument;

describe("leave to submit", () => {
  const pause = () => Promise.resolve();

  it("is asked for with what would be sent, and no is no", async () => {
    const asked: string[] = [];
    const ask = async (message: string) => {
      asked.push(message);
      return false;
    };
    await assert.rejects(
      submitDocuments([document], [], { yes: false, mayAsk: true, pause, ask }),
      (error) => error instanceof UserError && error.exitCode === 130 && /nothing was submitted/.test(error.message),
    );
    assert.deepEqual(asked, [
      "Send to Service Quotas: tokens per minute of anthropic.claude-opus-5 (cross-region) in us-east-1, L-99296DCD, from 100,000 to 180,000?",
    ]);
  });

  it("is asked for once for a quota that two scopes draw on, by the larger value", async () => {
    const daily = (desired: number) => ({
      kind: "tpd",
      code: "L-D690997B",
      awsValue: 100,
      desired,
      verdict: "can-request",
    });
    const targets = (["on-demand", "cross-region"] as const).map((scope, index) => ({
      modelId: "amazon.nova-pro-v1:0",
      scope,
      quotas: [daily(300 - 100 * index)],
    }));
    const asked: string[] = [];
    const ask = async (message: string) => {
      asked.push(message);
      return false;
    };
    const shared = { ...document, targets } as unknown as IncreaseDocument;
    await assert.rejects(submitDocuments([shared], [], { yes: false, mayAsk: true, pause, ask }));
    assert.match(asked[0] ?? "", /^[^;]*\(on-demand\)[^;]*from 100 to 300\?$/);
  });

  it("is not asked for where there is nothing to send", async () => {
    const nothing = { ...document, targets: [] };
    const ask = () => assert.fail("asked");
    const [done] = await submitDocuments([nothing], [], { yes: false, mayAsk: true, pause, ask });
    assert.deepEqual(done?.submitted, []);
  });
});
