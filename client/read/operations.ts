import type { MaxTokens, Usage } from "../words.ts";
import { converseEventReader, converseMaxTokens, converseUsage } from "./converse.ts";
import { invokeEventReader, invokeMaxTokens, invokeUsage } from "./invoke.ts";
import type { EventReader } from "./watch-events.ts";

/** How one of the SDK's commands is read. */
export type Operation = { maxTokens: (input: unknown) => MaxTokens } & (
  | { events?: never; usage: (output: unknown, response: unknown) => Usage | undefined }
  | { events: (output: unknown) => AsyncIterable<unknown> | undefined; reader: () => EventReader }
);

/** By the command's name in the SDK. Commands that are not here are none that hold tokens. */
export const operations: Record<string, Operation | undefined> = {
  ConverseCommand: { maxTokens: converseMaxTokens, usage: converseUsage },
  ConverseStreamCommand: {
    maxTokens: converseMaxTokens,
    events: (output) => (output as { stream?: AsyncIterable<unknown> }).stream,
    reader: converseEventReader,
  },
  InvokeModelCommand: { maxTokens: invokeMaxTokens, usage: invokeUsage },
  InvokeModelWithResponseStreamCommand: {
    maxTokens: invokeMaxTokens,
    events: (output) => (output as { body?: AsyncIterable<unknown> }).body,
    reader: invokeEventReader,
  },
};
