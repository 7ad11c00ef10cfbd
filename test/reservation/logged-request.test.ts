import assert from "node:assert/strict";
import fc from "fast-check";
import { bodyMaxTokens, maxTokensFields as clientFields } from "../../client/read/body-request.ts";
import { converseMaxTokens } from "../../client/read/converse.ts";
import { modelIdOf } from "../../client/read/model-id.ts";
import { askedTokens } from "../../monitoring/reservation/body-request.ts";
import { loggedRequest } from "../../monitoring/reservation/logged-request.ts";
import { logRecord } from "./log-record.ts";

const ids = [
  "us.anthropic.claude-opus-5",
  "amazon.titan-embed-text-v2:0",
  "cohere.rerank-v3-5:0",
  "a1b2c3d4e5f6",
  "meta.llama3-1-8b-instruct-v1:0",
];
const value = fc.oneof(
  fc.nat(200_000),
  fc.constantFrom<unknown>(
    null,
    -1,
    0.5,
    "many",
    {},
    [],
    { maxTokens: 5 },
    { max_new_tokens: 6 },
    { maxTokenCount: 7 },
  ),
);
const names = [
  ...clientFields.map(([name]) => name),
  "messages",
  "message",
  "prompt",
  "inputText",
  "input",
  "texts",
  "documents",
  "taskType",
  "question",
  "additionalModelRequestFields",
];
const body = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });

describe("a record of the model invocation log", () => {
  it("asks for what the client library says of the same body", () => {
    fc.assert(
      fc.property(body, fc.constantFrom(...ids), (given, id) => {
        assert.equal(askedTokens(given, "InvokeModel", id), bodyMaxTokens(JSON.stringify(given), id));
      }),
    );
  });

  it("asks in a Converse for what the client library says", () => {
    const prompt = "arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEF:1";
    const converse = fc.record(
      {
        messages: fc.constant([]),
        inferenceConfig: fc.dictionary(fc.constantFrom("maxTokens", "topP"), fc.oneof(fc.nat(), fc.constant(-1))),
        additionalModelRequestFields: fc.dictionary(fc.constantFrom("max_tokens", "maxTokens", "top_k"), fc.nat()),
      },
      { requiredKeys: ["messages"] },
    );
    fc.assert(
      fc.property(converse, fc.constantFrom(...ids, prompt), (given, modelId) => {
        const asked = loggedRequest(logRecord({ modelId, body: given, operation: "ConverseStream" }))?.asked;
        assert.equal(asked, converseMaxTokens({ modelId, ...given }));
      }),
    );
  });

  it("names its model as CloudWatch does", () => {
    for (const modelId of [
      ...ids,
      "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",
      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5",
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3",
      "arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEF:1",
    ])
      assert.equal(loggedRequest(logRecord({ modelId }))?.id, modelIdOf(modelId));
  });

  it("is read with its cache writes and without its cache reads", () => {
    assert.deepEqual(loggedRequest(logRecord({ cacheWrite: 50 })), {
      region: "us-east-1",
      id: "us.anthropic.claude-opus-5",
      time: Date.UTC(2026, 10, 20, 10, 0, 30) / 1000,
      inputTokens: 1_050,
      outputTokens: 100,
      asked: 4_096,
      seconds: 6,
      errorCode: undefined,
    });
  });

  it("without a body says nothing of max_tokens", () => {
    assert.equal(loggedRequest(logRecord({ body: undefined }))?.asked, "unseen");
    assert.equal(loggedRequest(logRecord({ body: {} }))?.asked, "unseen");
    assert.equal(loggedRequest(logRecord({ body: '{"messages":[],"max_tokens":5}' }))?.asked, 5);
    assert.equal(loggedRequest(logRecord({ body: [1] }))?.asked, "unknown");
  });

  it("says how long a stream of InvokeModel took in its last chunk, and nothing where it can't be", () => {
    const record = logRecord();
    const withOutput = (outputBodyJson: unknown) => loggedRequest({ ...record, output: { outputBodyJson } })?.seconds;
    assert.equal(withOutput([{}, { "amazon-bedrock-invocationMetrics": { invocationLatency: 1_500 } }]), 1.5);
    assert.equal(withOutput({ metrics: { latencyMs: -1 } }), undefined);
    assert.equal(withOutput({ metrics: { latencyMs: 1e9 } }), undefined);
    assert.equal(withOutput("text"), undefined);
    assert.equal(withOutput([]), undefined);
  });

  it("is nothing else", () => {
    const { modelId: _, ...nameless } = logRecord();
    for (const other of [
      nameless,
      { ...logRecord(), timestamp: "yesterday" },
      { ...logRecord(), schemaType: "Other" },
      { modelId: "x", timestamp: "2026-11-20T10:00:30Z" },
      null,
      [],
      5,
      "text",
    ])
      assert.equal(loggedRequest(other), undefined);
  });
});
