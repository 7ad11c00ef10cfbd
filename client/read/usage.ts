import type { Usage } from "../words.ts";

/** Tokens are whole and not negative; anything else was not said. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * What an object named "usage" says, in any of the shapes that Bedrock's APIs have. They differ in what input means:
 * - Converse and Nova (`inputTokens`) and Anthropic (`input_tokens`): without cache;
 * - OpenAI's Chat Completions (`prompt_tokens`) and Responses (`input_tokens` with `input_tokens_details`): with what was
 *   read from a cache, which is therefore taken off.
 */
export function readUsage(value: unknown): Usage | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const usage = value as Record<string, unknown>;
  if ("inputTokens" in usage || "outputTokens" in usage) return converse(usage);
  if ("prompt_tokens" in usage || "completion_tokens" in usage)
    return openAi(usage["prompt_tokens"], usage["completion_tokens"], usage["prompt_tokens_details"]);
  if ("input_tokens_details" in usage)
    return openAi(usage["input_tokens"], usage["output_tokens"], usage["input_tokens_details"]);
  if ("input_tokens" in usage || "output_tokens" in usage) return anthropic(usage);
  return undefined;
}

/** Amazon Bedrock API Reference, TokenUsage. Nova's bodies of InvokeModel name the cache's counts …TokenCount. */
const converse = (usage: Record<string, unknown>): Usage =>
  counts({
    inputTokens: usage["inputTokens"],
    outputTokens: usage["outputTokens"],
    cacheReadTokens: usage["cacheReadInputTokens"] ?? usage["cacheReadInputTokenCount"],
    cacheWriteTokens: usage["cacheWriteInputTokens"] ?? usage["cacheWriteInputTokenCount"],
  });

const anthropic = (usage: Record<string, unknown>): Usage =>
  counts({
    inputTokens: usage["input_tokens"],
    outputTokens: usage["output_tokens"],
    cacheReadTokens: usage["cache_read_input_tokens"],
    cacheWriteTokens: usage["cache_creation_input_tokens"],
  });

function openAi(input: unknown, output: unknown, details: unknown): Usage {
  const cached = (details as { cached_tokens?: unknown } | null | undefined)?.cached_tokens;
  const read = isCount(cached) ? cached : 0;
  return counts({
    inputTokens: isCount(input) ? Math.max(0, input - read) : undefined,
    outputTokens: output,
    cacheReadTokens: cached,
    cacheWriteTokens: undefined,
  });
}

/** The fields that are counts. */
export function counts(fields: Record<keyof Usage, unknown>): Usage {
  const usage: Usage = {};
  for (const name of ["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens"] as const) {
    const value = fields[name];
    if (isCount(value)) usage[name] = value;
  }
  return usage;
}
