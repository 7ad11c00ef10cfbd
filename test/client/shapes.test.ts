import assert from "node:assert/strict";
import { bodyMaxTokens } from "../../client/read/body-request.ts";
import { bodyUsage, chunkUsage } from "../../client/read/body-usage.ts";
import { converseMaxTokens } from "../../client/read/converse.ts";
import { headerUsage } from "../../client/read/header-usage.ts";
import { modelIdOf } from "../../client/read/model-id.ts";
import { regionOfHost } from "../../client/read/region.ts";
import type { MaxTokens, Usage } from "../../client/words.ts";

const messages = [{ role: "user", content: "Hello" }];

describe("what a request reserves, by its body", () => {
  const bodies: [what: string, modelId: string, body: unknown, MaxTokens][] = [
    ["Anthropic Messages", "us.anthropic.claude-opus-5", { messages, max_tokens: 64_000 }, 64_000],
    ["Anthropic's text completions", "anthropic.claude-v2", { prompt: "Hello", max_tokens_to_sample: 300 }, 300],
    ["Nova", "amazon.nova-pro-v1:0", { messages, inferenceConfig: { maxTokens: 500 } }, 500],
    ["Nova's first examples", "amazon.nova-pro-v1:0", { messages, inferenceConfig: { max_new_tokens: 501 } }, 501],
    ["Llama", "meta.llama3-1-8b-instruct-v1:0", { prompt: "Hello", max_gen_len: 512 }, 512],
    ["Mistral", "mistral.mistral-large-2407-v1:0", { prompt: "Hello", max_tokens: 50 }, 50],
    ["Cohere Command R", "cohere.command-r-v1:0", { message: "Hello", max_tokens: 60 }, 60],
    ["Titan Text", "amazon.titan-text-express-v1", { inputText: "", textGenerationConfig: { maxTokenCount: 70 } }, 70],
    ["Jurassic", "ai21.j2-ultra-v1", { prompt: "Hello", maxTokens: 80 }, 80],
    ["Jamba", "ai21.jamba-1-5-large-v1:0", { messages, max_tokens: 90 }, 90],
    ["DeepSeek", "us.deepseek.r1-v1:0", { prompt: "Hello", max_tokens: 100 }, 100],
    ["OpenAI Chat Completions", "openai.gpt-oss-120b-1:0", { messages, max_completion_tokens: 110 }, 110],
    ["the newer of OpenAI's names", "openai.gpt-5.6-sol", { messages, max_tokens: 1, max_completion_tokens: 2 }, 2],
    ["OpenAI Responses", "openai.gpt-5.6-sol", { input: "Hello", max_output_tokens: 120 }, 120],
    ["TwelveLabs Pegasus", "twelvelabs.pegasus-1-2-v1:0", { inputPrompt: "What?", maxOutputTokens: 130 }, 130],
    ["a name in an application profile", "a1b2c3d4e5f6", { prompt: "Hello", max_tokens: 140 }, 140],

    ["no max_tokens, by messages", "a1b2c3d4e5f6", { messages }, "without"],
    ["no max_tokens, by the model's id", "meta.llama3-1-8b-instruct-v1:0", { prompt: "Hello" }, "without"],
    ["no max_tokens in Responses", "openai.gpt-5.6-sol", { input: "Hello" }, "without"],
    ["null", "openai.gpt-oss-120b-1:0", { messages, max_tokens: null }, "without"],

    ["Titan embeddings", "amazon.titan-embed-text-v2:0", { inputText: "Hello" }, 0],
    ["Cohere Embed by its body", "a1b2c3d4e5f6", { texts: ["Hello"], input_type: "search_query" }, 0],
    ["Cohere Rerank", "cohere.rerank-v3-5:0", { query: "Hello", documents: [] }, 0],
    ["pictures", "amazon.nova-canvas-v1:0", { taskType: "TEXT_IMAGE" }, 0],
    ["Stability", "stability.sd3-5-large-v1:0", { prompt: "A house" }, 0],

    ["a prompt alone, for who knows what", "a1b2c3d4e5f6", { prompt: "Hello" }, "unknown"],
    ["no known field", "someone.model-1", { question: "Hello" }, "unknown"],
    ["a number in words", "mistral.mistral-large-2407-v1:0", { prompt: "Hello", max_tokens: "many" }, "unknown"],
    ["a negative number", "mistral.mistral-large-2407-v1:0", { prompt: "Hello", max_tokens: -1 }, "unknown"],
    ["a list", "mistral.mistral-large-2407-v1:0", [1, 2], "unknown"],
  ];
  for (const [what, modelId, body, expected] of bodies)
    it(`${what}: ${expected}`, () => {
      assert.equal(bodyMaxTokens(JSON.stringify(body), modelId), expected);
      assert.equal(bodyMaxTokens(new TextEncoder().encode(JSON.stringify(body)), modelId), expected);
    });

  it("sees nothing in bytes that are no JSON, nor in what is neither text nor bytes", () => {
    assert.equal(bodyMaxTokens(Uint8Array.of(0x89, 0x50, 0x4e, 0x47), "mistral.mistral-large-2407-v1:0"), "unknown");
    assert.equal(bodyMaxTokens(new Blob(['{"max_tokens":1}']), "mistral.mistral-large-2407-v1:0"), "unknown");
    assert.equal(bodyMaxTokens(undefined, "mistral.mistral-large-2407-v1:0"), "unknown");
  });

  it("takes nothing for granted where a Converse may have its tokens elsewhere", () => {
    const prompt = "arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEF:1";
    assert.equal(converseMaxTokens({ modelId: prompt }), "unknown");
    assert.equal(converseMaxTokens({ additionalModelRequestFields: { max_tokens: 5 } }), "unknown");
    assert.equal(converseMaxTokens({ additionalModelRequestFields: { top_k: 5 } }), "without");
    assert.equal(converseMaxTokens({ inferenceConfig: { maxTokens: 0.5 } }), "unknown");
  });
});

describe("what an answer used, by its body", () => {
  const bodies: [what: string, body: unknown, Usage | undefined][] = [
    [
      "Anthropic",
      { usage: { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 3, cache_read_input_tokens: 4 } },
      { inputTokens: 1, outputTokens: 2, cacheWriteTokens: 3, cacheReadTokens: 4 },
    ],
    [
      "Nova",
      { usage: { inputTokens: 1, outputTokens: 2, cacheReadInputTokenCount: 4, cacheWriteInputTokenCount: 3 } },
      { inputTokens: 1, outputTokens: 2, cacheWriteTokens: 3, cacheReadTokens: 4 },
    ],
    [
      "OpenAI, whose input holds what was cached",
      { usage: { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } } },
      { inputTokens: 6, outputTokens: 2, cacheReadTokens: 4 },
    ],
    [
      "Responses",
      { usage: { input_tokens: 10, output_tokens: 2, input_tokens_details: { cached_tokens: 4 } } },
      { inputTokens: 6, outputTokens: 2, cacheReadTokens: 4 },
    ],
    [
      "Mistral without details",
      { usage: { prompt_tokens: 10, completion_tokens: 2 } },
      { inputTokens: 10, outputTokens: 2 },
    ],
    [
      "Llama",
      { generation: "Hello", prompt_token_count: 5, generation_token_count: 2, stop_reason: "stop" },
      { inputTokens: 5, outputTokens: 2 },
    ],
    [
      "Titan Text",
      { inputTextTokenCount: 5, results: [{ tokenCount: 2 }, { tokenCount: 3 }] },
      { inputTokens: 5, outputTokens: 5 },
    ],
    ["Titan embeddings", { embedding: [0.5], inputTextTokenCount: 5 }, { inputTokens: 5 }],
    ["none", { outputs: [{ text: "Hello" }] }, undefined],
    ["no numbers", { usage: { input_tokens: "1", output_tokens: -2 } }, {}],
    ["null", { usage: null }, undefined],
  ];
  for (const [what, body, expected] of bodies)
    it(what, () => assert.deepEqual(bodyUsage(JSON.stringify(body)), expected));

  const chunks: [what: string, chunk: unknown, Usage | undefined][] = [
    ["a chunk of text", { type: "content_block_delta", delta: { text: "Hello" } }, undefined],
    [
      "Anthropic's start, whose output isn't the answer's",
      { message: { usage: { input_tokens: 9, output_tokens: 1 } } },
      { inputTokens: 9 },
    ],
    ["Anthropic's end", { type: "message_delta", usage: { output_tokens: 20 } }, { outputTokens: 20 }],
    [
      "Responses' end",
      { type: "response.completed", response: { usage: { input_tokens: 1, output_tokens: 2 } } },
      { inputTokens: 1, outputTokens: 2 },
    ],
    [
      "Llama before its end",
      { prompt_token_count: 5, generation_token_count: 1, stop_reason: null },
      { inputTokens: 5 },
    ],
  ];
  for (const [what, chunk, expected] of chunks)
    it(what, () => assert.deepEqual(chunkUsage(JSON.stringify(chunk)), expected));

  it("reads headers, and nothing that is no count", () => {
    const headers: Record<string, string> = {
      "x-amzn-bedrock-input-token-count": "7",
      "x-amzn-bedrock-output-token-count": "2",
      "x-amzn-bedrock-cache-read-input-token-count": "-1",
    };
    assert.deepEqual(
      headerUsage((name) => headers[name]),
      { inputTokens: 7, outputTokens: 2 },
    );
    assert.equal(
      headerUsage(() => null),
      undefined,
    );
  });
});

describe("names", () => {
  it("calls a model as CloudWatch does", () => {
    const arn = (resource: string) => modelIdOf(`arn:aws:bedrock:us-east-1:123456789012:${resource}`);
    assert.equal(modelIdOf("us.anthropic.claude-sonnet-5"), "us.anthropic.claude-sonnet-5");
    assert.equal(modelIdOf("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0"), "amazon.nova-pro-v1:0");
    assert.equal(arn("inference-profile/us.amazon.nova-pro-v1:0"), "us.amazon.nova-pro-v1:0");
    assert.equal(arn("application-inference-profile/a1b2c3d4e5f6"), "a1b2c3d4e5f6");
    assert.equal(arn("prompt/ABCDEF:1"), "prompt/ABCDEF:1");
    for (const bad of [undefined, "", 5, "späce model", "x".repeat(2000), "arn:aws:bedrock"])
      assert.equal(modelIdOf(bad), "invalid");
  });

  it("finds the Region in an endpoint's name", () => {
    assert.equal(regionOfHost("bedrock-runtime.us-east-1.amazonaws.com"), "us-east-1");
    assert.equal(regionOfHost("bedrock-runtime-fips.us-gov-west-1.amazonaws.com"), "us-gov-west-1");
    assert.equal(regionOfHost("bedrock-mantle.eu-west-1.api.aws"), "eu-west-1");
    assert.equal(regionOfHost("vpce-0a1b-2c3d.bedrock-runtime.eu-central-1.vpce.amazonaws.com"), "eu-central-1");
    assert.equal(regionOfHost("my-bedrock-runtime.example.com"), undefined);
  });
});
