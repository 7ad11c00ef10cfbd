import assert from "node:assert/strict";
import fc from "fast-check";
import { type ProbeAnswer, type ProbePort, ramp } from "../../cli/probe/ramp.ts";

/** A Bedrock that throttles from so many at once, and answers with so many tokens of output. */
function port(from: number, outputTokens = 10): ProbePort & { sent: number } {
  let open = 0;
  let now = 0;
  const made = {
    sent: 0,
    async send(): Promise<ProbeAnswer> {
      made.sent++;
      open++;
      const refused = open > from;
      await Promise.resolve();
      open--;
      return refused
        ? { outcome: "throttled", text: "ThrottlingException: Too many tokens" }
        : { outcome: "answered", inputTokens: 90, outputTokens, milliseconds: 5 };
    },
    now: () => now,
    wait: async (milliseconds: number) => {
      now += milliseconds;
    },
    stopped: () => false,
  };
  return made;
}
const request = { inputTokens: 100, maxTokens: 1_000, burndownRate: 5, burndownFrom: "given" } as const;

describe("a probe's ramp", () => {
  it("doubles until one is refused, and says between which amounts that was", async () => {
    const result = await ramp(port(5), request, { maxRequests: 100 });
    assert.deepEqual(
      result.batches.map(({ requests, throttled, held, usedBefore }) => [requests, throttled, held, usedBefore]),
      [
        [1, 0, 1_100, 0],
        [2, 0, 2_180, 140],
        [4, 0, 4_360, 420],
        [8, 3, 8_720, 980],
      ],
    );
    assert.equal(result.ended, "throttled");
    assert.equal(result.refusedAt, 980 + 6 * 1_090);
    assert.equal(result.tookAtLeast, 980 + 5 * 1_090);
    assert.match(result.said ?? "", /Too many tokens/);
  });

  it("never sends more than its caps allow, whatever answers cost", async () => {
    const cost = fc.double({ min: 1e-7, max: 1e-4, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.001, max: 2, noNaN: true }),
        fc.record({ input: cost, output: cost }),
        fc.integer({ min: 0, max: 1_000 }),
        async (maxRequests, maxUsd, price, output) => {
          const bedrock = port(Number.POSITIVE_INFINITY, output);
          const result = await ramp(bedrock, { ...request, price }, { maxRequests, maxUsd });
          assert.ok(bedrock.sent <= maxRequests);
          assert.equal(result.requests, bedrock.sent);
          assert.ok(result.usd! <= maxUsd + 1e-12, `${result.usd} of ${maxUsd}`);
          assert.ok(["requests", "dollars"].includes(result.ended));
        },
      ),
    );
  });

  it("ends at an error that is no throttle, and when it is stopped", async () => {
    const failing = {
      ...port(1),
      send: async (): Promise<ProbeAnswer> => ({ outcome: "failed", text: "AccessDeniedException: no" }),
    };
    assert.deepEqual(
      (({ ended, said, usd }) => ({ ended, said, usd }))(await ramp(failing, request, { maxRequests: 9 })),
      { ended: "failed", said: "AccessDeniedException: no", usd: null },
    );
    const stopped = { ...port(100), stopped: () => true };
    assert.equal((await ramp(stopped, request, { maxRequests: 9 })).requests, 0);
  });
});
