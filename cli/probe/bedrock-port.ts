import {
  type BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type TokenUsage,
} from "@aws-sdk/client-bedrock-runtime";
import type { ProbeAnswer } from "./ramp.ts";

export interface ProbeCall {
  client: BedrockRuntimeClient;
  modelId: string;
  maxTokens: number;
  inputTokens: number;
  stream: boolean;
  abortSignal: AbortSignal;
}

/** About so many tokens of text: four characters are one of English. It asks for a short answer. */
const promptOf = (inputTokens: number): string =>
  `${"word ".repeat(Math.max(0, Math.floor((inputTokens * 4) / 5) - 4))}Answer with one word: yes.`;

/** One request by Converse, or ConverseStream read to its end. Never throws. */
export async function probeOnce(
  { client, abortSignal, stream, ...call }: ProbeCall,
  now: () => number,
): Promise<ProbeAnswer> {
  const input: ConverseCommandInput = {
    modelId: call.modelId,
    messages: [{ role: "user", content: [{ text: promptOf(call.inputTokens) }] }],
    inferenceConfig: { maxTokens: call.maxTokens },
  };
  const began = now();
  try {
    const usage = stream
      ? await streamed(client, input, abortSignal)
      : (await client.send(new ConverseCommand(input), { abortSignal })).usage;
    if (usage?.inputTokens === undefined || usage.outputTokens === undefined)
      return { outcome: "failed", text: "the answer ended without saying what it used" };
    const inputTokens = usage.inputTokens + (usage.cacheWriteInputTokens ?? 0);
    return { outcome: "answered", inputTokens, outputTokens: usage.outputTokens, milliseconds: now() - began };
  } catch (error) {
    const { name, message } = error as Error;
    return { outcome: name === "ThrottlingException" ? "throttled" : "failed", text: `${name}: ${message}` };
  }
}

async function streamed(
  client: BedrockRuntimeClient,
  input: ConverseCommandInput,
  abortSignal: AbortSignal,
): Promise<TokenUsage | undefined> {
  const { stream } = await client.send(new ConverseStreamCommand(input), { abortSignal });
  let usage: TokenUsage | undefined;
  for await (const event of stream ?? []) usage = event.metadata?.usage ?? usage;
  return usage;
}
