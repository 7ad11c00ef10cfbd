import { exceptionEvent, jsonEvent } from "./event-frames.ts";

/** What a server answers: a whole body, or pieces one after the other. */
export interface Reply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** the connection breaks after the body instead of ending */
  cut?: boolean;
}

/** Tokens of an answer of Converse, as the API names them. */
export interface ConverseUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadInputTokens?: number;
  cacheWriteInputTokens?: number;
}

const json = { "content-type": "application/json" };
const events = { "content-type": "application/vnd.amazon.eventstream" };

export const jsonReply = (body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  ...{ status: 200, headers: { ...json, ...headers }, body: JSON.stringify(body) },
});

/** An answer of Converse. */
export const converseReply = (text: string, usage: ConverseUsage, stopReason = "end_turn"): Reply =>
  jsonReply({
    output: { message: { role: "assistant", content: [{ text }] } },
    stopReason,
    usage: withTotal(usage),
    metrics: { latencyMs: 1 },
  });

/** The events of ConverseStream: a text in words, and the usage in the last one. */
export const converseEvents = (text: string, usage: ConverseUsage): Buffer[] => [
  jsonEvent("messageStart", { role: "assistant" }),
  ...text.split(" ").map((word) => jsonEvent("contentBlockDelta", { delta: { text: word }, contentBlockIndex: 0 })),
  jsonEvent("contentBlockStop", { contentBlockIndex: 0 }),
  jsonEvent("messageStop", { stopReason: "end_turn" }),
  jsonEvent("metadata", { usage: withTotal(usage), metrics: { latencyMs: 1 } }),
];

/** The chunks of InvokeModelWithResponseStream, each a JSON document of the model's own. */
export const invokeEvents = (chunks: readonly unknown[]): Buffer[] =>
  chunks.map((chunk) => jsonEvent("chunk", { bytes: Buffer.from(JSON.stringify(chunk)).toString("base64") }));

/** Streams frames; `cut` breaks the connection after them. */
export const eventReply = (frames: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, cut = false): Reply => ({
  ...{ status: 200, headers: events, body: eachOf(frames), cut },
});

/** An error as Bedrock answers it. @param type e.g. "ThrottlingException" */
export const errorReply = (status: number, type: string, message: string): Reply => ({
  ...{ status, headers: { ...json, "x-amzn-errortype": type }, body: JSON.stringify({ message }) },
});

/** Texts seen of Bedrock when a quota is used up; which one means which quota is nowhere documented. */
export const throttledReply = (message = "Too many tokens, please wait before trying again."): Reply =>
  errorReply(429, "ThrottlingException", message);

/** A quota's end in the midst of a stream. */
export const throttledEvent = (): Buffer =>
  exceptionEvent("throttlingException", "Too many tokens, please wait before trying again.");

/** As in an answer. */
export const withTotal = (usage: ConverseUsage) => ({ ...usage, totalTokens: usage.inputTokens + usage.outputTokens });

async function* eachOf(frames: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* frames;
}
