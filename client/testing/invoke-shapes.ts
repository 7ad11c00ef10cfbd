import type { DecidedAnswer } from "./simulated-answer.ts";

/** How a provider's models answer InvokeModel: whole, and in chunks. */
export interface InvokeShape {
  whole(answer: DecidedAnswer): object;
  first(answer: DecidedAnswer): object[];
  delta(text: string): object;
  /** in front of the counts of tokens that Bedrock puts into every stream's last chunk */
  last(answer: DecidedAnswer): object[];
}

const textOf = (answer: DecidedAnswer): string => answer.textOf(0, answer.outputTokens);

const anthropicInput = (answer: DecidedAnswer) => ({
  input_tokens: answer.inputTokens,
  cache_read_input_tokens: answer.cacheReadTokens,
  cache_creation_input_tokens: answer.cacheWriteTokens,
});
const anthropicStop = ({ stoppedAtMaxTokens }: DecidedAnswer) => (stoppedAtMaxTokens ? "max_tokens" : "end_turn");

/** Anthropic's Messages. */
const anthropic: InvokeShape = {
  whole: (answer) => ({
    ...{ type: "message", role: "assistant", content: [{ type: "text", text: textOf(answer) }] },
    ...{
      stop_reason: anthropicStop(answer),
      usage: { ...anthropicInput(answer), output_tokens: answer.outputTokens },
    },
  }),
  first: (answer) => [
    {
      type: "message_start",
      message: {
        type: "message",
        role: "assistant",
        content: [],
        usage: { ...anthropicInput(answer), output_tokens: 1 },
      },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  ],
  delta: (text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }),
  last: (answer) => [
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      ...{ delta: { stop_reason: anthropicStop(answer) }, usage: { output_tokens: answer.outputTokens } },
    },
    { type: "message_stop" },
  ],
};

const novaUsage = (answer: DecidedAnswer) => ({
  inputTokens: answer.inputTokens,
  outputTokens: answer.outputTokens,
  totalTokens: answer.inputTokens + answer.outputTokens,
  cacheReadInputTokenCount: answer.cacheReadTokens,
  cacheWriteInputTokenCount: answer.cacheWriteTokens,
});

/** Amazon Nova, nearly as Converse. */
const nova: InvokeShape = {
  whole: (answer) => ({
    output: { message: { role: "assistant", content: [{ text: textOf(answer) }] } },
    ...{ stopReason: anthropicStop(answer), usage: novaUsage(answer) },
  }),
  first: () => [{ messageStart: { role: "assistant" } }],
  delta: (text) => ({ contentBlockDelta: { delta: { text }, contentBlockIndex: 0 } }),
  last: (answer) => [
    { contentBlockStop: { contentBlockIndex: 0 } },
    { messageStop: { stopReason: anthropicStop(answer) } },
    { metadata: { usage: novaUsage(answer) } },
  ],
};

const llamaStop = ({ stoppedAtMaxTokens }: DecidedAnswer) => (stoppedAtMaxTokens ? "length" : "stop");
const llamaEnd = (answer: DecidedAnswer, generation: string) => ({
  ...{ generation, prompt_token_count: answer.inputTokens, generation_token_count: answer.outputTokens },
  stop_reason: llamaStop(answer),
});

/** Meta Llama. */
const llama: InvokeShape = {
  whole: (answer) => llamaEnd(answer, textOf(answer)),
  first: () => [],
  delta: (generation) => ({ generation, prompt_token_count: null, generation_token_count: 1, stop_reason: null }),
  last: (answer) => [llamaEnd(answer, "")],
};

/** OpenAI's Chat Completions, which many of the newer providers' models speak; input has what was read from a cache in it. */
const openAi: InvokeShape = {
  whole: (answer) => ({
    object: "chat.completion",
    choices: [
      {
        ...{ index: 0, message: { role: "assistant", content: textOf(answer) } },
        finish_reason: llamaStop(answer),
      },
    ],
    usage: {
      prompt_tokens: answer.inputTokens + answer.cacheReadTokens,
      completion_tokens: answer.outputTokens,
      total_tokens: answer.inputTokens + answer.cacheReadTokens + answer.outputTokens,
      prompt_tokens_details: { cached_tokens: answer.cacheReadTokens },
    },
  }),
  first: () => [openAiChunk({ role: "assistant" }, null)],
  delta: (content) => openAiChunk({ content }, null),
  last: (answer) => [openAiChunk({}, llamaStop(answer))],
};

const openAiChunk = (delta: object, finish_reason: string | null) => ({
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason }],
});

/**
 * Source: Amazon Bedrock User Guide, "Inference request parameters and response fields", each provider's page; that all of
 * the last row speak like OpenAI is not verified for each.
 */
const shapes: readonly (readonly [id: RegExp, shape: InvokeShape])[] = [
  [/(?:^|\.)amazon\.nova/, nova],
  [/(?:^|\.)meta\./, llama],
  [/(?:^|\.)(?:openai|qwen|minimax|moonshot|moonshotai|zai|google|nvidia)\./, openAi],
];

/** @param modelId of the simulated model. One of no known provider answers as Anthropic's do. */
export const invokeShapeOf = (modelId: string): InvokeShape =>
  shapes.find(([id]) => id.test(modelId))?.[1] ?? anthropic;
