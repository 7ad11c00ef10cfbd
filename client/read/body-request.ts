import type { MaxTokens } from "../words.ts";
import { type Members, skim, textOf } from "./skim.ts";
import { isCount } from "./usage.ts";

/**
 * Where a body names its max_tokens, first match first. Sources: Amazon Bedrock User Guide, "Inference request parameters
 * and response fields" for each provider; OpenAI's API reference for the two newer names.
 */
export const maxTokensFields: readonly (readonly [name: string, inner?: readonly string[]])[] = [
  // OpenAI: Chat Completions (max_tokens is its older name), Responses
  ["max_completion_tokens"],
  ["max_output_tokens"],
  // Anthropic Messages, Mistral, Cohere Command, DeepSeek, AI21 Jamba, Writer, Qwen and all that speak like OpenAI
  ["max_tokens"],
  // Meta Llama
  ["max_gen_len"],
  // Anthropic's older text completions
  ["max_tokens_to_sample"],
  // AI21 Jurassic
  ["maxTokens"],
  // TwelveLabs Pegasus
  ["maxOutputTokens"],
  // Amazon Nova; max_new_tokens in its first examples
  ["inferenceConfig", ["maxTokens", "max_new_tokens"]],
  // Amazon Titan Text
  ["textGenerationConfig", ["maxTokenCount"]],
];

/** Models that write vectors, scores or pictures, by their id. Nothing of output is held for them. */
const writesNoTokens = /embed|rerank|image|canvas|reel|marengo|(?:^|\.)stability\.|(?:^|\.)luma\./;
/** Bodies of such models, by a field that no text model has: for application profiles, whose id says nothing. */
const fieldsWithoutTokens = ["taskType", "texts", "text_prompts", "documents", "embeddingTypes", "embedding_types"];
/** Fields in which chat models alone take their input. */
const chatFields = ["messages", "message"];
/** Fields in which text models take their input, others with them: they say it's text only together with the model's id. */
const textFields = ["prompt", "inputText", "inputPrompt", "input"];

/**
 * What the body of an InvokeModel, or of an OpenAI- or Anthropic-compatible request, asks for.
 * @param body as the caller gave it; what isn't text or bytes is not looked into
 * @param modelId as CloudWatch names it
 */
export function bodyMaxTokens(body: unknown, modelId: string): MaxTokens {
  const text = textOf(body);
  const members = text === undefined ? undefined : skim(text);
  return members ? membersMaxTokens(members, modelId) : "unknown";
}

function membersMaxTokens(members: Members, modelId: string): MaxTokens {
  for (const [name, inner] of maxTokensFields) {
    const value = members.has(name) ? within(members.get(name), inner) : undefined;
    if (value !== undefined && value !== null) return isCount(value) ? value : "unknown";
  }
  if (writesNoTokens.test(modelId) || fieldsWithoutTokens.some((name) => members.has(name))) return 0;
  if (chatFields.some((name) => members.has(name))) return "without";
  // An id like "meta.llama…" is a known model's; that of an application profile has no dot.
  return modelId.includes(".") && textFields.some((name) => members.has(name)) ? "without" : "unknown";
}

function within(value: unknown, names: readonly string[] | undefined): unknown {
  if (!names) return value;
  const object = value as Record<string, unknown> | null | undefined;
  return names.map((name) => object?.[name]).find((found) => found !== undefined);
}
