import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Admission,
  changeQuotas,
  openAdmission,
  type Quotas,
  type Refill,
  refillUntil,
  request,
  settle,
  type TokenHold,
} from "../../client/testing/index.ts";
import { minute, noon } from "./turned-clock.ts";

/** One thing that happens, some milliseconds after the one before. */
type Event = { wait: number } & (
  | { starts: { input: number; maxTokens: number } }
  /** of the open requests the one at this place, counted round */
  | { ends: number; output: number }
  | { quotas: Quotas }
);

const quotas: fc.Arbitrary<Quotas> = fc.record(
  {
    tokensPerMinute: fc.nat(200_000),
    requestsPerMinute: fc.nat(50),
    tokensPerDay: fc.nat(2_000_000),
  },
  { requiredKeys: [] },
);
const refill = fc.constantFrom<Refill>("window", "bucket");
const wait = fc.oneof(fc.nat(500), fc.nat(20_000), fc.nat(3 * 60 * minute));
const starts = fc.record({
  ...{ wait, starts: fc.record({ input: fc.nat(20_000), maxTokens: fc.nat(64_000) }) },
});
const ends = fc.record({ wait, ends: fc.nat(), output: fc.nat(64_000) });
const changes = fc.record({ wait, quotas });
const traffic: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof({ weight: 5, arbitrary: starts }, { weight: 4, arbitrary: ends }),
  {
    ...{ maxLength: 120, size: "large" },
  },
);
const withChanges: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof({ weight: 5, arbitrary: starts }, { weight: 4, arbitrary: ends }, changes),
  { maxLength: 120, size: "large" },
);

interface Open {
  hold: TokenHold;
  input: number;
}

interface Played {
  admission: Admission;
  open: Open[];
  used: number;
  verdicts: boolean[];
}

const rate = 10;
const usedOf = (input: number, output: number) => input + rate * output;

/**
 * Plays events.
 * @param watch `seen` gets each state that they lead to; `look` says where in the wait for each somebody looks, from 0 to 1
 */
function play(
  start: Admission,
  events: Event[],
  watch: { seen?: (admission: Admission, admitted: boolean) => void; look?: (index: number) => number } = {},
): Played {
  let admission = start;
  let at = start.at;
  let used = 0;
  const open: Open[] = [];
  const verdicts: boolean[] = [];
  for (const [index, event] of events.entries()) {
    if (watch.look) admission = refillUntil(admission, at + event.wait * watch.look(index));
    at += event.wait;
    let admitted = false;
    if ("starts" in event) {
      const { input, maxTokens } = event.starts;
      const [after, verdict] = request(admission, input + maxTokens, at);
      admission = after;
      admitted = verdict.admitted;
      verdicts.push(admitted);
      if (verdict.admitted) open.push({ hold: verdict.hold, input });
    } else if ("quotas" in event) admission = changeQuotas(admission, event.quotas, at);
    else {
      const [ending] = open.splice(event.ends % Math.max(1, open.length), 1);
      if (!ending) continue;
      const tokens = usedOf(ending.input, event.output);
      admission = settle(admission, ending.hold, tokens, at);
      used += tokens;
    }
    watch.seen?.(admission, admitted);
  }
  return { admission, open, used, verdicts };
}

describe("admission", () => {
  it("never holds more than the quotas, nor admits what would use more of them", () => {
    fc.assert(
      fc.property(quotas, refill, traffic, (limits, kind, events) => {
        const most = limits.tokensPerMinute ?? Number.POSITIVE_INFINITY;
        play(openAdmission(limits, kind, noon), events, {
          seen: ({ held, counters }) => {
            assert.ok(held <= most && held <= (limits.tokensPerDay ?? Number.POSITIVE_INFINITY));
            assert.ok(held >= 0 && counters.heldHighest <= most && counters.heldNow === held);
          },
        });
      }),
    );
  });

  it("admits within the quotas of the moment, whatever they were before", () => {
    fc.assert(
      fc.property(quotas, refill, withChanges, (limits, kind, events) => {
        play(openAdmission(limits, kind, noon), events, {
          seen: ({ quotas: now, ...state }, admitted) => {
            if (!admitted) return;
            const left = (limit: number | undefined, taken: number) =>
              limit === undefined || (limit > 0 && taken <= limit);
            assert.ok(left(now.tokensPerMinute, state.held + state.spentTokens / minute));
            assert.ok(left(now.requestsPerMinute, state.spentRequests / minute));
            assert.ok(left(now.tokensPerDay, state.held + state.spentToday));
          },
        });
      }),
    );
  });

  it("holds nothing when all has ended, and has counted what the formula gives", () => {
    fc.assert(
      fc.property(quotas, refill, withChanges, fc.nat(64_000), (limits, kind, events, output) => {
        const played = play(openAdmission(limits, kind, noon), events);
        let { admission, used } = played;
        for (const { hold, input } of played.open) {
          admission = settle(admission, hold, usedOf(input, output), admission.at);
          used += usedOf(input, output);
        }
        const { open, heldNow, settledTokens, admitted, throttled } = admission.counters;
        assert.deepEqual([admission.held, open, heldNow, settledTokens], [0, 0, 0, used]);
        const refused = throttled.tokensPerMinute + throttled.requestsPerMinute + throttled.tokensPerDay;
        assert.equal(admitted + refused, played.verdicts.length);
      }),
    );
  });

  it("depends on when requests start and end, not on when anybody looks", () => {
    const looks = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(quotas, refill, withChanges, looks, (limits, kind, events, places) => {
        const start = openAdmission(limits, kind, noon);
        const end = events.reduce((sum, event) => sum + event.wait, noon);
        const unseen = play(start, events);
        const seen = play(start, events, { look: (index) => places[index % places.length] ?? 0 });
        assert.deepEqual(refillUntil(seen.admission, end), refillUntil(unseen.admission, end));
      }),
    );
  });

  it("takes a clock that runs backwards for one that stands", () => {
    fc.assert(
      fc.property(quotas, refill, traffic, fc.nat(10 * minute), (limits, kind, events, back) => {
        const { admission } = play(openAdmission(limits, kind, noon), events);
        assert.deepEqual(refillUntil(admission, admission.at - back), admission);
        assert.deepEqual(request(admission, 100, admission.at - back), request(admission, 100, admission.at));
      }),
    );
  });

  it("is as good as new after a day and as long as what was used takes to come back", () => {
    fc.assert(
      fc.property(quotas, refill, traffic, fc.nat(200_000), (limits, kind, events, tokens) => {
        const played = play(openAdmission(limits, kind, noon), events);
        const quota = limits.tokensPerMinute ?? 1;
        const ended = played.open.reduce(
          (admission, { hold }) => settle(admission, hold, 0, admission.at),
          played.admission,
        );
        const late = ended.at + Math.ceil(ended.spentTokens / Math.max(1, quota)) + 24 * 60 * minute;
        const [, verdict] = request(ended, tokens, late);
        assert.deepEqual(verdict, request(openAdmission(limits, kind, late), tokens, late)[1]);
      }),
    );
  });
});
