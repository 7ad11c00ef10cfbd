import type { MaxTokens, Usage } from "../words.ts";
import { bodyMaxTokens } from "./body-request.ts";
import { bodyUsage, chunkUsage } from "./body-usage.ts";
import { type HeaderOf, headerUsage } from "./header-usage.ts";
import { modelIdOf } from "./model-id.ts";
import { textOf } from "./skim.ts";
import type { EventReader } from "./watch-events.ts";

/** What the body of an InvokeModel asks for. */
export function invokeMaxTokens(input: unknown): MaxTokens {
  const { body, modelId } = input as { body?: unknown; modelId?: unknown };
  return bodyMaxTokens(body, modelIdOf(modelId));
}

/** What an answer of InvokeModel says: its headers, and the body where that says more. */
export function invokeUsage(output: unknown, response: unknown): Usage | undefined {
  const { headers } = response as { headers?: Record<string, string> };
  return wholeUsage((name) => headers?.[name], (output as { body?: unknown }).body);
}

/** Headers come first, for they need no search; a body alone tells what a cache wrote where headers don't. */
function wholeUsage(header: HeaderOf, body: unknown): Usage | undefined {
  const fromHeaders = headerUsage(header);
  const fromBody = bodyUsage(body);
  return fromHeaders || fromBody ? { ...fromHeaders, ...fromBody } : undefined;
}

/** InvokeModelWithResponseStream's chunks are the model's own. */
export function invokeEventReader(): EventReader {
  const chunks = chunkReader();
  return {
    read(event) {
      const text = textOf((event as { chunk?: { bytes?: unknown } }).chunk?.bytes);
      if (text !== undefined) chunks.read(text);
    },
    usage: chunks.usage,
  };
}

/** Gathers the usage in a stream of JSON texts. */
export function chunkReader(): { read(text: string): void; usage(): Usage | undefined } {
  let usage: Usage | undefined;
  return {
    read(text) {
      const found = chunkUsage(text);
      if (found) usage = { ...usage, ...found };
    },
    usage: () => usage,
  };
}
