import assert from "node:assert/strict";
import fc from "fast-check";
import { count, distribution, ranksOf } from "../../monitoring/reservation/distribution.ts";
import { loggedFigures, type ModelFacts } from "../../monitoring/reservation/logged-figures.ts";
import { addRequest, loggedMinutes } from "../../monitoring/reservation/logged-minutes.ts";
import type { LoggedRequest } from "../../monitoring/reservation/logged-request.ts";

const start = Date.UTC(2026, 10, 20, 10) / 1000;
const request = (given: Partial<LoggedRequest> = {}): LoggedRequest => ({
  region: "us-east-1",
  id: "m",
  time: start,
  inputTokens: 1_000,
  outputTokens: 100,
  asked: 4_000,
  seconds: 30,
  errorCode: undefined,
  ...given,
});
const facts: ModelFacts = { burndown: 10, maxOutputTokens: 128_000 };
const figuresFor = (requests: readonly LoggedRequest[], given: ModelFacts = facts) => {
  const minutes = loggedMinutes();
  for (const one of requests) addRequest(minutes, one);
  return loggedFigures(minutes, given);
};

describe("the reservation of logged requests", () => {
  it("is input and max_tokens when begun, burndown × output when used, and held for as long as it took", () => {
    const { figures, gapShare, minutes } = figuresFor([request()]);
    assert.equal(minutes.length, 1);
    assert.deepEqual([figures.begun?.peak, figures.used?.peak, figures.held?.peak], [5_000, 2_000, 2_500]);
    assert.deepEqual([figures.taken?.peak, figures.gap?.peak, gapShare], [4_500, 3_000, 60]);
    assert.equal(figures.begun?.exactness, "measured");
  });

  it("holds in every minute that a request lasts, and begins in one", () => {
    const { minutes } = figuresFor([request({ time: start + 45, seconds: 90 })]);
    assert.deepEqual(
      minutes.map(({ at, begun, held }) => [at, begun, held]),
      [
        ["2026-11-20T10:00:00Z", 5_000, 1_250],
        ["2026-11-20T10:01:00Z", 0, 5_000],
        ["2026-11-20T10:02:00Z", 0, 1_250],
      ],
    );
  });

  it("agrees with every second looked at one by one, whatever the requests", () => {
    const some = fc.array(
      fc.record({
        time: fc.integer({ min: start, max: start + 300 }),
        seconds: fc.integer({ min: 0, max: 200 }),
        inputTokens: fc.nat(10_000),
        outputTokens: fc.nat(1_000),
        asked: fc.oneof(fc.nat(32_000), fc.constant("without" as const)),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(some, (given) => {
        const requests = given.map(request);
        const { minutes } = figuresFor(requests);
        const reserved = ({ inputTokens, asked }: LoggedRequest) =>
          inputTokens + (asked === "without" ? 128_000 : (asked as number));
        for (const { at, begun, used, held, gap } of minutes) {
          const from = Date.parse(at) / 1000;
          const own = requests.filter(({ time }) => time >= from && time < from + 60);
          assert.equal(
            begun,
            own.reduce((sum, one) => sum + reserved(one), 0),
          );
          assert.equal(
            used,
            own.reduce((sum, one) => sum + one.inputTokens + 10 * one.outputTokens!, 0),
          );
          assert.equal(gap, begun! - used!);
          let tokenSeconds = 0;
          for (let second = from; second < from + 60; second++)
            for (const one of requests)
              if (one.time <= second && second < one.time + one.seconds!) tokenSeconds += reserved(one);
          assert.ok(Math.abs(held! - tokenSeconds / 60) < 1e-6, `${held} and ${tokenSeconds / 60}`);
        }
      }),
    );
  });

  it("is marked where some requests don't say what they reserved, and compares the others alone", () => {
    const { figures, counts, gapShare } = figuresFor([request(), request({ asked: "unseen" })]);
    assert.deepEqual([figures.begun?.exactness, figures.begun?.peak, counts.unseen], ["at-least", 5_000, 1]);
    assert.deepEqual([figures.used?.exactness, figures.used?.peak], ["measured", 4_000]);
    assert.equal(gapShare, 60);
  });

  it("takes the model's maximum for requests without max_tokens, and leaves them out where nobody tells it", () => {
    const requests = [request(), request({ asked: "without" })];
    const assumed = figuresFor(requests);
    assert.deepEqual([assumed.figures.begun?.peak, assumed.figures.begun?.exactness], [134_000, "assumed"]);
    assert.equal(assumed.assumedMaxTokens, 128_000);
    const untold = figuresFor(requests, { burndown: 10, maxOutputTokens: undefined });
    assert.deepEqual([untold.figures.begun?.peak, untold.figures.begun?.exactness], [5_000, "at-least"]);
    assert.equal(untold.assumedMaxTokens, null);
  });

  it("can't be told where nothing says it, and says why", () => {
    const unknownRate = figuresFor([request()], { burndown: "unknown", maxOutputTokens: undefined });
    assert.deepEqual(
      [unknownRate.figures.used, unknownRate.figures.taken, unknownRate.figures.gap, unknownRate.gapShare],
      [null, null, null, null],
    );
    assert.match(unknownRate.cannotTell.used ?? "", /burns/);
    assert.equal(unknownRate.figures.held?.peak, 2_500);
    const untimed = figuresFor([request({ seconds: undefined })]);
    assert.equal(untimed.figures.held, null);
    assert.match(untimed.cannotTell.held ?? "", /how long/);
    assert.equal(untimed.figures.begun?.peak, 5_000);
    const bodiless = figuresFor([request({ asked: "unseen" })]);
    assert.equal(bodiless.figures.begun, null);
    assert.match(bodiless.cannotTell.begun ?? "", /body/);
    assert.equal(bodiless.figures.used?.peak, 2_000);
  });

  it("counts throttled and failed requests apart", () => {
    const { counts, figures } = figuresFor([
      request(),
      request({ errorCode: "ThrottlingException" }),
      request({ errorCode: "ValidationException" }),
    ]);
    assert.deepEqual([counts.requests, counts.throttled, counts.failed], [1, 1, 1]);
    assert.equal(figures.begun?.peak, 5_000);
  });
});

describe("a distribution", () => {
  it("is within 0.2 % of the nearest rank, and exact at its ends", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 300 }), (values) => {
        const all = distribution();
        for (const value of values) count(all, value);
        const ascending = [...values].sort((one, other) => one - other);
        const ranks = ranksOf(all)!;
        assert.deepEqual([ranks.count, ranks.min, ranks.max], [values.length, ascending[0], ascending.at(-1)]);
        for (const [percent, found] of [
          [50, ranks.p50],
          [99, ranks.p99],
        ] as const) {
          const exact = ascending[Math.ceil((percent / 100) * values.length) - 1]!;
          assert.ok(Math.abs(found - exact) <= 0.002 * exact + 0.5, `p${percent}: ${found}, exactly ${exact}`);
        }
      }),
    );
  });

  it("is exact of one value, and nothing of none", () => {
    const all = distribution();
    for (let n = 0; n < 5; n++) count(all, 64_001);
    assert.deepEqual(ranksOf(all), { count: 5, min: 64_001, p50: 64_001, p99: 64_001, max: 64_001 });
    assert.equal(ranksOf(distribution()), undefined);
  });
});
