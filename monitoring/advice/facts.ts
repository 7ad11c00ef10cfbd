import { burndownRate } from "../burndown-rate.ts";
import type { TargetUsage } from "../report/document.ts";
import { reservedKind } from "../reservation/kind.ts";
import type { TargetSettings } from "../settings.ts";

/** What advice on a target rests on: means of the window's requests, peaks of its minutes. Tokens, seconds. */
export interface AdviceFacts {
  requests: number;
  /** input + cache write of a request: what counts towards the quota besides output */
  inputTokens: number;
  /** of all input, read from a cache: 0 to 1. It counts towards no quota */
  cachedShare: number;
  outputTokens: number;
  /** the highest of the days' 99th percentiles, of any id; undefined: CloudWatch has none */
  outputP99: number | undefined;
  latencySeconds: number;
  burndownRate: number;
  maxTokens: MaxTokensSeen;
  /** tokens per minute, as the account has it */
  quota: number;
  /** highest minute: what was finally counted, requests */
  usedPeak: number;
  requestsPeak: number;
  /** percent of the quota, held + used in the highest minute, as the report tells it; undefined: no stack looks at it */
  takenPeak: number | undefined;
}

export interface MaxTokensSeen {
  /** of a request, on average */
  value: number;
  /** seen: in what requests asked for; given: on the command line; assumed: the model's largest */
  from: "seen" | "given" | "assumed";
  /** seen: requests that name none, which the mean leaves out */
  without?: number;
}

/** Why there is no advice on a target. */
export interface NoAdvice {
  because: string;
}

export interface Seen {
  outputP99: number | undefined;
  /** mean of what requests asked for, where a stack's metrics tell it */
  maxTokens: number | undefined;
  /** --max-tokens */
  given: number | undefined;
}

/** The facts of a target, or what of them is missing. */
export function factsOf(target: TargetSettings, usage: TargetUsage, seen: Seen): AdviceFacts | NoAdvice {
  const { figures, latency, quotas, reservation } = usage;
  const requests = figures.rpm?.total ?? 0;
  if (requests === 0) return { because: "nothing called it in the window" };
  if (target.scope === "mantle") return { because: "mantle publishes no latency, so what is held can't be told" };
  if (!target.model.outputModalities.includes("TEXT"))
    return { because: "it writes no tokens: nothing is held for its output" };
  const quota = quotas.find(({ kind }) => kind === reservedKind(target))?.value;
  if (!quota) return { because: "the account's quota of tokens per minute is 0, missing or could not be read" };
  const burndown = burndownRate(target);
  if (burndown === "unknown") return { because: "its burndown rate is documented nowhere" };
  if (!latency) return { because: "CloudWatch has no latency of it" };
  const maxTokens = maxTokensOf(target, seen, reservation?.assumed ?? 0);
  if (!maxTokens)
    return { because: "no source names its largest max_tokens: say what requests ask for with --max-tokens" };
  const input = figures.inputTokens?.total ?? 0;
  const read = figures.cacheReadTokens?.total ?? 0;
  return {
    requests,
    inputTokens: (input + (figures.cacheWriteTokens?.total ?? 0)) / requests,
    cachedShare: input + read === 0 ? 0 : read / (input + read),
    outputTokens: (figures.outputTokens?.total ?? 0) / requests,
    outputP99: seen.outputP99,
    latencySeconds: latency.mean / 1_000,
    burndownRate: burndown,
    maxTokens,
    quota,
    usedPeak: figures.tpm?.max ?? 0,
    requestsPeak: figures.rpm?.max ?? 0,
    takenPeak: reservation?.takenPercent?.peak,
  };
}

function maxTokensOf(
  { model }: TargetSettings,
  { given, maxTokens }: Seen,
  without: number,
): MaxTokensSeen | undefined {
  if (given !== undefined) return { value: given, from: "given" };
  if (maxTokens !== undefined) return { value: maxTokens, from: "seen", ...(without > 0 && { without }) };
  return model.maxOutputTokens ? { value: model.maxOutputTokens.value, from: "assumed" } : undefined;
}
