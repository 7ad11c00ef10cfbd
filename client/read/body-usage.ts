import type { Usage } from "../words.ts";
import { type Members, skim, textOf } from "./skim.ts";
import { counts, readUsage } from "./usage.ts";

/**
 * What the body of an answer says of its usage, in any provider's shape. A stream's chunks are read by the same
 * function: each tells what it knows, and the last word on a field counts.
 */
export function bodyUsage(body: unknown): Usage | undefined {
  const text = textOf(body);
  const members = text === undefined ? undefined : skim(text);
  return members && membersUsage(members);
}

/** Texts of which one is in every chunk that says something of usage: the others needn't be looked into. */
const signs = /"usage"|_token_count"|TokenCount"/;

/** @param text a chunk of a stream, JSON */
export const chunkUsage = (text: string): Usage | undefined => (signs.test(text) ? bodyUsage(text) : undefined);

function membersUsage(members: Members): Usage | undefined {
  return (
    invocationMetrics(members.get("amazon-bedrock-invocationMetrics")) ??
    readUsage(members.get("usage")) ??
    // Anthropic's first event: its output isn't the answer's yet.
    withoutOutput(readUsage(usageOf(members.get("message")))) ??
    // The last event of OpenAI's Responses
    readUsage(usageOf(members.get("response"))) ??
    llama(members) ??
    titan(members)
  );
}

const usageOf = (value: unknown): unknown => (value as { usage?: unknown } | null | undefined)?.usage;

function withoutOutput(usage: Usage | undefined): Usage | undefined {
  if (!usage) return undefined;
  const { outputTokens: _, ...rest } = usage;
  return rest;
}

/** In the last chunk of InvokeModelWithResponseStream, whatever the model. Its input is without cache (seen in LiteLLM 1.110.2). */
function invocationMetrics(value: unknown): Usage | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const metrics = value as Record<string, unknown>;
  return counts({
    inputTokens: metrics["inputTokenCount"],
    outputTokens: metrics["outputTokenCount"],
    cacheReadTokens: metrics["cacheReadInputTokenCount"],
    cacheWriteTokens: metrics["cacheWriteInputTokenCount"],
  });
}

/** Meta Llama; in a stream the count of output grows until there's a reason to stop. */
function llama(members: Members): Usage | undefined {
  if (!members.has("generation_token_count")) return undefined;
  const isWhole = members.has("stop_reason") && members.get("stop_reason") !== null;
  return counts({
    inputTokens: members.get("prompt_token_count"),
    outputTokens: isWhole ? members.get("generation_token_count") : undefined,
    cacheReadTokens: undefined,
    cacheWriteTokens: undefined,
  });
}

/** Amazon Titan: text in one answer or in chunks, and embeddings. */
function titan(members: Members): Usage | undefined {
  const isText = members.has("results") || members.has("totalOutputTextTokenCount");
  if (!members.has("inputTextTokenCount")) return undefined;
  const results = members.get("results");
  const written = Array.isArray(results)
    ? results.reduce((sum: number, result) => sum + Number(result?.tokenCount), 0)
    : members.get("totalOutputTextTokenCount");
  return counts({
    inputTokens: members.get("inputTextTokenCount"),
    outputTokens: isText ? written : undefined,
    cacheReadTokens: undefined,
    cacheWriteTokens: undefined,
  });
}
