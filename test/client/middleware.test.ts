import assert from "node:assert/strict";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { type Headroom, headroom, type Publisher } from "../../client/index.ts";
import {
  type BedrockRequest,
  converseEvents,
  converseReply,
  errorReply,
  eventReply,
  invokeEvents,
  jsonReply,
  type Reply,
  type RunningServer,
  startBedrock,
  throttledEvent,
  throttledReply,
} from "../../client/testing/index.ts";
import { allOf } from "./all-of.ts";
import { type Collected, collected } from "./collected.ts";

const modelId = "us.anthropic.claude-sonnet-5";
const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
const usage = { inputTokens: 12, outputTokens: 3, cacheReadInputTokens: 40, cacheWriteInputTokens: 5 };
const credentials = { accessKeyId: "a", secretAccessKey: "b" };

describe("the SDK's middleware", () => {
  let answer: (request: BedrockRequest) => Reply;
  let server: RunningServer;
  let client: BedrockRuntimeClient;
  let meter: Headroom;
  let published: Collected;

  beforeEach(async () => {
    server = await startBedrock((request) => answer(request));
    client = new BedrockRuntimeClient({ endpoint: server.url, region: "us-west-2", credentials });
    published = collected();
    meter = headroom({ application: "test", publish: published });
    client.middlewareStack.use(meter);
  });
  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  /** What was counted for the model in all; HeldTokenSeconds is as long as the machine took and only told to be. */
  async function counted(id = modelId): Promise<Record<string, number>> {
    await meter.shutdown();
    const { HeldTokenSeconds, ...sums } = published.sums()[id] ?? {};
    return { ...sums, ...(HeldTokenSeconds !== undefined && { HeldTokenSeconds: Math.sign(HeldTokenSeconds) }) };
  }

  it("counts a Converse: reserved is input, cache write and max_tokens", async () => {
    answer = () => converseReply("Hello to you", usage);
    const output = await client.send(
      new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens: 64_000 } }),
    );
    assert.equal(output.output?.message?.content?.[0]?.text, "Hello to you");
    assert.deepEqual(await counted(), {
      ...{
        Requests: 1,
        InputTokens: 17,
        OutputTokens: 3,
        MaxTokens: 64_000,
        ReservedTokens: 64_017,
        HeldTokenSeconds: 1,
      },
    });
    assert.equal(published.batches[0]?.records[0]?.series.region, "us-west-2");
  });

  it("counts a request without max_tokens apart", async () => {
    answer = () => converseReply("Hello", usage);
    await client.send(new ConverseCommand({ modelId, messages }));
    assert.deepEqual(await counted(), {
      ...{ Requests: 1, RequestsWithoutMaxTokens: 1, InputTokens: 17, OutputTokens: 3, HeldTokenSeconds: 1 },
    });
  });

  it("counts each attempt of a retry, and holds nothing for a throttled one", async () => {
    let attempts = 0;
    answer = () => (attempts++ === 0 ? throttledReply() : converseReply("Hello", usage));
    await client.send(new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens: 100 } }));
    assert.deepEqual(await counted(), {
      ...{ Requests: 2, ThrottledRequests: 1, InputTokens: 17, OutputTokens: 3 },
      ...{ MaxTokens: 200, ReservedTokens: 117, HeldTokenSeconds: 1 },
    });
  });

  it("leaves errors as they are", async () => {
    answer = () => errorReply(400, "ValidationException", "The maximum tokens you requested exceed the model limit");
    const sent = client.send(new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens: 999_999 } }));
    await assert.rejects(sent, { name: "ValidationException" });
    const { ThrottledRequests, UnsettledRequests } = await counted();
    assert.deepEqual({ ThrottledRequests, UnsettledRequests }, { ThrottledRequests: undefined, UnsettledRequests: 1 });
  });

  it("doesn't take a model that isn't ready for a quota", async () => {
    answer = () => errorReply(429, "ModelNotReadyException", "Model is not ready");
    const plain = new BedrockRuntimeClient({ endpoint: server.url, region: "us-west-2", credentials, maxAttempts: 1 });
    plain.middlewareStack.use(meter);
    await assert.rejects(plain.send(new ConverseCommand({ modelId, messages })), { name: "ModelNotReadyException" });
    plain.destroy();
    assert.equal((await counted())["ThrottledRequests"], undefined);
  });

  const stream = () =>
    client.send(new ConverseStreamCommand({ modelId, messages, inferenceConfig: { maxTokens: 500 } }));

  it("passes a stream on, event by event, and takes the usage from its end", async () => {
    answer = () => eventReply(converseEvents("one two three", usage));
    const events = await allOf((await stream()).stream ?? []);
    assert.deepEqual(
      events.map((event) => Object.keys(event)[0]),
      [
        ...["messageStart", "contentBlockDelta", "contentBlockDelta", "contentBlockDelta"],
        ...["contentBlockStop", "messageStop", "metadata"],
      ],
    );
    assert.deepEqual(await counted(), {
      ...{ Requests: 1, InputTokens: 17, OutputTokens: 3, MaxTokens: 500, ReservedTokens: 517, HeldTokenSeconds: 1 },
    });
  });

  it("ends the hold of a stream that its reader leaves", async () => {
    answer = () => eventReply(converseEvents("one two three", usage));
    for await (const _ of (await stream()).stream ?? []) break;
    assert.deepEqual(await counted(), { Requests: 1, UnsettledRequests: 1, MaxTokens: 500, HeldTokenSeconds: 1 });
  });

  it("doesn't take a stream cut over HTTP/2, which ends like any other, for a whole one", async () => {
    answer = () => eventReply(converseEvents("one two three", usage).slice(0, 3), true);
    await allOf((await stream()).stream ?? []).catch(() => {});
    assert.deepEqual(await counted(), { Requests: 1, UnsettledRequests: 1, MaxTokens: 500, HeldTokenSeconds: 1 });
  });

  it("tells a quota that ends a stream", async () => {
    answer = () => eventReply([...converseEvents("one two", usage).slice(0, 2), throttledEvent()]);
    const read = allOf((await stream()).stream ?? []);
    await assert.rejects(read, { name: "ThrottlingException" });
    assert.equal((await counted())["ThrottledRequests"], 1);
  });

  it("reads InvokeModel's bodies and headers", async () => {
    answer = () =>
      jsonReply({ content: [], usage: { input_tokens: 9, output_tokens: 4, cache_creation_input_tokens: 100 } });
    const body = JSON.stringify({ anthropic_version: "bedrock-2023-05-31", max_tokens: 300, messages });
    const output = await client.send(new InvokeModelCommand({ modelId, body }));
    assert.equal(JSON.parse(output.body.transformToString()).usage.output_tokens, 4);
    answer = () =>
      jsonReply(
        { outputs: [{ text: "Hello" }] },
        { "x-amzn-bedrock-input-token-count": "7", "x-amzn-bedrock-output-token-count": "2" },
      );
    const bytes = new TextEncoder().encode(JSON.stringify({ prompt: "Hello", max_tokens: 50 }));
    await client.send(new InvokeModelCommand({ modelId, body: bytes }));
    assert.deepEqual(await counted(), {
      ...{ Requests: 2, InputTokens: 116, OutputTokens: 6, MaxTokens: 350, ReservedTokens: 466, HeldTokenSeconds: 1 },
    });
  });

  const invokeStream = async () => {
    const body = JSON.stringify({ anthropic_version: "bedrock-2023-05-31", max_tokens: 300, messages });
    const command = new InvokeModelWithResponseStreamCommand({ modelId, body });
    return (await client.send(command)).body ?? [];
  };
  const start = { type: "message_start", message: { usage: { input_tokens: 9, output_tokens: 1 } } };

  it("reads InvokeModel's streams", async () => {
    answer = () =>
      eventReply(
        invokeEvents([
          start,
          { type: "content_block_delta", delta: { text: '"usage"' } },
          { type: "message_delta", usage: { output_tokens: 20 } },
          {
            type: "message_stop",
            "amazon-bedrock-invocationMetrics": {
              ...{ inputTokenCount: 9, outputTokenCount: 21, cacheWriteInputTokenCount: 30 },
            },
          },
        ]),
      );
    assert.equal((await allOf(await invokeStream())).length, 4);
    assert.deepEqual(await counted(), {
      ...{ Requests: 1, InputTokens: 39, OutputTokens: 21, MaxTokens: 300, ReservedTokens: 339, HeldTokenSeconds: 1 },
    });
  });

  it("settles a broken stream with what was seen: its input", async () => {
    answer = () => eventReply(invokeEvents([start, { type: "content_block_delta", delta: { text: "one" } }]), true);
    await allOf(await invokeStream()).catch(() => {});
    assert.deepEqual(await counted(), {
      ...{
        Requests: 1,
        UnsettledRequests: 1,
        InputTokens: 9,
        MaxTokens: 300,
        ReservedTokens: 309,
        HeldTokenSeconds: 1,
      },
    });
  });

  it("works over HTTP/1.1, and twice on a client is once", async () => {
    const requestHandler = new NodeHttpHandler();
    const plain = new BedrockRuntimeClient({ endpoint: server.url, region: "us-west-2", credentials, requestHandler });
    plain.middlewareStack.use(meter);
    plain.middlewareStack.use(meter);
    answer = () => converseReply("Hello", usage);
    await plain.send(new ConverseCommand({ modelId, messages }));
    plain.destroy();
    assert.equal((await counted())["Requests"], 1);
  });

  it("throws nothing into the application, whatever the publisher does", async () => {
    const errors: unknown[] = [];
    const broken: Publisher = {
      publish() {
        throw new Error("broken");
      },
    };
    const other = headroom({
      application: "test",
      publish: broken,
      onError(error) {
        errors.push(error);
        throw error;
      },
    });
    client.middlewareStack.use(other);
    answer = () => converseReply("Hello", usage);
    await client.send(new ConverseCommand({ modelId, messages }));
    await other.flush();
    await other.shutdown();
    assert.equal(errors.length, 2);
  });
});
