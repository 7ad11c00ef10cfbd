import type { Usage } from "../words.ts";
import { counts } from "./usage.ts";

/** A header by its name in lower case. */
export type HeaderOf = (name: string) => string | null | undefined;

/**
 * Counts in the headers of InvokeModel's answers. The API's model doesn't have them; they were seen in many programs that
 * read them (LiteLLM 1.110.2, OpenTelemetry's Bedrock instrumentation). Input is without cache.
 */
export function headerUsage(header: HeaderOf): Usage | undefined {
  const count = (name: string) => {
    const value = header(`x-amzn-bedrock-${name}-token-count`);
    return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const usage = counts({
    inputTokens: count("input"),
    outputTokens: count("output"),
    cacheReadTokens: count("cache-read-input"),
    cacheWriteTokens: count("cache-write-input"),
  });
  return Object.keys(usage).length > 0 ? usage : undefined;
}
