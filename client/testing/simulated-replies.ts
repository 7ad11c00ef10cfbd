import type { BedrockRequest } from "./bedrock.ts";
import { jsonEvent } from "./event-frames.ts";
import type { Step } from "./paced-stream.ts";
import { type ConverseUsage, converseReply, invokeEvents, jsonReply, type Reply, withTotal } from "./replies.ts";
import type { DecidedAnswer } from "./simulated-answer.ts";

/** A whole answer, of Converse or InvokeModel. */
export function answerReply({ operation }: BedrockRequest, answer: DecidedAnswer): Reply {
  const text = answer.textOf(0, answer.outputTokens);
  if (operation === "Converse") return converseReply(text, converseUsage(answer), stopReason(answer));
  const body = {
    ...{ type: "message", role: "assistant", content: [{ type: "text", text }] },
    ...{ stop_reason: stopReason(answer), usage: { ...anthropicInput(answer), output_tokens: answer.outputTokens } },
  };
  return jsonReply(body, {
    "x-amzn-bedrock-input-token-count": String(answer.inputTokens),
    "x-amzn-bedrock-output-token-count": String(answer.outputTokens),
    "x-amzn-bedrock-cache-read-input-token-count": String(answer.cacheReadTokens),
    "x-amzn-bedrock-cache-write-input-token-count": String(answer.cacheWriteTokens),
  });
}

/** The events of a streamed answer up to its end, or to where it is cut. */
export function* answerSteps({ operation }: BedrockRequest, answer: DecidedAnswer): Generator<Step> {
  const { first, delta, last } = operation === "ConverseStream" ? converseFrames(answer) : invokeFrames(answer);
  const sent = Math.min(answer.outputTokens, answer.cutAfterTokens);
  const start = answer.writtenAfter(1);
  for (const frame of first) yield { after: start, sentTokens: 0, frame: () => frame };
  for (let from = 0; from < sent; from += answer.tokensPerEvent) {
    const to = Math.min(sent, from + answer.tokensPerEvent);
    yield { after: answer.writtenAfter(to), sentTokens: to, frame: () => delta(answer.textOf(from, to)) };
  }
  if (sent < answer.outputTokens) return;
  for (const frame of last) yield { after: answer.writtenAfter(sent), sentTokens: sent, frame: () => frame };
}

interface Frames {
  first: readonly Uint8Array[];
  delta(text: string): Uint8Array;
  last: readonly Uint8Array[];
}

const converseFrames = (answer: DecidedAnswer): Frames => ({
  first: [jsonEvent("messageStart", { role: "assistant" })],
  delta: (text) => jsonEvent("contentBlockDelta", { delta: { text }, contentBlockIndex: 0 }),
  last: [
    jsonEvent("contentBlockStop", { contentBlockIndex: 0 }),
    jsonEvent("messageStop", { stopReason: stopReason(answer) }),
    jsonEvent("metadata", { usage: withTotal(converseUsage(answer)), metrics: { latencyMs: milliseconds(answer) } }),
  ],
});

/** In the shape of Anthropic's Messages, whatever the model. */
function invokeFrames(answer: DecidedAnswer): Frames {
  const block = { index: 0 };
  return {
    first: invokeEvents([
      {
        type: "message_start",
        message: { role: "assistant", content: [], usage: { ...anthropicInput(answer), output_tokens: 1 } },
      },
      { type: "content_block_start", ...block, content_block: { type: "text", text: "" } },
    ]),
    delta: (text) => chunkOf({ type: "content_block_delta", ...block, delta: { type: "text_delta", text } }),
    last: invokeEvents([
      { type: "content_block_stop", ...block },
      {
        type: "message_delta",
        ...{ delta: { stop_reason: stopReason(answer) }, usage: { output_tokens: answer.outputTokens } },
      },
      {
        type: "message_stop",
        "amazon-bedrock-invocationMetrics": {
          ...{ inputTokenCount: answer.inputTokens, outputTokenCount: answer.outputTokens },
          invocationLatency: milliseconds(answer),
        },
      },
    ]),
  };
}

const chunkOf = (chunk: unknown): Uint8Array => Buffer.concat(invokeEvents([chunk]));

const stopReason = ({ stoppedAtMaxTokens }: DecidedAnswer): string => (stoppedAtMaxTokens ? "max_tokens" : "end_turn");

const milliseconds = (answer: DecidedAnswer): number => Math.round(answer.writtenAfter(answer.outputTokens));

const converseUsage = (answer: DecidedAnswer): ConverseUsage => ({
  ...{ inputTokens: answer.inputTokens, outputTokens: answer.outputTokens },
  ...{ cacheReadInputTokens: answer.cacheReadTokens, cacheWriteInputTokens: answer.cacheWriteTokens },
});

const anthropicInput = (answer: DecidedAnswer) => ({
  input_tokens: answer.inputTokens,
  cache_read_input_tokens: answer.cacheReadTokens,
  cache_creation_input_tokens: answer.cacheWriteTokens,
});
