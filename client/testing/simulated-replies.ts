import type { BedrockRequest } from "./bedrock.ts";
import { jsonEvent } from "./event-frames.ts";
import { invokeShapeOf } from "./invoke-shapes.ts";
import type { Step } from "./paced-stream.ts";
import { type ConverseUsage, converseReply, invokeEvents, jsonReply, type Reply, withTotal } from "./replies.ts";
import type { DecidedAnswer } from "./simulated-answer.ts";

/** A whole answer. @param modelId of the simulated model, by which InvokeModel's answer has its shape */
export function answerReply(operation: BedrockRequest["operation"], modelId: string, answer: DecidedAnswer): Reply {
  if (operation === "Converse")
    return converseReply(answer.textOf(0, answer.outputTokens), converseUsage(answer), stopReason(answer));
  return jsonReply(invokeShapeOf(modelId).whole(answer), {
    "x-amzn-bedrock-input-token-count": String(answer.inputTokens),
    "x-amzn-bedrock-output-token-count": String(answer.outputTokens),
    "x-amzn-bedrock-cache-read-input-token-count": String(answer.cacheReadTokens),
    "x-amzn-bedrock-cache-write-input-token-count": String(answer.cacheWriteTokens),
  });
}

/** The events of a streamed answer up to its end, or to where it is cut. */
export function* answerSteps(
  operation: BedrockRequest["operation"],
  modelId: string,
  answer: DecidedAnswer,
): Generator<Step> {
  const frames = operation === "ConverseStream" ? converseFrames(answer) : invokeFrames(modelId, answer);
  const sent = Math.min(answer.outputTokens, answer.cutAfterTokens);
  for (const frame of frames.first) yield { after: answer.writtenAfter(1), sentTokens: 0, frame: () => frame };
  for (let from = 0; from < sent; from += answer.tokensPerEvent) {
    const to = Math.min(sent, from + answer.tokensPerEvent);
    yield { after: answer.writtenAfter(to), sentTokens: to, frame: () => frames.delta(answer.textOf(from, to)) };
  }
  if (sent < answer.outputTokens) return;
  for (const frame of frames.last) yield { after: answer.writtenAfter(sent), sentTokens: sent, frame: () => frame };
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

function invokeFrames(modelId: string, answer: DecidedAnswer): Frames {
  const shape = invokeShapeOf(modelId);
  const last = shape.last(answer);
  return {
    first: invokeEvents(shape.first(answer)),
    delta: (text) => Buffer.concat(invokeEvents([shape.delta(text)])),
    last: invokeEvents([...last.slice(0, -1), { ...last.at(-1), ...invocationMetrics(answer) }]),
  };
}

/** Bedrock's own addition to the last chunk, whatever the model (seen in LiteLLM 1.110.2). */
const invocationMetrics = (answer: DecidedAnswer) => ({
  "amazon-bedrock-invocationMetrics": {
    ...{ inputTokenCount: answer.inputTokens, outputTokenCount: answer.outputTokens },
    ...{ cacheReadInputTokenCount: answer.cacheReadTokens, cacheWriteInputTokenCount: answer.cacheWriteTokens },
    invocationLatency: milliseconds(answer),
    firstByteLatency: Math.round(answer.writtenAfter(1)),
  },
});

const stopReason = ({ stoppedAtMaxTokens }: DecidedAnswer): string => (stoppedAtMaxTokens ? "max_tokens" : "end_turn");

const milliseconds = (answer: DecidedAnswer): number => Math.round(answer.writtenAfter(answer.outputTokens));

const converseUsage = (answer: DecidedAnswer): ConverseUsage => ({
  ...{ inputTokens: answer.inputTokens, outputTokens: answer.outputTokens },
  ...{ cacheReadInputTokens: answer.cacheReadTokens, cacheWriteInputTokens: answer.cacheWriteTokens },
});
