import assert from "node:assert/strict";
import fc from "fast-check";
import { type AdviceOn, adviceOn } from "../../monitoring/advice/advice.ts";
import { atOnce, heldTokens, requestsAMinute, takenPercent, usedTokens } from "../../monitoring/advice/capacity.ts";
import type { AdviceFacts } from "../../monitoring/advice/facts.ts";
import { registry, target } from "../monitoring/example-settings.ts";

const opus = "anthropic.claude-opus-5";
const facts: AdviceFacts = {
  ...{ requests: 1_000, inputTokens: 2_500, cachedShare: 0, outputTokens: 100, outputP99: 180, latencySeconds: 3 },
  ...{ burndownRate: 10, maxTokens: { value: 64_000, from: "seen" }, quota: 525_000 },
  ...{ usedPeak: 245_000, requestsPeak: 70, takenPeak: 91 },
};
const on = (change: Partial<AdviceFacts> = {}, more: Partial<AdviceOn> = {}): AdviceOn => ({
  target: target(opus, "cross-region"),
  facts: { ...facts, ...change },
  models: registry.models,
  margin: 0.2,
  quotaOf: () => undefined,
  ...more,
});
const advice = (what: string, of = on()) => adviceOn(of).find((one) => one.what === what);

describe("how many requests a quota takes", () => {
  const cost = { inputTokens: 2_500, outputTokens: 100, burndownRate: 10, maxTokens: 64_000, latencySeconds: 3 };

  it("is told by what each counts and what it holds while it runs", () => {
    assert.equal(usedTokens(cost), 3_500);
    assert.equal(heldTokens(cost), 66_500);
    // 3,500 + 66,500 for three of sixty seconds
    assert.equal(requestsAMinute(525_000, cost), 525_000 / 6_825);
    assert.equal(atOnce(525_000, cost), 7);
    assert.equal(takenPercent(525_000, cost, 525_000 / 6_825), 100);
  });

  it("never falls when less is asked for, written, or waited for", () => {
    const any = fc.record({
      inputTokens: fc.nat(200_000),
      outputTokens: fc.integer({ min: 1, max: 64_000 }),
      burndownRate: fc.constantFrom(1, 5, 10, 15),
      maxTokens: fc.integer({ min: 1, max: 128_000 }),
      latencySeconds: fc.double({ min: 0.1, max: 600, noNaN: true }),
    });
    const less = fc.constantFrom("inputTokens", "outputTokens", "burndownRate", "maxTokens", "latencySeconds");
    fc.assert(
      fc.property(any, less, (of, field) => {
        const other = { ...of, [field]: of[field as keyof typeof of] / 2 };
        assert.ok(requestsAMinute(1e6, other) >= requestsAMinute(1e6, of));
      }),
    );
  });
});

describe("advice on a target", () => {
  it("is a max_tokens that answers fit, with what it frees", () => {
    assert.deepEqual(advice("max-tokens")?.maxTokens, {
      // 180 and a fifth, in steps of 50
      ...{ now: 64_000, instead: 250, heldNow: 66_500, heldThen: 2_750, atOnceNow: 7, atOnceThen: 190 },
      takenNow: 91,
      // 46.67 % are used; the rest is held, and less of it
      takenThen: (100 * 245) / 525 + ((91 - (100 * 245) / 525) * 2_750) / 66_500,
    });
    assert.equal(advice("max-tokens", on({ outputP99: undefined })), undefined, "nobody knows what answers have");
    assert.equal(
      advice("max-tokens", on({ maxTokens: { value: 200, from: "seen" } })),
      undefined,
      "it is small already",
    );
    assert.equal(advice("max-tokens", on({ takenPeak: undefined }))?.maxTokens?.takenThen, null);
    assert.match(
      advice("max-tokens", on({ maxTokens: { value: 64_000, from: "assumed" } }))?.assuming.join() ?? "",
      /nobody saw/,
    );
    const seen = (without?: number) => {
      const maxTokens = { value: 64_000, from: "seen" as const, ...(without !== undefined && { without }) };
      return advice("max-tokens", on({ maxTokens }))?.assuming.join() ?? "";
    };
    assert.match(seen(1_200), /64,000 is the mean of those that name it: 1,200 that name none are left out/);
    assert.doesNotMatch(seen(), /left out/);
  });

  it("takes caching for what large inputs that aren't cached yet could use", () => {
    assert.match(advice("caching")?.text ?? "", /count 2,250 tokens in place of 3,500/);
    assert.equal(advice("caching", on({ inputTokens: 500 })), undefined);
    assert.equal(advice("caching", on({ cachedShare: 0.8 })), undefined);
  });

  it("adds the quota of another scope: the account's where it is known, else AWS's default, which it says", () => {
    const standard = registry.models.find(({ modelId }) => modelId === opus)?.scopes.global?.quotas[0]?.defaultValue;
    assert.ok(standard);
    const found = advice("another-scope");
    assert.match(found?.text ?? "", /its global quota besides: .*AWS's default; .*by the id global\./);
    assert.equal(found?.requestsAMinute, (525_000 + standard) / 6_825);
    const known = on({}, { quotaOf: (_model, scope) => (scope === "global" ? 475_000 : undefined) });
    assert.equal(advice("another-scope", known)?.requestsAMinute, 1_000_000 / 6_825);
  });

  it("names another model of the provider only where its quota takes more of the same requests", () => {
    const other = advice("another-model");
    assert.ok(other && other.requestsAMinute! > 525_000 / 6_825);
    assert.match(other.assuming.join(), /not judged/);
    assert.equal(advice("another-model", on({ quota: 1e12 })), undefined);
  });

  it("comes in the order of what it gains, and a tier of the same quota gains nothing", () => {
    const all = adviceOn(on());
    const gains = all.map(({ requestsAMinute: gain }) => gain ?? 0);
    assert.deepEqual(
      gains,
      gains.toSorted((one, two) => two - one),
    );
    assert.equal(all.at(-1)?.what, "tier");
    assert.equal(all.at(-1)?.requestsAMinute, null);
  });
});
