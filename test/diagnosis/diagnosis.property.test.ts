import assert from "node:assert/strict";
import fc from "fast-check";
import { burstsOf } from "../../monitoring/diagnosis/bursts.ts";
import { candidatesOf } from "../../monitoring/diagnosis/candidates.ts";
import type { ErrorEvidence } from "../../monitoring/diagnosis/finding.ts";
import { verdictOf } from "../../monitoring/diagnosis/verdict.ts";
import { type Incident, type Knowledge, type Outcome, play } from "./incident.ts";
import { truthOf } from "./truth.ts";

/** Evenly spread: edges alone would be quiet incidents. */
const share = fc.noBias(fc.nat(10_000)).map((part) => part / 10_000);

/** Incidents of every shape: requests of any size, quotas of any height, loads from a fifth of them to twice as much. */
const incidents = fc
  .record({
    ...{ out: share, into: share, max: share, seconds: share, height: share, load: share, requests: share, day: share },
    burndown: fc.constantFrom(1, 5, 10, 15),
    limits: fc.constantFrom("tokens", "requests", "day", "all"),
    lacks: fc.noBias(fc.nat(19)),
    tells: fc.boolean(),
    refused: share.map((part) => 0.05 + part / 2),
    shape: fc.constantFrom("step", "spiky", "ramp", "steady"),
    within: fc.constantFrom(1, 1, 0.5, 0.1, 0.03),
    refill: fc.constantFrom("window" as const, "bucket" as const),
    seed: fc.nat(1e6),
    knows: fc.constantFrom("measured", "given", "bounds"),
  })
  .map((of): { incident: Incident; known: Knowledge; tells: boolean } => {
    const output = Math.round(50 * 40 ** of.out);
    const input = Math.round(200 * 50 ** of.into);
    const maxTokens = Math.round(1.5 * output * 100 ** (of.max ** 2));
    const used = input + of.burndown * output;
    const quota = Math.round(used * 10 ** (1 + 1.5 * of.height));
    const load = 0.2 * 10 ** of.load;
    const busy = Math.max(1, (quota * load) / used);
    const perMinute = {
      step: (minute: number) => (minute >= 6 && minute < 14 ? busy : busy / 5),
      spiky: (minute: number) => (minute % 4 === 0 ? busy : busy / 10),
      ramp: (minute: number) => (busy * minute) / 20,
      steady: () => busy,
    }[of.shape];
    const { refused } = of;
    return {
      incident: {
        quotas: {
          tokensPerMinute: quota,
          ...(/requests|all/.test(of.limits) && { requestsPerMinute: Math.ceil(busy * (0.3 + 2 * of.requests)) }),
          ...(/day|all/.test(of.limits) && { tokensPerDay: Math.ceil(20 * quota * load * (0.3 + 2 * of.day)) }),
        },
        ...{ refill: of.refill, burndown: of.burndown, minutes: 20, seed: of.seed },
        loads: [{ perMinute, input, output, maxTokens, seconds: 90 ** of.seconds, within: of.within }],
        ...(of.lacks === 0 && { refused: (minute) => (minute > 5 && minute < 15 ? refused : 0) }),
      },
      tells: of.tells,
      known: {
        maxTokens: {
          measured: "measured" as const,
          given: { given: maxTokens },
          bounds: { least: Math.ceil(1.4 * output), most: Math.max(maxTokens, 64_000) },
        }[of.knows],
      },
    };
  });

/** What Bedrock tells the callers of refused requests, by what refused them. */
const errorsOf = (refusals: Outcome["refusals"]): ErrorEvidence => ({
  counts: {
    "tokens-a-minute": refusals.tokensPerMinute,
    "requests-a-minute": refusals.requestsPerMinute,
    "tokens-a-day": refusals.tokensPerDay,
    "not-ready": refusals.other,
  },
  timed: true,
  named: true,
});

describe("what throttled, of any incident", function () {
  this.timeout(120_000);
  it("is never certain and wrong, hardly ever likely and wrong, and leaves the truth among what is left", () => {
    let [certain, likely, wrong] = [0, 0, 0];
    fc.assert(
      fc.property(incidents, ({ incident, known, tells }) => {
        const { minutes, refusals } = play(incident, known);
        const [largest] = burstsOf(minutes.throttled).toSorted((a, b) => b.throttled - a.throttled);
        if (!largest || largest.throttled < 3) return;
        const truth = truthOf(incident);
        const { cause, sureness } = verdictOf(
          minutes,
          largest,
          candidatesOf(minutes, largest),
          tells ? errorsOf(refusals) : undefined,
        );
        const isRight = cause !== null && truth.includes(cause);
        if (sureness === "certain") {
          certain += 1;
          assert.ok(isRight, `${cause} is certain, ${truth} is true`);
        }
        if (sureness !== "likely") return;
        likely += 1;
        if (!isRight && cause !== "burst-within-minute") wrong += 1;
      }),
      { numRuns: 400 },
    );
    assert.ok(certain >= 5 && likely >= 30, `${certain} certain, ${likely} likely`);
    assert.ok(wrong <= 0.15 * likely, `${wrong} of ${likely} likely ones are wrong`);
  });

  it("groups every throttled minute into one burst, and none that are five idle minutes apart", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 200 }), (counts) => {
        const throttled = Float64Array.from(counts, (count) => (count === 0 ? Number.NaN : count));
        const bursts = burstsOf(throttled);
        assert.equal(
          bursts.reduce((sum, burst) => sum + burst.throttled, 0),
          counts.reduce((sum, count) => sum + count, 0),
        );
        for (const [index, { from, to }] of bursts.entries()) {
          assert.ok(throttled[from]! > 0 && throttled[to - 1]! > 0);
          const next = bursts[index + 1];
          if (next) assert.ok(next.from - to >= 5);
        }
      }),
    );
  });
});
