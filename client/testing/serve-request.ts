import type { Clock } from "../clock.ts";
import { converseMaxTokens } from "../read/converse.ts";
import { invokeMaxTokens } from "../read/invoke.ts";
import { modelIdOf } from "../read/model-id.ts";
import type { MaxTokens } from "../words.ts";
import type { Limit, Quotas } from "./admission.ts";
import type { BedrockRequest } from "./bedrock.ts";
import { pacedStream } from "./paced-stream.ts";
import type { QuotaPool } from "./quota-pool.ts";
import { errorReply, eventReply, type Reply, throttledReply } from "./replies.ts";
import { type DecidedAnswer, decideAnswer, type SimulatedAnswer } from "./simulated-answer.ts";
import { answerReply, answerSteps } from "./simulated-replies.ts";

/** What a request meets. */
interface Served {
  pool: QuotaPool;
  /** of the model whose quotas these are; the request may name a profile */
  modelId: string;
  model: { burndownRate?: number; maxOutputTokens?: number };
  clock: Clock;
}

/** The most that Claude 4.5 models write. What Bedrock takes for each model is nowhere documented. */
const usualMaximum = 64_000;

/** Admits a request or throttles it, both before it returns; answers at its pace, and settles. */
export function serveRequest(
  request: BedrockRequest,
  answer: SimulatedAnswer,
  { pool, modelId, model, clock }: Served,
): Reply | Promise<Reply> {
  const { burndownRate = 1, maxOutputTokens } = model;
  const asked = askedTokens(request);
  // A body that isn't understood may name a maximum that isn't seen: the model's is the safe side.
  const maxTokens = typeof asked === "number" ? asked : (maxOutputTokens ?? usualMaximum);
  if (maxOutputTokens !== undefined && maxTokens > maxOutputTokens) return tooLong(maxOutputTokens);
  const plan = decideAnswer(answer, request, maxTokens);
  const input = plan.inputTokens + plan.cacheWriteTokens;
  const settle = pool.request(modelIdOf(request.modelId), input + maxTokens);
  if (typeof settle === "string") return throttledReply(throttledText(settle, pool.quotas()));
  const end = (writtenTokens: number) => settle(input + writtenTokens * burndownRate);
  if (!request.operation.endsWith("Stream"))
    return whole(plan, clock, end).then(() => answerReply(request.operation, modelId, plan));
  const steps = answerSteps(request.operation, modelId, plan);
  return eventReply(pacedStream(clock, steps, request.left, end), plan.cutAfterTokens < plan.outputTokens);
}

function askedTokens({ operation, modelId, body }: BedrockRequest): MaxTokens {
  if (operation.startsWith("Invoke")) return invokeMaxTokens({ modelId, body });
  try {
    return converseMaxTokens({ ...JSON.parse(body.toString()), modelId });
  } catch {
    return "unknown";
  }
}

/** Text seen of Bedrock (Roo Code, issue 248). */
const tooLong = (limit: number): Reply =>
  errorReply(400, "ValidationException", `The maximum tokens you requested exceed the model limit of ${limit}.`);

/** Texts seen of Bedrock; AWS names them (re:Post, bedrock-throttling-error) without saying which quota gives which. */
const throttledTexts: Readonly<Record<Limit, string>> = {
  tokensPerMinute: "Too many tokens, please wait before trying again.",
  requestsPerMinute:
    "Too many requests, please wait before trying again. You have sent too many requests. Wait before trying again.",
  tokensPerDay: "Too many tokens per day, please wait before trying again.",
};

/** The text of the daily quota was also seen where the quotas of a minute were 0, as new accounts have them. */
const throttledText = (limit: Limit, quotas: Quotas): string =>
  throttledTexts[quotas[limit] === 0 ? "tokensPerDay" : limit];

/**
 * Ends a request when its answer is written. A client that leaves before changes nothing: the model writes on (what
 * Bedrock does then is nowhere documented).
 */
function whole(plan: DecidedAnswer, clock: Clock, end: (writtenTokens: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      end(plan.outputTokens);
      resolve();
    };
    const after = plan.writtenAfter(plan.outputTokens);
    if (after > 0) clock.after(after, finish);
    else finish();
  });
}
