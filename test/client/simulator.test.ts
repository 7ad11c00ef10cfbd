import assert from "node:assert/strict";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import {
  type SimulatedAnswer,
  type SimulatedBedrock,
  type SimulatedModel,
  simulateBedrock,
  type TurnedClock,
  turnedClock,
} from "../../client/testing/index.ts";
import { allOf } from "./all-of.ts";

const modelId = "us.anthropic.claude-sonnet-5";
const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
const credentials = { accessKeyId: "a", secretAccessKey: "b" };

describe("the simulator of Bedrock's admission", () => {
  let clock: TurnedClock;
  let bedrock: SimulatedBedrock;
  let client: BedrockRuntimeClient;

  async function start(model: SimulatedModel, answer: SimulatedAnswer = {}): Promise<void> {
    clock = turnedClock();
    bedrock = await simulateBedrock({ clock, models: { [modelId]: model }, answer: () => answer });
    client = clientOf(bedrock);
  }
  const clientOf = ({ url }: SimulatedBedrock, options = {}) =>
    new BedrockRuntimeClient({ endpoint: url, region: "us-west-2", credentials, maxAttempts: 1, ...options });
  afterEach(async () => {
    client.destroy();
    await bedrock.close();
  });

  const converse = (maxTokens?: number) =>
    client.send(
      new ConverseCommand({ modelId, messages, ...(maxTokens !== undefined && { inferenceConfig: { maxTokens } }) }),
    );

  it("holds input, cache write and max_tokens, and settles with the burndown rate", async () => {
    const answer = { inputTokens: 3000, cacheReadTokens: 4000, cacheWriteTokens: 1000, outputTokens: 100 };
    await start(
      { quotas: { tokensPerMinute: 100_000 }, burndownRate: 10 },
      { ...answer, secondsToFirstToken: 2, tokensPerSecond: 50 },
    );
    const sent = converse(32_000);
    await bedrock.arrived(1);
    // The example of AWS's page: 3,000 + 1,000 + 32,000, without what was read from a cache.
    assert.equal(bedrock.counters(modelId).heldNow, 36_000);
    await clock.pass(3_979);
    assert.equal(bedrock.counters(modelId).open, 1);
    await clock.pass(1);
    const { usage } = await sent;
    assert.deepEqual([usage?.inputTokens, usage?.cacheWriteInputTokens, usage?.outputTokens], [3000, 1000, 100]);
    const { heldNow, heldHighest, settledTokens, open, admitted } = bedrock.counters(modelId);
    assert.deepEqual(
      { heldNow, heldHighest, settledTokens, open, admitted },
      {
        ...{ heldNow: 0, heldHighest: 36_000, settledTokens: 5_000, open: 0, admitted: 1 },
      },
    );
  });

  it("throttles with Bedrock's error when too little is left", async () => {
    await start({ quotas: { tokensPerMinute: 1000 } }, { inputTokens: 10, outputTokens: 10 });
    await assert.rejects(converse(1000), {
      name: "ThrottlingException",
      message: "Too many tokens, please wait before trying again.",
    });
    assert.equal((await converse(990)).usage?.outputTokens, 10);
    assert.equal(bedrock.counters(modelId).throttled.tokensPerMinute, 1);
  });

  it("speaks all four operations, over HTTP/1.1 and HTTP/2", async () => {
    await start({ quotas: {} }, { inputTokens: 10, outputTokens: 5, text: "Hello to you" });
    const http1 = clientOf(bedrock, { requestHandler: new NodeHttpHandler() });
    const body = JSON.stringify({ messages, max_tokens: 100 });
    for (const each of [client, http1]) {
      const { output } = await each.send(new ConverseCommand({ modelId, messages }));
      assert.equal(output?.message?.content?.[0]?.text, "Hello to you");
      const { stream } = await each.send(new ConverseStreamCommand({ modelId, messages }));
      const events = await allOf(stream ?? []);
      assert.equal(events.map((event) => event.contentBlockDelta?.delta?.text ?? "").join(""), "Hello to you");
      assert.equal(events.at(-1)?.metadata?.usage?.totalTokens, 15);
      const invoked = await each.send(new InvokeModelCommand({ modelId, body }));
      assert.equal(JSON.parse(new TextDecoder().decode(invoked.body)).content[0].text, "Hello to you");
      const streamed = await each.send(new InvokeModelWithResponseStreamCommand({ modelId, body }));
      const chunks = (await allOf(streamed.body ?? [])).map(({ chunk }) =>
        JSON.parse(new TextDecoder().decode(chunk?.bytes)),
      );
      assert.equal(chunks.map(({ delta }) => delta?.text ?? "").join(""), "Hello to you");
    }
    http1.destroy();
    const { admitted, settledTokens, heldNow } = bedrock.counters(modelId);
    assert.deepEqual({ admitted, settledTokens, heldNow }, { admitted: 8, settledTokens: 120, heldNow: 0 });
  });

  it("settles a stream that is cut with what was sent", async () => {
    const pace = { secondsToFirstToken: 1, tokensPerSecond: 10, cutAfterTokens: 20 };
    await start({ quotas: {}, burndownRate: 5 }, { inputTokens: 10, outputTokens: 100, ...pace });
    const sending = client.send(new ConverseStreamCommand({ modelId, messages }));
    await bedrock.arrived(1);
    await clock.pass(5_000);
    const { stream } = await sending;
    const events = await allOf(stream ?? []);
    assert.equal(events.filter(({ contentBlockDelta }) => contentBlockDelta).length, 20);
    assert.equal(
      events.some(({ metadata }) => metadata),
      false,
    );
    const { settledTokens, heldNow } = bedrock.counters(modelId);
    assert.deepEqual({ settledTokens, heldNow }, { settledTokens: 110, heldNow: 0 });
  });

  it("settles a stream that its reader leaves with what was sent", async () => {
    await start({ quotas: {}, burndownRate: 5 }, { inputTokens: 10, outputTokens: 1000, tokensPerSecond: 10 });
    const http1 = clientOf(bedrock, { requestHandler: new NodeHttpHandler() });
    for (const [index, each] of [client, http1].entries()) {
      const abort = new AbortController();
      const sending = each.send(new ConverseStreamCommand({ modelId, messages }), { abortSignal: abort.signal });
      await bedrock.arrived(index + 1);
      const { stream } = await sending;
      assert.ok(stream);
      const events = stream[Symbol.asyncIterator]();
      await events.next();
      await clock.pass(2_000);
      // 21 tokens are sent by now: one at once, then ten a second.
      abort.abort();
      if (each === http1) http1.destroy();
      await events.return?.();
      while (bedrock.counters(modelId).open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const { settledTokens, heldNow } = bedrock.counters(modelId);
      assert.deepEqual({ settledTokens, heldNow }, { settledTokens: (index + 1) * (10 + 21 * 5), heldNow: 0 });
    }
    await clock.pass(200_000);
    assert.equal(bedrock.counters(modelId).settledTokens, 230);
  });

  it("lets the model write on when nobody waits for a whole answer any more", async () => {
    await start({ quotas: {} }, { inputTokens: 10, outputTokens: 100, tokensPerSecond: 10 });
    const abort = new AbortController();
    const sent = client.send(new ConverseCommand({ modelId, messages }), { abortSignal: abort.signal });
    await bedrock.arrived(1);
    abort.abort();
    await assert.rejects(sent, { name: "AbortError" });
    assert.equal(bedrock.counters(modelId).open, 1);
    await clock.pass(10_000);
    const { open, settledTokens } = bedrock.counters(modelId);
    assert.deepEqual({ open, settledTokens }, { open: 0, settledTokens: 110 });
  });

  it("holds the model's maximum for a request without max_tokens, and refuses to be asked for more", async () => {
    await start({ quotas: { tokensPerMinute: 10_000 }, maxOutputTokens: 8192 }, { inputTokens: 10, outputTokens: 10 });
    await converse();
    assert.equal(bedrock.counters(modelId).heldHighest, 8202);
    await assert.rejects(converse(8193), { name: "ValidationException", message: /exceed the model limit of 8192/ });
    await bedrock.arrived(2);
    await client.send(new InvokeModelCommand({ modelId, body: JSON.stringify({ messages, max_tokens: 9 }) }));
    await client.send(new InvokeModelCommand({ modelId, body: "not JSON" }));
    assert.equal(bedrock.counters(modelId).admitted, 3);
    assert.equal(bedrock.counters(modelId).heldHighest, 8202);
  });

  it("stops an answer at max_tokens", async () => {
    await start({ quotas: {} }, { outputTokens: 100, text: "0123456789".repeat(10) });
    const { stopReason, usage, output } = await converse(7);
    const text = output?.message?.content?.[0]?.text;
    assert.deepEqual([stopReason, usage?.outputTokens, text], ["max_tokens", 7, "0123456"]);
  });

  it("says which quota is used up, in the words seen of Bedrock", async () => {
    await start({ quotas: { requestsPerMinute: 1, tokensPerDay: 500 } }, { inputTokens: 10, outputTokens: 10 });
    await assert.rejects(converse(491), { message: "Too many tokens per day, please wait before trying again." });
    await converse(100);
    await assert.rejects(converse(1), { message: /^Too many requests, please wait before trying again\./ });
    bedrock.changeQuotas(modelId, { tokensPerMinute: 0 });
    await assert.rejects(converse(1), { message: "Too many tokens per day, please wait before trying again." });
    bedrock.changeQuotas(modelId, {});
    await converse(64_000);
    const { throttled } = bedrock.counters(modelId);
    assert.deepEqual(throttled, { tokensPerDay: 1, requestsPerMinute: 1, tokensPerMinute: 1 });
  });

  it("knows the models that it was given, and no others", async () => {
    await start({ quotas: {} });
    await assert.rejects(client.send(new ConverseCommand({ modelId: "amazon.nova-lite-v1:0", messages })), {
      name: "ValidationException",
    });
    assert.throws(() => bedrock.counters("amazon.nova-lite-v1:0"), /none of the simulated models: us\.anthropic/);
  });

  it("fills as a bucket or a window, whatever the time of day is set to", async () => {
    for (const [refill, fullAgain] of [
      ["bucket", 60_000],
      ["window", 20_000],
    ] as const) {
      await start({ quotas: { tokensPerMinute: 60_000 }, refill }, { inputTokens: 59_900, outputTokens: 100 });
      // At 40 seconds of the clock's minute.
      await clock.pass(40_000);
      await converse(100);
      clock.set(Date.UTC(2030, 0, 1));
      await clock.pass(fullAgain - 1);
      await assert.rejects(converse(100), { name: "ThrottlingException" });
      clock.set(0);
      await clock.pass(1);
      await converse(100);
      client.destroy();
      await bedrock.close();
    }
  });

  it("says what is wrong with an answer that a test gives, and holds nothing for it", async () => {
    for (const [wrong, message] of [
      [{ inputTokens: Number.NaN }, /inputTokens is NaN/],
      [{ outputTokens: 1.5 }, /outputTokens is 1.5/],
      [{ secondsToFirstToken: Number.POSITIVE_INFINITY }, /secondsToFirstToken is Infinity/],
      [{ tokensPerSecond: 0 }, /tokensPerSecond is 0/],
    ] as const) {
      await start({ quotas: {} }, wrong);
      await assert.rejects(converse(10), { name: "InternalServerException", message });
      assert.equal(bedrock.counters(modelId).admitted, 0);
      client.destroy();
      await bedrock.close();
    }
  });

  it("goes by the system's clock where it is given none", async () => {
    clock = turnedClock();
    bedrock = await simulateBedrock({
      models: { [modelId]: { quotas: { tokensPerMinute: 600_000 } } },
      answer: () => ({ inputTokens: 0, outputTokens: 3, secondsToFirstToken: 0.02, tokensPerSecond: 100 }),
    });
    client = clientOf(bedrock);
    const before = performance.now();
    await converse(10);
    assert.ok(performance.now() - before >= 39);
    assert.equal(bedrock.counters(modelId).settledTokens, 3);
  });
});
