import assert from "node:assert/strict";
import {
  type Admission,
  changeQuotas,
  type Limit,
  openAdmission,
  type Quotas,
  type Refill,
  request,
  settle,
  type TokenHold,
} from "../../client/testing/index.ts";
import { minute, noon } from "./turned-clock.ts";

const second = 1000;
const day = 24 * 60 * minute;

/** An admission that remembers itself, with times in milliseconds after noon. */
function opened(quotas: Quotas, refill: Refill = "bucket") {
  let admission: Admission = openAdmission(quotas, refill, noon);
  const start = (tokens: number, at = 0): TokenHold | Limit => {
    const [after, verdict] = request(admission, tokens, noon + at);
    admission = after;
    return verdict.admitted ? verdict.hold : verdict.limit;
  };
  return {
    start,
    /** Starts a request and ends it at once. */
    use(tokens: number, at = 0): Limit | "used" {
      const hold = start(tokens, at);
      if (typeof hold === "string") return hold;
      admission = settle(admission, hold, tokens, noon + at);
      return "used";
    },
    end(hold: TokenHold | Limit, used: number, at = 0) {
      assert.ok(typeof hold !== "string", `was refused: ${hold}`);
      admission = settle(admission, hold, used, noon + at);
    },
    change: (to: Quotas, at = 0) => {
      admission = changeQuotas(admission, to, noon + at);
    },
    counters: () => admission.counters,
  };
}

describe("an admission's quotas", () => {
  it("of tokens fill evenly as a bucket", () => {
    const { use } = opened({ tokensPerMinute: 60_000 });
    assert.equal(use(60_000), "used");
    assert.equal(use(1000, second - 1), "tokensPerMinute");
    assert.equal(use(1000, second), "used");
    assert.equal(use(60_000, minute), "tokensPerMinute");
    assert.equal(use(60_000, minute + second), "used");
  });

  it("of tokens fill at the minute's end as a window", () => {
    const { use } = opened({ tokensPerMinute: 60_000 }, "window");
    assert.equal(use(60_000, 59 * second), "used");
    assert.equal(use(1, minute - 1), "tokensPerMinute");
    assert.equal(use(60_000, minute), "used");
  });

  it("keep what a request holds until it ends, over many minutes", () => {
    for (const refill of ["window", "bucket"] as const) {
      const { start, use, end, counters } = opened({ tokensPerMinute: 60_000 }, refill);
      const hold = start(60_000);
      assert.equal(use(1, 10 * minute), "tokensPerMinute");
      end(hold, 20_000, 10 * minute);
      assert.equal(use(40_001, 10 * minute), "tokensPerMinute");
      assert.equal(use(40_000, 10 * minute), "used");
      assert.deepEqual([counters().heldHighest, counters().settledTokens], [60_000, 60_000]);
    }
  });

  it("can be used beyond what was held, by the burndown rate, and then take longer to fill", () => {
    const { start, use, end } = opened({ tokensPerMinute: 60_000 });
    end(start(10_000), 90_000);
    assert.equal(use(1, 30 * second), "tokensPerMinute");
    assert.equal(use(1000, 31 * second), "used");
  });

  it("of requests count those that are admitted alone", () => {
    for (const refill of ["window", "bucket"] as const) {
      const { use, counters } = opened({ requestsPerMinute: 2, tokensPerMinute: 100 }, refill);
      assert.deepEqual([use(200), use(1), use(1), use(1)], ["tokensPerMinute", "used", "used", "requestsPerMinute"]);
      assert.equal(use(1, minute), "used");
      assert.deepEqual(counters().throttled, { tokensPerMinute: 1, requestsPerMinute: 1, tokensPerDay: 0 });
    }
  });

  it("of a day end with the day, holds not", () => {
    const { start, use, end } = opened({ tokensPerDay: 1000 });
    const hold = start(600);
    assert.equal(use(401), "tokensPerDay");
    assert.equal(use(400), "used");
    end(hold, 100, day / 2 - 1);
    assert.equal(use(501, day / 2 - 1), "tokensPerDay");
    const overnight = start(500, day / 2 - 1);
    assert.equal(use(501, day / 2), "tokensPerDay");
    end(overnight, 0, day / 2);
    assert.equal(use(1000, day / 2), "used");
  });

  it("of 0 refuse everything, also what would take nothing", () => {
    assert.equal(opened({ tokensPerMinute: 0 }).use(0), "tokensPerMinute");
    assert.equal(opened({ requestsPerMinute: 0 }).use(0), "requestsPerMinute");
    assert.equal(opened({ tokensPerDay: 0 }).use(0), "tokensPerDay");
  });

  it("that aren't there refuse nothing", () => {
    const { use, counters } = opened({});
    for (let times = 0; times < 100; times++) assert.equal(use(1e9), "used");
    assert.equal(counters().settledTokens, 1e11);
  });

  it("change at once; what came back until then came at the old rate", () => {
    const { use, change } = opened({ tokensPerMinute: 60_000 });
    assert.equal(use(60_000), "used");
    change({ tokensPerMinute: 6000 }, 30 * second);
    // 30,000 are still used; at 100 a second it takes 240 seconds until they are no more than 6,000.
    assert.equal(use(1, 4 * minute + 30 * second), "tokensPerMinute");
    assert.equal(use(1000, 4 * minute + 40 * second), "used");
    change({ tokensPerMinute: 60_000 }, 4 * minute + 40 * second);
    assert.equal(use(54_000, 4 * minute + 40 * second), "used");
  });

  it("lowered below what is held admit nothing until enough has ended", () => {
    const { start, use, end, change } = opened({ tokensPerMinute: 10_000 }, "window");
    const hold = start(8000);
    change({ tokensPerMinute: 5000 });
    assert.equal(use(1, minute), "tokensPerMinute");
    end(hold, 100, minute);
    assert.equal(use(4900, minute), "used");
  });

  it("fill exactly, however large and however often looked at", () => {
    const tokensPerMinute = 1e10;
    const { use } = opened({ tokensPerMinute });
    assert.equal(use(tokensPerMinute), "used");
    for (let at = 1; at < minute; at++) assert.equal(use(tokensPerMinute, at), "tokensPerMinute");
    assert.equal(use(tokensPerMinute, minute), "used");
  });

  it("are whole numbers from 0 up", () => {
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => opened({ tokensPerMinute: wrong }), RangeError);
      assert.throws(() => opened({}).change({ tokensPerDay: wrong }), RangeError);
    }
  });
});
