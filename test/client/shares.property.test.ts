import assert from "node:assert/strict";
import fc from "fast-check";
import { fairShares } from "../../client/quota/shared/fair-shares.ts";
import { leasedShare } from "../../client/quota/shared/leases.ts";
import { memoryStore } from "./memory-store.ts";

const sum = (of: Iterable<number>) => [...of].reduce((total, one) => total + one, 0);

describe("fair shares", () => {
  const part = fc.double({ min: 0, max: 1, noNaN: true });

  it("give all, nobody less than it holds, and nobody more while another who wants has less", () => {
    const ask = fc.record({ wants: part, holds: fc.double({ min: 0, max: 0.1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(ask, { minLength: 1, maxLength: 10 }), (asks) => {
        const shares = fairShares(new Map(asks.map((one, index) => [String(index), one])));
        assert.ok(Math.abs(sum(shares.values()) - 1) < 1e-9);
        for (const [index, { holds, wants }] of asks.entries()) {
          const share = shares.get(String(index))!;
          assert.ok(share >= holds);
          // Who is short of what it wants has no less than any other that has more than it holds.
          if (share >= wants - 1e-9) continue;
          for (const [other, its] of asks.entries()) {
            const theirs = shares.get(String(other))!;
            if (theirs > its.holds + 1e-9) assert.ok(theirs <= Math.max(share, its.holds) + 1e-9);
          }
        }
      }),
    );
  });

  it("are even among those who want all of it", () => {
    const shares = fairShares(
      new Map(Array.from({ length: 8 }, (_, index) => [String(index), { wants: 1, holds: 0 }])),
    );
    for (const share of shares.values()) assert.ok(Math.abs(share - 1 / 8) < 1e-12);
  });
});

describe("leases of a quota", () => {
  it("never grant more than the quota, whoever comes, goes, dies or is late, and each gets its part in the end", async () => {
    const event = fc.record({
      process: fc.integer({ min: 0, max: 5 }),
      what: fc.constantFrom("renew", "renew", "renew", "close", "crash"),
      wants: fc.double({ min: 0, max: 1, noNaN: true }),
      passes: fc.integer({ min: 0, max: 40_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
        const store = memoryStore();
        let now = 0;
        const clock = {
          now: () => 0,
          elapsed: () => now,
          after: (_milliseconds: number, callback: () => void) => {
            setImmediate(callback);
            return () => {};
          },
        };
        let born = 0;
        const birth = () => ({
          who: `p${born}`,
          source: leasedShare(store, { seconds: 60, who: `p${born++}`, clock }),
          granted: 0,
          until: 0,
        });
        type Process = ReturnType<typeof birth>;
        const processes: Process[] = Array.from({ length: 6 }, birth);
        /** those that died: they use nothing, but what they were granted isn't free yet */
        const dead: Process[] = [];
        const live = () => sum([...processes, ...dead].map(({ granted, until }) => (now < until ? granted : 0)));
        for (const { process, what, wants, passes } of events) {
          now += passes;
          const one = processes[process]!;
          if (what === "renew") {
            const asked = now;
            const { fraction, validFor } = await one.source.renew("q", { wants, holds: 0 });
            Object.assign(one, { granted: fraction, until: asked + validFor });
          } else {
            if (what === "close") await one.source.close();
            else dead.push(one);
            processes[process] = birth();
          }
          assert.ok(live() <= 1 + 1e-9, `granted ${live()}`);
        }
        // Everybody wants all of it from now on: three rounds later each has its sixth.
        for (let round = 0; round < 6; round++) {
          now += 30_000;
          for (const one of processes) {
            const { fraction, validFor } = await one.source.renew("q", { wants: 1, holds: 0 });
            Object.assign(one, { granted: fraction, until: now + validFor });
          }
        }
        for (const { granted } of processes) assert.ok(Math.abs(granted - 1 / 6) < 1e-9, `${granted}`);
      }),
      { numRuns: 200 },
    );
  });
});
