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
});
