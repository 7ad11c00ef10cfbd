import { isCount } from "../read/usage.ts";
import type { BedrockRequest } from "./bedrock.ts";

/** What a simulated model answers, and how fast. Counts of tokens. */
export interface SimulatedAnswer {
  /** without cache; default: a quarter of the body's characters (an estimate, for no model's tokenizer is here) */
  inputTokens?: number;
  /** counts towards no quota of tokens */
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
  /** what the model would write; it stops at max_tokens. Default 100 */
  outputTokens?: number;
  /** default: as many times "word " as there are tokens */
  text?: string;
  /** from the request's start. Default 0 */
  secondsToFirstToken?: number;
  /** default: all at once */
  tokensPerSecond?: number;
  /** tokens in each event of a stream. Default 1 */
  tokensPerEvent?: number;
  /** a stream's connection breaks when so many tokens of output are sent */
  cutAfterTokens?: number;
}

/** An answer with everything decided. */
export interface DecidedAnswer extends Required<Omit<SimulatedAnswer, "cutAfterTokens" | "outputTokens" | "text">> {
  /** what is written */
  outputTokens: number;
  /** what the model would have written was more */
  stoppedAtMaxTokens: boolean;
  /** of tokens `from` up to `to` of the output */
  textOf(from: number, to: number): string;
  /** where a stream breaks; Infinity where it doesn't */
  cutAfterTokens: number;
  /** from the request's start until output token number `token` is written, milliseconds */
  writtenAfter(token: number): number;
}

/** @throws RangeError for counts that are none and paces that never come to an end */
export function decideAnswer(answer: SimulatedAnswer, request: BedrockRequest, maxTokens: number): DecidedAnswer {
  const { secondsToFirstToken = 0, tokensPerSecond = Number.POSITIVE_INFINITY, outputTokens = 100, text } = answer;
  check(answer);
  const written = Math.min(outputTokens, maxTokens);
  const letters = (text?.length ?? 0) / Math.max(1, outputTokens);
  return {
    inputTokens: answer.inputTokens ?? Math.ceil(request.body.length / 4),
    cacheReadTokens: answer.cacheReadTokens ?? 0,
    cacheWriteTokens: answer.cacheWriteTokens ?? 0,
    ...{ outputTokens: written, stoppedAtMaxTokens: outputTokens > maxTokens },
    ...{ secondsToFirstToken, tokensPerSecond, tokensPerEvent: Math.max(1, answer.tokensPerEvent ?? 1) },
    cutAfterTokens: answer.cutAfterTokens ?? Number.POSITIVE_INFINITY,
    textOf: (from, to) =>
      text === undefined ? "word ".repeat(to - from) : text.slice(Math.round(from * letters), Math.round(to * letters)),
    writtenAfter: (token) => (secondsToFirstToken + Math.max(0, token - 1) / tokensPerSecond) * 1000,
  };
}

const countNames = [
  "inputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "outputTokens",
  "tokensPerEvent",
  "cutAfterTokens",
] as const;

function check(answer: SimulatedAnswer): void {
  for (const name of countNames)
    if (answer[name] !== undefined && !isCount(answer[name]))
      throw new RangeError(`${name} is ${answer[name]}: not a whole number from 0 up`);
  const { secondsToFirstToken = 0, tokensPerSecond = 1 } = answer;
  if (!(secondsToFirstToken >= 0 && Number.isFinite(secondsToFirstToken)))
    throw new RangeError(`secondsToFirstToken is ${secondsToFirstToken}: not a number from 0 up`);
  if (!(tokensPerSecond > 0)) throw new RangeError(`tokensPerSecond is ${tokensPerSecond}: not above 0`);
}
