import assert from "node:assert/strict";
import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { systemClock } from "../../client/clock.ts";
import { type QuotaAwareOptions, quotaAware } from "../../client/index.ts";
import { openLedger } from "../../client/quota/ledger.ts";
import {
  converseReply,
  eventReply,
  jsonEvent,
  type Reply,
  startBedrock,
  type TurnedClock,
  throttledEvent,
  throttledReply,
  turnedClock,
} from "../../client/testing/index.ts";
import { clientOf, converse, inWorld, modelId, outcome } from "./quota-world.ts";

const minute = 60_000;
const other = "global.anthropic.claude-sonnet-4-5-20250929-v1:0";
const model = { burndownRate: 5, tokensPerMinute: 300_000 };
const simulated = (quotas: Record<string, object>) => ({
  models: Object.fromEntries(Object.entries(quotas).map(([id, of]) => [id, { quotas: of, burndownRate: 5 }])),
  answer: () => ({ outputTokens: 100, secondsToFirstToken: 0.5, tokensPerSecond: 200 }),
});
const ask = converse(1_000).input;
const inputTokens = 1_000;
const realTime = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

type Quotas = ReturnType<typeof quotaAware>;

/** A client of a Bedrock that answers what it's told to. */
async function against(
  answer: (call: number) => Reply,
  { maxAttempts = 1, ...options }: Partial<QuotaAwareOptions> & { maxAttempts?: number },
  use: (quotas: Quotas, clock: TurnedClock) => Promise<void>,
): Promise<void> {
  const clock = turnedClock();
  let calls = 0;
  const bedrock = await startBedrock(() => answer(calls++));
  const client = new BedrockRuntimeClient({
    ...{ region: "us-east-1", endpoint: bedrock.url, maxAttempts },
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const quotas = quotaAware({ random: () => 0.5, models: { [modelId]: model }, ...options, client, clock });
  try {
    await use(quotas, clock);
  } finally {
    await quotas.close();
    client.destroy();
    await bedrock.close();
  }
}
const small = () => converseReply("x", { inputTokens: 1, outputTokens: 1 });

describe("a quota-aware client, when its sources fail", () => {
  const hanging = { renew: () => new Promise<never>(() => {}), close: async () => {} };

  it("lets go in time who waits for a share that never comes: deadline, abort, close", async () => {
    await against(small, { share: hanging }, async (quotas, clock) => {
      const aborter = new AbortController();
      const late = outcome(quotas.send(converse(10), { timeout: 1_000 }));
      const aborted = outcome(quotas.send(converse(10), { abortSignal: aborter.signal }));
      const left = outcome(quotas.send(converse(10)));
      await clock.pass(1_000);
      aborter.abort();
      assert.deepEqual([await late, await aborted], ["deadline", "AbortError"]);
      await quotas.close();
      assert.equal(await left, "closed");
    });
  });

  it("sends nothing while no quota is known at all, and says so; with the first reading it does", async () => {
    let live: { tokensPerMinute: number } | undefined;
    const quotas = async () => {
      if (!live) throw new Error("no access");
      return live;
    };
    const options = { models: { [modelId]: { burndownRate: 5 } }, quotas };
    await inWorld(simulated({ [modelId]: { tokensPerMinute: 30_000 } }), options, async (world) => {
      const sent = Array.from({ length: 5 }, () => outcome(world.quotas.send(converse(300))));
      await world.pass(1_000);
      assert.deepEqual(new Set(await Promise.all(sent)), new Set(["no-quota"]));
      assert.match(world.warnings.join(), /can't be read/);
      live = { tokensPerMinute: 30_000 };
      // Not only after the fifteen minutes of a quota that is known.
      await world.pass(minute);
      const many = Array.from({ length: 40 }, () => outcome(world.quotas.send(converse(300))));
      await world.pass(4 * minute);
      assert.deepEqual(new Set(await Promise.all(many)), new Set(["answered"]));
      assert.equal(world.bedrock.counters(modelId).throttled.tokensPerMinute, 0);
    });
  });

  it("waits for the first reading rather than send without a quota", async () => {
    let tell: (quotas: { tokensPerMinute: number }) => void = () => {};
    const quotas = () => new Promise<{ tokensPerMinute: number }>((resolve) => (tell = resolve));
    const options = { models: { [modelId]: { burndownRate: 5 } }, quotas };
    await inWorld(simulated({ [modelId]: { tokensPerMinute: 30_000 } }), options, async (world) => {
      const sent = outcome(world.quotas.send(converse(300)));
      await world.pass(2_000);
      assert.equal(world.bedrock.counters(modelId).admitted, 0);
      tell({ tokensPerMinute: 30_000 });
      await world.pass(3_000);
      assert.equal(await sent, "answered");
    });
  });

  it("takes of what was used before a quota was known the last minute", () => {
    const ledger = openLedger((at) => at);
    ledger.use({}, 1, 1);
    const apart = minute + 1_000;
    for (let begun = 0; begun < 60; begun++) ledger.hold(90_000, begun * apart).end(90_000, begun * apart);
    const last = 59 * apart;
    ledger.use({ tokensPerMinute: 100_000 }, 1, 1);
    assert.equal(ledger.lacks(20_000, last + 1_000), "tokensPerMinute");
    assert.equal(ledger.lacks(100_000, last + minute + 200), undefined);
  });
});

describe("a fallback of a quota-aware client", () => {
  for (const tokensPerMinute of [0, 500])
    it(`that never has room (${tokensPerMinute}) ends no waiting at the model itself`, async () => {
      const quotas = { [modelId]: { tokensPerMinute: 20_000 }, [other]: { tokensPerMinute } };
      const models = {
        [modelId]: { burndownRate: 5, tokensPerMinute: 20_000, fallback: [other] },
        [other]: { burndownRate: 5, tokensPerMinute },
      };
      await inWorld(simulated(quotas), { models }, async ({ quotas: own, bedrock, pass }) => {
        const sent = Array.from({ length: 12 }, () => outcome(own.send(converse(1_000))));
        await pass(3 * minute);
        assert.deepEqual(new Set(await Promise.all(sent)), new Set(["answered"]));
        assert.equal(bedrock.counters(modelId).admitted, 12);
      });
    });

  it("serves what the model itself never has room for, by its own id", async () => {
    const quotas = { [modelId]: { tokensPerMinute: 500 }, [other]: { tokensPerMinute: 20_000 } };
    const models = {
      [modelId]: { burndownRate: 5, tokensPerMinute: 500, fallback: [other] },
      [other]: { burndownRate: 5, tokensPerMinute: 20_000 },
    };
    await inWorld(simulated(quotas), { models }, async ({ quotas: own, bedrock, pass }) => {
      const sent = outcome(own.send(converse(1_000)));
      await pass(3_000);
      assert.equal(await sent, "answered");
      assert.deepEqual([bedrock.counters(modelId).admitted, bedrock.counters(other).admitted], [0, 1]);
    });
  });

  it("that never has room doesn't keep a throttled request from trying again", async () => {
    const models = { [modelId]: { ...model, fallback: [other] }, [other]: { burndownRate: 5, tokensPerMinute: 5 } };
    await against(
      (call) => (call === 0 ? throttledReply() : small()),
      { models },
      async (quotas, clock) => {
        const sent = outcome(quotas.send(converse(10)));
        for (let second = 0; second < 20; second++) {
          await realTime(5);
          await clock.pass(1_000);
        }
        assert.equal(await sent, "answered");
      },
    );
  });
});

describe("a stream of a quota-aware client", () => {
  it("that Bedrock throttles midway counts as all that it held, and as a throttle", async () => {
    const events = [jsonEvent("messageStart", { role: "assistant" }), throttledEvent()];
    await against(
      () => eventReply(events),
      {},
      async (quotas) => {
        const read = async () => {
          const { stream } = await quotas.send(new ConverseStreamCommand(ask), { inputTokens });
          for await (const _ of stream!);
        };
        assert.equal(await outcome(read()), "ThrottlingException");
        const { used, held, belief, refused } = quotas.stats()[modelId]!;
        assert.deepEqual([used, held, refused], [2_000, 0, { throttled: 1 }]);
        assert.ok(belief < 1);
      },
    );
  });

  it("that nobody reads is let go after an hour, though the SDK had tried again by itself", async () => {
    const answer = (call: number) =>
      call === 0 ? throttledReply() : eventReply([jsonEvent("messageStart", { role: "assistant" })]);
    await against(answer, { maxAttempts: 3 }, async (quotas, clock) => {
      await quotas.send(new ConverseStreamCommand(ask), { inputTokens });
      assert.equal(quotas.stats()[modelId]!.held, 2_000);
      await clock.pass(60 * minute);
      const { held, open, used } = quotas.stats()[modelId]!;
      assert.deepEqual([held, open, used], [0, 0, 2_000]);
    });
  });
});

describe("what a quota-aware client is given", () => {
  const client = clientOf("http://localhost:1");
  after(() => client.destroy());
  const settings = (more: object) => () => quotaAware({ client, models: { [modelId]: { ...model, ...more } } });

  it("is refused where it is no number, in one line", async () => {
    assert.throws(settings({ burndownRate: undefined }), /burndownRate is undefined/);
    assert.throws(settings({ burndownRate: 0 }), /burndownRate is 0/);
    assert.throws(settings({ maxOutputTokens: Number.NaN }), /maxOutputTokens is NaN/);
    assert.throws(settings({ tokensPerMinute: -1 }), /tokensPerMinute is -1/);
    const often = { client, models: { [modelId]: model }, quotas: async () => undefined, refreshSeconds: 0 };
    assert.throws(() => quotaAware(often), /refreshSeconds is 0/);
    const quotas = settings({})();
    await assert.rejects(quotas.send(converse(10), { inputTokens: Number.NaN }), /inputTokens is NaN/);
    await quotas.close();
  });

  it("may be longer than a timer of Node's: nothing is read, or over, at once", async () => {
    let readings = 0;
    const quotas = quotaAware({
      ...{ client, models: { [modelId]: model }, refreshSeconds: Number.POSITIVE_INFINITY },
      quotas: async () => {
        readings++;
        return undefined;
      },
    });
    let isOver = false;
    const callOff = systemClock.after(30 * 24 * 60 * minute, () => {
      isOver = true;
    });
    await realTime(50);
    callOff();
    await quotas.close();
    assert.deepEqual([readings, isOver], [1, false]);
  });
});
