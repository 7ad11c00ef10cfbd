import type { MaxTokens, Usage } from "../words.ts";
import { isCount, readUsage } from "./usage.ts";
import type { EventReader } from "./watch-events.ts";

interface ConverseInput {
  modelId?: unknown;
  inferenceConfig?: { maxTokens?: unknown };
  additionalModelRequestFields?: unknown;
}

/**
 * `inferenceConfig.maxTokens` of Converse and ConverseStream (Amazon Bedrock API Reference, InferenceConfiguration).
 * Where it is missing, a prompt of Prompt management or a model's own fields may name one that isn't seen, or whose
 * weight is nowhere documented: "unknown".
 */
export function converseMaxTokens(input: unknown): MaxTokens {
  const { modelId, inferenceConfig, additionalModelRequestFields } = input as ConverseInput;
  const asked = inferenceConfig?.maxTokens;
  if (asked !== undefined && asked !== null) return isCount(asked) ? asked : "unknown";
  const isPrompt = typeof modelId === "string" && modelId.includes(":prompt/");
  return isPrompt || namesTokens(additionalModelRequestFields) ? "unknown" : "without";
}

const namesTokens = (fields: unknown): boolean =>
  typeof fields === "object" && fields !== null && Object.keys(fields).some((name) => /^max.*tok/i.test(name));

/** The usage in an answer of Converse. */
export const converseUsage = (output: unknown): Usage | undefined => readUsage((output as { usage?: unknown }).usage);

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
