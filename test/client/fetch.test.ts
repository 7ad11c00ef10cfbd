import assert from "node:assert/strict";
import { type Headroom, headroom } from "../../client/index.ts";
import {
  converseEvents,
  converseReply,
  eventReply,
  invokeEvents,
  jsonReply,
  type Reply,
  type RunningServer,
  type ServerRequest,
  serve,
} from "../../client/testing/index.ts";
import { type Collected, collected } from "./collected.ts";

const model = "us.anthropic.claude-sonnet-5";
const usage = { inputTokens: 12, outputTokens: 3, cacheWriteInputTokens: 5 };

/** Server-sent events, cut into pieces in the midst of lines. */
function* sent(events: readonly unknown[]): Generator<Uint8Array> {
  const text = events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join("");
  const bytes = new TextEncoder().encode(text);
  const piece = bytes.length > 10_000 ? 10_007 : 37;
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

async function* each(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

const eventStream = (events: readonly unknown[], cut = false): Reply => ({
  ...{ status: 200, headers: { "content-type": "text/event-stream" }, body: each(sent(events)), cut },
});

describe("the fetch wrapper", () => {
  let answer: (request: ServerRequest) => Reply;
  let server: RunningServer;
  let meter: Headroom;
  let published: Collected;
  let counting: typeof fetch;

  beforeEach(async () => {
    server = await serve((request) => answer(request));
    published = collected();
    meter = headroom({ application: "test", publish: published });
    counting = meter.fetch();
  });
  afterEach(() => server.close());

  const post = (path: string, body: unknown) =>
    counting(`${server.url}${path}`, { method: "POST", body: JSON.stringify(body) });

  async function counted(id = model): Promise<Record<string, number>> {
    await meter.shutdown();
    const { HeldTokenSeconds: _, ...sums } = published.sums()[id] ?? {};
    return sums;
  }

  it("counts OpenAI's Chat Completions", async () => {
    answer = () => jsonReply({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 4 } });
    const response = await post("/openai/v1/chat/completions", { model, messages: [], max_completion_tokens: 200 });
    assert.match(await response.text(), /"completion_tokens":4/);
    assert.equal(response.url, `${server.url}/openai/v1/chat/completions`);
    assert.deepEqual(await counted(), {
      ...{ Requests: 1, InputTokens: 10, OutputTokens: 4, MaxTokens: 200, ReservedTokens: 210 },
    });
  });

  it("counts a stream of Chat Completions, byte for byte as it was sent", async () => {
    const events = [
      { choices: [{ delta: { content: "Grüß" } }], usage: null },
      { choices: [], usage: { prompt_tokens: 10, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 8 } } },
      "[DONE]",
    ];
    answer = () => eventStream(events);
    const response = await post("/v1/chat/completions", { model, stream: true, messages: [], max_tokens: 200 });
    assert.equal(await response.text(), Buffer.concat([...sent(events)]).toString());
    assert.deepEqual(await counted(), {
      ...{ Requests: 1, InputTokens: 2, OutputTokens: 4, MaxTokens: 200, ReservedTokens: 202 },
    });
  });

  it("counts a stream of Responses", async () => {
    answer = () =>
      eventStream([
        { type: "response.created", response: { usage: null } },
        { type: "response.completed", response: { usage: { input_tokens: 10, output_tokens: 4 } } },
      ]);
    await (await post("/openai/v1/responses", { model, input: "Hello", stream: true, max_output_tokens: 9 })).text();
    assert.deepEqual(await counted(), {
      ...{ Requests: 1, InputTokens: 10, OutputTokens: 4, MaxTokens: 9, ReservedTokens: 19 },
    });
  });

  const start = { type: "message_start", message: { usage: { input_tokens: 9, output_tokens: 1 } } };
  const claude = { model, messages: [], max_tokens: 300, stream: true };

  it("counts Anthropic's Messages, streamed", async () => {
    answer = () => eventStream([start, { type: "message_delta", usage: { output_tokens: 20 } }]);
    await (await post("/anthropic/v1/messages", claude)).text();
    assert.deepEqual(await counted(), {
      ...{ Requests: 1, InputTokens: 9, OutputTokens: 20, MaxTokens: 300, ReservedTokens: 309 },
    });
  });

  it("settles a stream that breaks, or that its reader leaves, with what was seen", async () => {
    answer = () => eventStream([start, { type: "content_block_delta" }], true);
    await assert.rejects((await post("/anthropic/v1/messages", claude)).text());
    // Far more than what is on the way at once, so that the reader leaves before the end.
    const long = { type: "content_block_delta", delta: { text: "x".repeat(2_000_000) } };
    answer = () => eventStream([start, long, { type: "message_delta", usage: { output_tokens: 20 } }]);
    const reader = (await post("/anthropic/v1/messages", claude)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const { UnsettledRequests, OutputTokens } = await counted();
    assert.deepEqual({ UnsettledRequests, OutputTokens }, { UnsettledRequests: 2, OutputTokens: undefined });
  });

  it("counts Converse and InvokeModel, whole and streamed", async () => {
    const path = `/model/${encodeURIComponent(model)}`;
    const body = { messages: [], inferenceConfig: { maxTokens: 100 } };
    answer = () => converseReply("Hello", usage);
    await (await post(`${path}/converse`, body)).text();
    answer = () => eventReply(converseEvents("one two", usage));
    await (await post(`${path}/converse-stream`, body)).arrayBuffer();
    answer = () => eventReply(invokeEvents([start, { type: "message_delta", usage: { output_tokens: 20 } }]));
    await (await post(`${path}/invoke-with-response-stream`, { messages: [], max_tokens: 100 })).arrayBuffer();
    answer = () => jsonReply({}, { "x-amzn-bedrock-input-token-count": "1", "x-amzn-bedrock-output-token-count": "2" });
    await (await post(`${path}/invoke`, { messages: [], max_tokens: 100 })).arrayBuffer();
    assert.deepEqual(await counted(), {
      ...{ Requests: 4, InputTokens: 44, OutputTokens: 28, MaxTokens: 400, ReservedTokens: 444 },
    });
  });

  it("tells a throttled request, and gives its answer back as it is", async () => {
    answer = () => ({ status: 429, headers: {}, body: '{"error":{"message":"Too many tokens"}}' });
    const response = await post("/v1/chat/completions", { model, messages: [], max_tokens: 5 });
    assert.equal(await response.text(), '{"error":{"message":"Too many tokens"}}');
    assert.deepEqual(await counted(), { Requests: 1, ThrottledRequests: 1, MaxTokens: 5 });
  });

  it("lets pass what is no request to a model", async () => {
    answer = () => jsonReply({ data: [] });
    assert.deepEqual(await (await counting(`${server.url}/v1/models`)).json(), { data: [] });
    await assert.rejects(counting("nonsense"), TypeError);
    await meter.shutdown();
    assert.equal(published.batches.length, 0);
  });

  it("counts a request whose body it can't see as one of unknown shape", async () => {
    answer = () => jsonReply({ usage: { prompt_tokens: 10, completion_tokens: 4 } });
    const request = new Request(`${server.url}/v1/chat/completions`, { method: "POST", body: '{"model":"x"}' });
    await (await counting(request)).json();
    assert.deepEqual(await counted("unknown"), {
      ...{ Requests: 1, RequestsOfUnknownShape: 1, InputTokens: 10, OutputTokens: 4 },
    });
  });

  it("tells mantle from runtime by the endpoint's name", async () => {
    const own = headroom({ application: "test", publish: published });
    const pretended = own.fetch(async () => Response.json({ usage: { prompt_tokens: 1, completion_tokens: 1 } }));
    const body = JSON.stringify({ model, messages: [], max_tokens: 1 });
    await (
      await pretended("https://bedrock-mantle.eu-west-1.api.aws/v1/chat/completions", { method: "POST", body })
    ).text();
    await own.shutdown();
    assert.deepEqual(
      published.batches.flatMap(({ records }) => records.map(({ series }) => series)),
      [{ region: "eu-west-1", endpoint: "bedrock-mantle", modelId: model }],
    );
  });
});
