import { type Clock, systemClock } from "../clock.ts";
import { converseMaxTokens } from "../read/converse.ts";
import { invokeMaxTokens } from "../read/invoke.ts";
import { modelIdOf } from "../read/model-id.ts";
import type { MaxTokens } from "../words.ts";
import {
  type Admission,
  type Counters,
  changeQuotas,
  type Limit,
  openAdmission,
  type Quotas,
  type Refill,
  refillUntil,
  request as requestAdmission,
  settle,
} from "./admission.ts";
import { type BedrockRequest, startBedrock } from "./bedrock.ts";
import { pacedStream } from "./paced-stream.ts";
import { errorReply, eventReply, type Reply, throttledReply } from "./replies.ts";
import type { RunningServer } from "./server.ts";
import { type DecidedAnswer, decideAnswer, heldOutput, type SimulatedAnswer } from "./simulated-answer.ts";
import { answerReply, answerSteps } from "./simulated-replies.ts";

/** A model, or a profile with quotas of its own. */
export interface SimulatedModel {
  quotas: Quotas;
  /** default "bucket"; AWS doesn't say which it is */
  refill?: Refill;
  /** what a token of output counts at the end; docs/client.md says where the rates are. Default 1 */
  burndownRate?: number;
  /** what is held for a request without max_tokens; more can't be asked for. Default 64,000, as Claude 4.5 writes at most */
  maxOutputTokens?: number;
}

export interface SimulatorOptions {
  /** by the id that requests name */
  models: Readonly<Record<string, SimulatedModel>>;
  /** what a model answers; a request that is throttled doesn't get it. Default: 100 tokens, at once */
  answer?: (request: BedrockRequest) => SimulatedAnswer;
  /** default: the system's; with a `turnedClock` time passes only when the test lets it */
  clock?: Clock;
}

/** A running simulator. */
export interface SimulatedBedrock extends RunningServer {
  /** @throws for a model that isn't simulated */
  counters(modelId: string): Counters;
  /** Other quotas from now on; those that aren't named are gone. @throws for a model that isn't simulated */
  changeQuotas(modelId: string, quotas: Quotas): void;
  /** Resolves when so many requests in all have been admitted or throttled since the simulator started. */
  arrived(requests: number): Promise<void>;
}

/** Texts that were seen of Bedrock. AWS's page on throttling names them without saying which quota gives which. */
const throttledTexts: Readonly<Record<Limit, string>> = {
  tokensPerMinute: "Too many tokens, please wait before trying again.",
  requestsPerMinute:
    "Too many requests, please wait before trying again. You have sent too many requests. Wait before trying again.",
  tokensPerDay: "Too many tokens per day, please wait before trying again.",
};

/**
 * A Bedrock that admits and throttles as Bedrock does, as far as AWS says (admission.ts), on a port of this machine: set
 * its `url` as the `endpoint` of a BedrockRuntimeClient.
 */
export async function simulateBedrock(options: SimulatorOptions): Promise<SimulatedBedrock> {
  const { clock = systemClock, answer = () => ({}) } = options;
  const pools = new Map(Object.entries(options.models).map(([id, model]) => [id, openPool(model, clock)]));
  const poolOf = (modelId: string): Pool => {
    const pool = pools.get(modelId);
    if (!pool) throw new Error(`${modelId} is none of the simulated models: ${[...pools.keys()].join(", ")}`);
    return pool;
  };
  let decided = 0;
  const waiting = new Set<{ requests: number; resolve: () => void }>();
  const decide = () => {
    decided++;
    for (const entry of waiting) {
      if (decided < entry.requests) continue;
      waiting.delete(entry);
      entry.resolve();
    }
  };
  const server = await startBedrock((request) => {
    const pool = pools.get(modelIdOf(request.modelId));
    if (!pool) return errorReply(400, "ValidationException", "The provided model identifier is invalid.");
    return serveRequest(pool, request, answer(request), clock, decide);
  });
  return {
    ...server,
    counters: (modelId) => poolOf(modelId).counters(),
    changeQuotas: (modelId, quotas) => poolOf(modelId).change(quotas),
    arrived: (requests) =>
      new Promise((resolve) => {
        if (decided >= requests) resolve();
        else waiting.add({ requests, resolve });
      }),
  };
}

/** The quotas of one model. */
interface Pool {
  model: SimulatedModel;
  /** @returns what ends the request, or the limit that refuses it */
  request(tokens: number): { settle(used: number): void } | Limit;
  change(quotas: Quotas): void;
  counters(): Counters;
}

function openPool(model: SimulatedModel, clock: Clock): Pool {
  let admission: Admission = openAdmission(model.quotas, model.refill ?? "bucket", clock.now());
  return {
    model,
    request(tokens) {
      const [after, verdict] = requestAdmission(admission, tokens, clock.now());
      admission = after;
      if (!verdict.admitted) return verdict.limit;
      return {
        settle: (used) => {
          admission = settle(admission, verdict.hold, used, clock.now());
        },
      };
    },
    change: (quotas) => {
      admission = changeQuotas(admission, quotas, clock.now());
    },
    counters: () => refillUntil(admission, clock.now()).counters,
  };
}

function serveRequest(
  pool: Pool,
  request: BedrockRequest,
  answer: SimulatedAnswer,
  clock: Clock,
  decided: () => void,
): Reply | Promise<Reply> {
  const { burndownRate = 1, maxOutputTokens = 64_000 } = pool.model;
  const maxTokens = heldOutput(askedTokens(request), maxOutputTokens);
  if (maxTokens > maxOutputTokens) return tooLong(maxOutputTokens);
  const plan = decideAnswer(answer, request, maxTokens);
  const input = plan.inputTokens + plan.cacheWriteTokens;
  const verdict = pool.request(input + maxTokens);
  decided();
  if (typeof verdict === "string") return throttledReply(throttledTexts[verdict]);
  const end = (written: number) => verdict.settle(input + written * burndownRate);
  return request.operation.endsWith("Stream") ? streamed(request, plan, clock, end) : whole(request, plan, clock, end);
}

/** Text seen of Bedrock (Roo Code, issue 248). */
const tooLong = (limit: number): Reply =>
  errorReply(400, "ValidationException", `The maximum tokens you requested exceed the model limit of ${limit}.`);

function askedTokens({ operation, modelId, body }: BedrockRequest): MaxTokens {
  if (operation.startsWith("Invoke")) return invokeMaxTokens({ modelId, body });
  try {
    return converseMaxTokens({ ...JSON.parse(body.toString()), modelId });
  } catch {
    return "unknown";
  }
}

type End = (written: number) => void;

function whole(request: BedrockRequest, plan: DecidedAnswer, clock: Clock, end: End): Promise<Reply> {
  return new Promise((resolve) => {
    const finish = () => {
      end(plan.outputTokens);
      resolve(answerReply(request, plan));
    };
    const after = plan.writtenAfter(plan.outputTokens);
    if (after > 0) clock.after(after, finish);
    else finish();
  });
}

function streamed(request: BedrockRequest, plan: DecidedAnswer, clock: Clock, end: End): Reply {
  const isCut = plan.cutAfterTokens < plan.outputTokens;
  return eventReply(pacedStream(clock, answerSteps(request, plan), request.left, end), isCut);
}
