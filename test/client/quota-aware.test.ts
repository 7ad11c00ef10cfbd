import assert from "node:assert/strict";
import { ConverseCommand, ConverseStreamCommand, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { fixedShare, QuotaError, quotaAware } from "../../client/index.ts";
import { errorReply, startBedrock, turnedClock } from "../../client/testing/index.ts";
import { clientOf, converse, inWorld, longText, modelId, outcome } from "./quota-world.ts";

const minute = 60_000;
const model = { burndownRate: 5, tokensPerMinute: 300_000 };
const simulated = (quotas: object, more: object = {}) => ({
  models: { [modelId]: { quotas, burndownRate: 5, ...more } },
  answer: () => ({ outputTokens: 100, secondsToFirstToken: 0.5, tokensPerSecond: 200 }),
});

describe("a client that stays under its quotas", () => {
  for (const refill of ["bucket", "window"] as const)
    it(`uses the quota and is never throttled, at ten times overload for three minutes (${refill})`, async () => {
      await inWorld(
        simulated({ tokensPerMinute: 300_000 }, { refill }),
        { models: { [modelId]: model } },
        async (world) => {
          const sent: Promise<string>[] = [];
          for (let second = 0; second < 180; second += 2) {
            for (let each = 0; each < 60; each++)
              sent.push(outcome(world.quotas.send(converse(300), { timeout: 30_000 })));
            await world.pass(2_000);
          }
          await world.pass(40_000);
          const { throttled, settledTokens } = world.bedrock.counters(modelId);
          assert.equal(throttled.tokensPerMinute, 0);
          assert.ok(settledTokens >= 0.97 * 3 * 300_000, `${settledTokens}`);
          assert.deepEqual(new Set(await Promise.all(sent)), new Set(["answered", "deadline"]));
        },
      );
    });

  it("stays under the quota of requests, too", async () => {
    const quotas = { tokensPerMinute: 3_000_000, requestsPerMinute: 20 };
    await inWorld(
      simulated(quotas),
      { models: { [modelId]: { ...model, ...quotas } } },
      async ({ quotas: own, bedrock, pass }) => {
        const sent = Array.from({ length: 50 }, () => outcome(own.send(converse(100))));
        await pass(3 * minute);
        assert.deepEqual(new Set(await Promise.all(sent)), new Set(["answered"]));
        assert.deepEqual(bedrock.counters(modelId).throttled, {
          tokensPerMinute: 0,
          requestsPerMinute: 0,
          tokensPerDay: 0,
        });
      },
    );
  });

  it("uses its share, and leaves the rest to others", async () => {
    const options = { models: { [modelId]: model }, share: fixedShare(0.25) };
    await inWorld(simulated({ tokensPerMinute: 300_000 }), options, async ({ quotas, bedrock, pass }) => {
      for (let each = 0; each < 200; each++) void outcome(quotas.send(converse(300)));
      await pass(minute);
      const { settledTokens } = bedrock.counters(modelId);
      assert.ok(settledTokens > 0.9 * 75_000 && settledTokens <= 75_000, `${settledTokens}`);
    });
  });

  it("draws less where others draw on the same quota, and answers all the same", async () => {
    const otherTraffic = [
      { name: "others", requestsPerMinute: 150, seconds: 1, inputTokens: 1_000, maxTokens: 100, outputTokens: 10 },
    ];
    await inWorld(
      simulated({ tokensPerMinute: 300_000 }, { otherTraffic }),
      { models: { [modelId]: model } },
      async (world) => {
        const sent = Array.from({ length: 250 }, () => outcome(world.quotas.send(converse(300))));
        await world.pass(minute);
        const { refused, belief } = world.quotas.stats()[modelId]!;
        assert.ok(refused.tokens! > 0 && belief < 1);
        await world.pass(6 * minute);
        assert.deepEqual(new Set(await Promise.all(sent)), new Set(["answered"]));
      },
    );
  });

  it("holds nothing any more when all has ended: answers, streams that are left, cut or aborted", async () => {
    const cut = { ...simulated({ tokensPerMinute: 300_000 }) };
    const answer = ({ body }: { body: string }) => ({
      outputTokens: 100,
      tokensPerSecond: 50,
      ...(body.includes("cut") && { cutAfterTokens: 40 }),
    });
    await inWorld({ ...cut, answer: answer as never }, { models: { [modelId]: model } }, async ({ quotas, pass }) => {
      const stream = (text: string) =>
        quotas.send(
          new ConverseStreamCommand({
            modelId,
            messages: [{ role: "user", content: [{ text }] }],
            inferenceConfig: { maxTokens: 300 },
          }),
        );
      const aborter = new AbortController();
      const ends = [
        outcome(quotas.send(converse(300))),
        outcome(
          stream("whole").then(async ({ stream: events }) => {
            for await (const _ of events!);
          }),
        ),
        outcome(
          stream("left").then(async ({ stream: events }) => {
            for await (const _ of events!) break;
          }),
        ),
        outcome(
          stream("cut").then(async ({ stream: events }) => {
            for await (const _ of events!);
          }),
        ),
        outcome(quotas.send(converse(300), { abortSignal: aborter.signal })),
      ];
      await pass(400);
      assert.ok(quotas.stats()[modelId]!.open >= 3);
      aborter.abort();
      await pass(5_000);
      await Promise.all(ends);
      const { open, held, queued } = quotas.stats()[modelId]!;
      assert.deepEqual({ open, held, queued }, { open: 0, held: 0, queued: 0 });
    });
  });

  it("lets go who is aborted or out of time while it waits, and lets in whoever is next", async () => {
    await inWorld(
      simulated({ tokensPerMinute: 10_000 }),
      { models: { [modelId]: { ...model, tokensPerMinute: 10_000 } } },
      async (world) => {
        const { quotas, pass } = world;
        const first = outcome(quotas.send(converse(7_000)));
        const aborter = new AbortController();
        const aborted = outcome(quotas.send(converse(7_000), { abortSignal: aborter.signal }));
        const late = outcome(quotas.send(converse(7_000), { timeout: 5_000 }));
        const small = outcome(quotas.send(converse(50), { tenant: "small" }));
        await pass(200);
        assert.equal(quotas.stats()[modelId]!.queued, 3);
        aborter.abort();
        assert.equal(await aborted, "AbortError");
        await pass(6_000);
        assert.equal(await late, "deadline");
        assert.equal(await first, "answered");
        assert.equal(await small, "answered");
        assert.deepEqual(await outcome(quotas.send(converse(1), { abortSignal: AbortSignal.abort() })), "AbortError");
      },
    );
  });

  it("goes to the fallback where there is no room, and comes back", async () => {
    const other = "global.anthropic.claude-sonnet-4-5-20250929-v1:0";
    const models = {
      [modelId]: { quotas: { tokensPerMinute: 20_000 }, burndownRate: 5 },
      [other]: { quotas: { tokensPerMinute: 300_000 }, burndownRate: 5 },
    };
    const options = {
      models: {
        [modelId]: { burndownRate: 5, tokensPerMinute: 20_000, fallback: [other] },
        [other]: { burndownRate: 5, tokensPerMinute: 300_000 },
      },
    };
    await inWorld({ ...simulated({}), models }, options, async ({ quotas, bedrock, pass }) => {
      const sent = Array.from({ length: 20 }, () => outcome(quotas.send(converse(1_000))));
      await pass(5_000);
      assert.deepEqual(new Set(await Promise.all(sent)), new Set(["answered"]));
      const [own, fallback] = [bedrock.counters(modelId), bedrock.counters(other)];
      assert.ok(own.admitted > 3 && fallback.admitted > 3);
      assert.equal(own.admitted + fallback.admitted, 20);
      assert.equal(own.throttled.tokensPerMinute, 0);
    });
    assert.throws(
      () => quotaAware({ client: clientOf("http://localhost"), models: { [modelId]: { ...model, fallback: ["x"] } } }),
      /its fallback x is none of the models/,
    );
  });

  it("obeys a quota that is lowered while requests wait, and one of 0", async () => {
    let live: number | Error = 300_000;
    const quotas = async () => {
      if (live instanceof Error) throw live;
      return { tokensPerMinute: live };
    };
    const options = { models: { [modelId]: model }, quotas, refreshSeconds: 10 };
    const world = {
      ...simulated({ tokensPerMinute: 300_000 }),
      answer: () => ({ outputTokens: 100, tokensPerSecond: 5 }),
    };
    await inWorld(world, options, async ({ quotas: own, bedrock, pass, warnings }) => {
      const first = outcome(own.send(converse(298_000)));
      await pass(400);
      const waiting = outcome(own.send(converse(40_000)));
      live = 30_000;
      bedrock.changeQuotas(modelId, { tokensPerMinute: 30_000 });
      await pass(11_000);
      assert.equal(await waiting, "too-large");
      await pass(20_000);
      assert.equal(await first, "answered");
      live = new Error("no access");
      await pass(11_000);
      assert.match(warnings.join("\n"), /can't be read: the last ones stay/);
      assert.equal(own.stats()[modelId]!.quotas.tokensPerMinute, 30_000);
      live = 0;
      await pass(11_000);
      assert.equal(await outcome(own.send(converse(10))), "no-quota");
    });
  });

  it("takes what can't be told for the most it can be", async () => {
    await inWorld(
      simulated({ tokensPerMinute: 300_000 }),
      { models: { [modelId]: model } },
      async ({ quotas, pass }) => {
        assert.equal(await outcome(quotas.send(converse(undefined))), "too-large");
        assert.equal(await outcome(quotas.send(new InvokeModelCommand({ modelId, body: "not JSON" }))), "too-large");
        assert.equal(
          await outcome(quotas.send(new InvokeModelCommand({ modelId, body: new Uint8Array([0, 255]) }))),
          "too-large",
        );
        assert.equal(await outcome(quotas.send(converse(10, "x", "us.other"))), "no-quota");
        await pass(200);
        assert.equal(quotas.stats()[modelId]!.admitted, 0);
      },
    );
    const assumed = { models: { [modelId]: { ...model, maxOutputTokens: 64_000 } } };
    await inWorld(simulated({ tokensPerMinute: 300_000 }), assumed, async ({ quotas, pass }) => {
      const sent = outcome(quotas.send(converse(undefined)));
      await pass(400);
      assert.ok(quotas.stats()[modelId]!.held >= 64_000);
      await pass(2_000);
      assert.equal(await sent, "answered");
    });
  });

  it("is not moved by a clock that jumps", async () => {
    await inWorld(
      simulated({ tokensPerMinute: 60_000 }),
      { models: { [modelId]: { ...model, tokensPerMinute: 60_000 } } },
      async (world) => {
        const sent: Promise<string>[] = [];
        for (const jump of [0, 3_600_000, -7_200_000]) {
          world.clock.set(world.clock.now() + jump);
          for (let each = 0; each < 30; each++) sent.push(outcome(world.quotas.send(converse(300))));
          await world.pass(minute);
        }
        await world.pass(2 * minute);
        assert.equal(world.bedrock.counters(modelId).throttled.tokensPerMinute, 0);
        assert.deepEqual(new Set(await Promise.all(sent)), new Set(["answered"]));
      },
    );
  });

  it("tells a client that tries by itself, and closes for good", async () => {
    const clock = turnedClock();
    const bedrock = await startBedrock(() => errorReply(503, "ServiceUnavailableException", "Too busy"));
    const client = clientOf(bedrock.url);
    client.config.maxAttempts = async () => 3;
    const warnings: string[] = [];
    const quotas = quotaAware({
      ...{ client, clock, models: { [modelId]: model }, maxRefusals: 1 },
      onWarning: (message) => {
        warnings.push(message);
        throw new Error("of the program's own");
      },
    });
    assert.equal(await outcome(quotas.send(converse(10))), "capacity");
    assert.match(warnings.join(), /maxAttempts: 1/);
    await quotas.close();
    assert.equal(await outcome(quotas.send(converse(10))), "closed");
    client.destroy();
    await bedrock.close();
  });
});

describe("what a quota-aware client sends", () => {
  it("is told by what the SDK says of the command, whatever a bundler calls its class", async () => {
    await inWorld(
      simulated({ tokensPerMinute: 300_000 }),
      { models: { [modelId]: model } },
      async ({ quotas, pass }) => {
        const Short = { t: class extends ConverseCommand {} }.t;
        const sent = outcome(quotas.send(new Short(converse(300).input)));
        await pass(2_000);
        assert.equal(await sent, "answered");
        assert.equal(quotas.stats()[modelId]!.admitted, 1);
      },
    );
  });

  it("counts as all that it held where Bedrock's own error leaves it open, and lets nothing wait for an hour", async () => {
    const clock = turnedClock();
    const bedrock = await startBedrock(() => errorReply(500, "InternalServerException", "Something broke"));
    const client = clientOf(bedrock.url);
    const quotas = quotaAware({ client, clock, models: { [modelId]: model } });
    assert.equal(await outcome(quotas.send(converse(1_000))), "InternalServerException");
    const { held, open, used } = quotas.stats()[modelId]!;
    assert.deepEqual([held, open], [0, 0]);
    assert.ok(used > 1_000, `${used}`);
    await quotas.close();
    client.destroy();
    await bedrock.close();
  });
});

describe("what Bedrock refuses", () => {
  const refusals: [name: string, status: number, text: string, reason: string, tries: number][] = [
    ["ThrottlingException", 429, "Too many tokens, please wait before trying again.", "throttled", 3],
    ["ThrottlingException", 429, "Too many requests, please wait before trying again.", "throttled", 3],
    ["ThrottlingException", 429, "Rate exceeded", "throttled", 3],
    ["ThrottlingException", 429, "Too many tokens per day, please wait before trying again.", "daily", 1],
    ["ModelNotReadyException", 429, "Model is not ready for inference.", "not-ready", 3],
    ["ServiceUnavailableException", 503, "Too many connections", "capacity", 3],
    ["ValidationException", 400, "Input is too long for requested model.", "too-long", 1],
    ["ValidationException", 400, "The model returned the following errors: temperature", "ValidationException", 1],
    ["AccessDeniedException", 403, "You don't have access to the model", "AccessDeniedException", 1],
  ];
  for (const [name, status, text, reason, tries] of refusals)
    it(`is told apart: ${name}, "${text}"`, async () => {
      const clock = turnedClock();
      let asked = 0;
      const bedrock = await startBedrock(() => {
        asked++;
        return errorReply(status, name, text);
      });
      const client = clientOf(bedrock.url);
      const quotas = quotaAware({ client, clock, models: { [modelId]: model }, maxRefusals: 3, random: () => 0 });
      const sent = quotas.send(converse(10, longText));
      const ended = outcome(sent);
      for (let round = 0; round < 40; round++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await clock.pass(1_000);
      }
      assert.equal(await ended, reason);
      assert.equal(asked, tries);
      if (tries === 3)
        await assert.rejects(sent, (error) => error instanceof QuotaError && (error.cause as Error).name === name);
      const { held, open, used, belief } = quotas.stats()[modelId]!;
      assert.deepEqual([held, open, used], [0, 0, 0], "what Bedrock refuses counts nothing");
      assert.equal(belief < 1, name === "ThrottlingException" && reason === "throttled");
      await quotas.close();
      client.destroy();
      await bedrock.close();
    });
});
