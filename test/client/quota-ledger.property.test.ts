import assert from "node:assert/strict";
import fc from "fast-check";
import { type LedgerHold, openLedger } from "../../client/quota/ledger.ts";
import { rollingSum } from "../../client/quota/rolling-sum.ts";
import {
  type Admission,
  openAdmission,
  type Refill,
  request,
  settle,
  type TokenHold,
} from "../../client/testing/index.ts";

const minute = 60_000;

/** Requests that begin at any time, take any time and use any part of what they hold, or more. */
const step = fc.record({
  wait: fc.integer({ min: 0, max: 20_000 }),
  tokens: fc.integer({ min: 1, max: 40_000 }),
  takes: fc.integer({ min: 0, max: 90_000 }),
  usedShare: fc.double({ min: 0, max: 2, noNaN: true }),
});

describe("the ledger of a quota", () => {
  it("admits nothing that Bedrock would refuse, whichever way a minute comes back, and forgets no hold", () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom<Refill>("bucket", "window"),
        fc.integer({ min: 40_000, max: 200_000 }),
        fc.integer({ min: 1, max: 20 }),
        (steps, refill, tokensPerMinute, requestsPerMinute) => {
          const quotas = { tokensPerMinute, requestsPerMinute };
          const begin = 1_000_000_123;
          let bedrock: Admission = openAdmission(quotas, refill, begin);
          const ledger = openLedger((at) => at);
          ledger.use(quotas, 1, 1);
          const open: { at: number; used: number; ours: LedgerHold; theirs: TokenHold }[] = [];
          const endUntil = (time: number) => {
            for (const one of open.toSorted((a, b) => a.at - b.at)) {
              if (one.at > time) continue;
              open.splice(open.indexOf(one), 1);
              bedrock = settle(bedrock, one.theirs, one.used, one.at);
              one.ours.end(one.used, one.at);
              // A second end of the same hold changes nothing.
              one.ours.end(one.used, one.at);
            }
          };
          let now = begin;
          for (const { wait, tokens, takes, usedShare } of steps) {
            now += wait;
            endUntil(now);
            if (ledger.lacks(tokens, now) !== undefined) continue;
            const [after, verdict] = request(bedrock, tokens, now);
            bedrock = after;
            assert.ok(verdict.admitted, "Bedrock refuses what the ledger admits");
            const used = Math.round(tokens * usedShare);
            open.push({ at: now + takes, used, ours: ledger.hold(tokens, now), theirs: verdict.hold });
          }
          endUntil(Number.POSITIVE_INFINITY);
          const { open: left, held } = ledger.figures(now + 3 * minute);
          assert.deepEqual([left, held], [0, 0]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("fits when it says that it fits, and not much before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ wait: fc.integer({ min: 0, max: 20_000 }), used: fc.integer({ min: 0, max: 50_000 }) }), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 1, max: 100_000 }),
        (steps, tokens) => {
          const ledger = openLedger((at) => at);
          ledger.use({ tokensPerMinute: 100_000, requestsPerMinute: 8 }, 1, 1);
          let now = 5_000;
          for (const { wait, used } of steps) {
            now += wait;
            ledger.hold(used, now).end(used, now);
          }
          const at = ledger.fitsAt(tokens, now);
          assert.ok(Number.isFinite(at));
          assert.equal(ledger.lacks(tokens, at), undefined);
        },
      ),
    );
  });

  it("lets one request try where little is believed to be there, when nothing else is under way", () => {
    const ledger = openLedger((at) => at);
    ledger.use({ tokensPerMinute: 100_000 }, 1, 0.05);
    assert.equal(ledger.lacks(60_000, 1_000), undefined);
    const hold = ledger.hold(60_000, 1_000);
    assert.equal(ledger.lacks(60_000, 1_000), "tokensPerMinute");
    hold.end(60_000, 2_000);
    assert.ok(ledger.fitsAt(60_000, 2_000) > 2_000 + minute);
    assert.equal(ledger.lacks(60_000, ledger.fitsAt(60_000, 2_000)), undefined);
  });

  it("counts a day's use from midnight UTC on", () => {
    const midnight = 20_000 * 24 * 60 * minute;
    const ledger = openLedger((at) => midnight - 10 * minute + at);
    ledger.use({ tokensPerDay: 1_000 }, 1, 1);
    ledger.hold(900, 0).end(900, 1_000);
    assert.equal(ledger.lacks(200, 2_000), "tokensPerDay");
    assert.equal(ledger.lacks(200, 11 * minute), undefined);
  });
});

describe("a rolling sum", () => {
  it("is never less than what was added within its span, nor more than a slot's worth", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ wait: fc.integer({ min: 0, max: 30_000 }), amount: fc.nat(1_000) }), { maxLength: 40 }),
        (steps) => {
          const sum = rollingSum(minute, 100);
          const added: { at: number; amount: number }[] = [];
          let now = 0;
          for (const { wait, amount } of steps) {
            now += wait;
            sum.add(now, amount);
            added.push({ at: now, amount });
            const within = (span: number) =>
              added.filter(({ at }) => at > now - span).reduce((total, one) => total + one.amount, 0);
            assert.ok(sum.total(now) >= within(minute) && sum.total(now) <= within(minute + 101));
          }
        },
      ),
    );
  });

  it("takes a time that goes back for the last one", () => {
    const sum = rollingSum(minute, 100);
    sum.add(100_000, 5);
    sum.add(1_000, 7);
    assert.equal(sum.total(100_000), 12);
    assert.equal(sum.total(100_000 + minute + 100), 0);
  });
});
