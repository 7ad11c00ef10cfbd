import type { Usage } from "../words.ts";

/**
 * What a request will take, before anything is known of it but its text: its input from its length, and what its output
 * will count from that of others. Both are put right when the answer has ended.
 */
export interface Estimate {
  inputTokens(characters: number): number;
  /** what the output will count, burndown included; 0 while nothing is known */
  output(): number;
  learn(characters: number, usage: Usage, burndownRate: number): void;
}

/** Characters of a token. English text has about four; code and other languages fewer, so it begins below. */
const firstRatio = 3;
/** How much one answer says of the next ones. */
const weight = 0.05;
/** Input is taken for so much more than it seems. */
const margin = 1.1;
/** The largest output of late is forgotten by so much with each answer. */
const forgetting = 0.99;

export function openEstimate(): Estimate {
  let tokensPerCharacter = 1 / firstRatio;
  let largest = 0;
  return {
    inputTokens: (characters) => Math.ceil(characters * tokensPerCharacter * margin),
    output: () => largest,
    learn(characters, { inputTokens, cacheWriteTokens = 0, outputTokens }, burndownRate) {
      if (inputTokens !== undefined && characters > 0) {
        const seen = (inputTokens + cacheWriteTokens) / characters;
        // Up at once, down slowly: too little held is what gets throttled.
        tokensPerCharacter =
          seen > tokensPerCharacter ? seen : tokensPerCharacter + weight * (seen - tokensPerCharacter);
      }
      if (outputTokens !== undefined) largest = Math.max(largest * forgetting, outputTokens * burndownRate);
    },
  };
}

/** The characters of a request's input: of Converse what is sent as JSON, of InvokeModel its body. Pictures count as their bytes. */
export function charactersOf(input: unknown): number {
  const { body, modelId: _, ...rest } = input as { body?: unknown; modelId?: unknown };
  if (typeof body === "string") return body.length;
  if (body instanceof Uint8Array) return body.byteLength;
  return textLength(rest);
}

function textLength(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value !== "object" || value === null) return 8;
  let total = 0;
  for (const [name, field] of Object.entries(value)) total += name.length + textLength(field);
  return total;
}
