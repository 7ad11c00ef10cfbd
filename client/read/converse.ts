import type { MaxTokens, Usage } from "../words.ts";
import type { EventReader } from "./watch-events.ts";

/** `inferenceConfig.maxTokens` of Converse and ConverseStream (Amazon Bedrock API Reference, InferenceConfiguration). */
export function converseMaxTokens(input: unknown): MaxTokens {
  const { inferenceConfig } = input as { inferenceConfig?: { maxTokens?: unknown } };
  const asked = inferenceConfig?.maxTokens;
  if (asked === undefined || asked === null) return "without";
  return isCount(asked) ? asked : "unknown";
}

/** The usage in an answer of Converse (Amazon Bedrock API Reference, TokenUsage). Input is without what the cache did. */
export function converseUsage(output: unknown): Usage | undefined {
  const usage = (output as { usage?: Record<string, unknown> }).usage;
  return usage && readConverseUsage(usage);
}

/** ConverseStream's usage comes in its last event, `metadata`. */
export function converseEventReader(): EventReader {
  let usage: Usage | undefined;
  return {
    read(event) {
      const { metadata } = event as { metadata?: unknown };
      if (metadata) usage = converseUsage(metadata) ?? usage;
    },
    usage: () => usage,
  };
}

function readConverseUsage(usage: Record<string, unknown>): Usage {
  return counts({
    inputTokens: usage["inputTokens"],
    outputTokens: usage["outputTokens"],
    cacheReadTokens: usage["cacheReadInputTokens"],
    cacheWriteTokens: usage["cacheWriteInputTokens"],
  });
}

/** Tokens are whole and not negative; anything else was not said. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The fields that are counts, under the names given. */
export function counts(fields: Record<keyof Usage, unknown>): Usage {
  const usage: Usage = {};
  for (const name of ["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens"] as const) {
    const value = fields[name];
    if (isCount(value)) usage[name] = value;
  }
  return usage;
}
