import assert from "node:assert/strict";
import { burstsOf } from "../../monitoring/diagnosis/bursts.ts";
import { candidatesOf } from "../../monitoring/diagnosis/candidates.ts";
import type { ErrorEvidence } from "../../monitoring/diagnosis/finding.ts";
import type { LimitMinutes, TargetMinutes } from "../../monitoring/diagnosis/target-minutes.ts";
import { verdictOf } from "../../monitoring/diagnosis/verdict.ts";
import type { QuotaCode } from "../../words/words.ts";
import { type Incident, type Knowledge, play } from "./incident.ts";

const length = 20;
const series = (of: Record<number, number>, rest = 0) =>
  Float64Array.from({ length }, (_, minute) => of[minute] ?? rest);

/** A target without reservation, with a quota of 1,000 tokens a minute; throttled in one minute. */
function minutesOf(throttledAt: number, more: Partial<TargetMinutes> = {}, used = series({}, 100)): TargetMinutes {
  const limit: LimitMinutes = {
    ...{ kind: "tpm", code: "L-00000001" as QuotaCode, used },
    ...{ quota: series({}, 1_000), published: new Uint8Array(length).fill(1) },
  };
  return {
    ...{ start: 0, throttled: series({ [throttledAt]: 5 }), requests: series({}, 10), latency: series({}, 2) },
    ...{ requestTokens: 10, limits: [limit], whole: { from: 0, to: length } },
    ...more,
  };
}

function told(minutes: TargetMinutes, errors?: ErrorEvidence) {
  const [burst] = burstsOf(minutes.throttled);
  assert.ok(burst);
  const candidates = candidatesOf(minutes, burst);
  return { candidates, verdict: verdictOf(minutes, burst, candidates, errors) };
}

describe("what can't be ruled out", () => {
  it("is a limit where the minutes about a burst aren't all known: the first ones read, and those still coming in", () => {
    const inside = told(minutesOf(10));
    assert.equal(inside.candidates[0]?.support, "ruled-out");
    assert.deepEqual([inside.verdict.cause, inside.verdict.sureness], ["not-a-quota", "likely"]);
    for (const minutes of [
      minutesOf(0),
      minutesOf(length - 1),
      minutesOf(10, { whole: { from: 0, to: 11 } }),
      minutesOf(8, { whole: { from: 0, to: 11 }, latency: series({}, 170) }),
    ]) {
      const { candidates, verdict } = told(minutes);
      assert.equal(candidates[0]?.support, "possible");
      assert.equal(verdict.cause, null);
    }
  });

  it("is a limit that long requests of other minutes can have filled", () => {
    // Requests of four minutes end in minute 13: what they used may have been counted against minute 10.
    const used = series({ 13: 990 }, 10);
    assert.equal(told(minutesOf(10, {}, used)).candidates[0]?.support, "ruled-out");
    const long = minutesOf(10, { latency: series({ 13: 240, 10: Number.NaN }, 2) }, used);
    assert.equal(told(long).candidates[0]?.support, "possible");
  });
});

describe("what is never certain", () => {
  const tokens: ErrorEvidence = { counts: { "tokens-a-minute": 40 }, timed: true, named: true };

  it("is a reservation whose max_tokens nobody knows: the longest answers say nothing of the many short ones", () => {
    // 1 request in 50 writes 8,000 tokens; the others ask for 60 and come all at once.
    const incident: Incident = {
      ...{ quotas: { tokensPerMinute: 1_000_000 }, refill: "bucket", burndown: 1, minutes: 20, seed: 4 },
      loads: [
        { perMinute: (m) => (m > 5 && m < 15 ? 800 : 50), input: 700, output: 40, maxTokens: 60, seconds: 20 },
        { perMinute: (m) => (m > 5 && m < 15 ? 16 : 1), input: 700, output: 8_000, maxTokens: 9_000, seconds: 40 },
      ],
    };
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const known: Knowledge = { maxTokens: { least: 8_000, most: 128_000 } };
      const { minutes } = play({ ...incident, seed, refused: (m) => (m > 5 && m < 15 ? 0.1 : 0) }, known);
      assert.notEqual(told(minutes, tokens).verdict.sureness, "certain", `seed ${seed}`);
    }
  });

  it("is a quota of 0 that the errors of callers contradict", () => {
    const none = minutesOf(10, { requests: series({}) });
    const zero = { ...none, limits: none.limits.map((limit) => ({ ...limit, quota: series({}) })) };
    assert.equal(told(zero).verdict.sureness, "certain");
    const still = told({ ...zero, whole: { from: 0, to: 10 } }).verdict;
    assert.deepEqual([still.cause, still.sureness], ["quota-zero", "likely"], "accepted requests may still come in");
    assert.equal(told(zero, { ...tokens, counts: { "tokens-a-day": 4 } }).verdict.sureness, "certain");
    const { verdict } = told(zero, { ...tokens, counts: { "not-ready": 40 } });
    assert.deepEqual([verdict.cause, verdict.sureness], ["quota-zero", "likely"]);
  });
});
