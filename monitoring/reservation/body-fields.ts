/** A field of a request's body, by the names that lead to it. */
export type BodyField = readonly [string, ...string[]];

/**
 * Where a request's body names its max_tokens; the first that is there and not null counts. Sources: Amazon Bedrock
 * User Guide, "Inference request parameters and response fields" for each provider, and the API Reference for Converse;
 * OpenAI's API reference for its two newer names. client/read/body-request.ts has the same list for programs that have
 * the client library; test/reservation/body-fields.test.ts holds both equal.
 */
export const maxTokensFields: readonly BodyField[] = [
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
  // Converse, Amazon Nova; max_new_tokens in Nova's first examples
  ["inferenceConfig", "maxTokens"],
  ["inferenceConfig", "max_new_tokens"],
  // Amazon Titan Text
  ["textGenerationConfig", "maxTokenCount"],
];

/**
 * Fields of which a text model's body has one, whatever else it asks for: where they stand and max_tokens does not,
 * Bedrock takes a maximum of its own. Those under a list are of its first element.
 */
export const promptFields: readonly string[] = [
  // Converse, Anthropic Messages, Nova, Chat Completions
  "messages[0].role",
  // Cohere Command R
  "message",
  // Llama, Mistral, Anthropic's text completions
  "prompt",
  // Titan Text
  "inputText",
  // TwelveLabs Pegasus
  "inputPrompt",
  // OpenAI's Responses: text, or a list of messages
  "input",
  "input[0].role",
];
