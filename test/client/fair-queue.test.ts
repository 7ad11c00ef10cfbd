import assert from "node:assert/strict";
import fc from "fast-check";
import { fairQueue, type Waiting } from "../../client/quota/fair-queue.ts";

interface Named extends Waiting {
  id: number;
}

describe("the queue for room", () => {
  it("gives tenants of one priority as many tokens each, whoever sends more", () => {
    const queue = fairQueue<Named>();
    for (let id = 0; id < 300; id++) {
      const tenant = id % 10 === 0 ? "small" : "large";
      queue.push({ id, priority: 0, tenant, tokens: tenant === "small" ? 400 : 100 });
    }
    const given: Record<string, number> = { small: 0, large: 0 };
    for (let turn = 0; turn < 100; turn++) {
      const next = queue.peek()!;
      queue.served(next);
      given[next.tenant]! += next.tokens;
    }
    assert.ok(Math.abs(given["small"]! - given["large"]!) <= 400, JSON.stringify(given));
  });

  it("gives the higher priority first, and of one tenant who came first", () => {
    const queue = fairQueue<Named>();
    for (const [id, priority] of [0, 5, 0, 5].entries()) queue.push({ id, priority, tenant: "", tokens: 1 });
    const order: number[] = [];
    for (let next = queue.peek(); next; next = queue.peek()) {
      queue.served(next);
      order.push(next.id);
    }
    assert.deepEqual(order, [1, 3, 0, 2]);
  });

  it("loses nobody and counts who waits, whatever comes and goes", () => {
    const one = fc.record({ priority: fc.integer({ min: -1, max: 2 }), tenant: fc.constantFrom("a", "b", "c") });
    fc.assert(
      fc.property(fc.array(fc.tuple(one, fc.nat(2)), { maxLength: 60 }), (events) => {
        const queue = fairQueue<Named>();
        const waiting = new Set<Named>();
        for (const [id, [{ priority, tenant }, what]] of events.entries()) {
          const next = queue.peek();
          if (what === 0 && next) {
            const highest = Math.max(...[...waiting].map((each) => each.priority));
            assert.equal(next.priority, highest);
            queue.served(next);
            waiting.delete(next);
          } else if (what === 1 && waiting.size > 0) {
            const [any] = waiting;
            queue.remove(any!);
            waiting.delete(any!);
          } else {
            const added = { id, priority, tenant, tokens: id + 1 };
            queue.push(added);
            waiting.add(added);
          }
          assert.equal(queue.size, waiting.size);
          assert.equal(
            queue.tokens,
            [...waiting].reduce((total, { tokens }) => total + tokens, 0),
          );
          assert.deepEqual(new Set(queue), waiting);
        }
      }),
    );
  });
});
