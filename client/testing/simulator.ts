import { type Clock, systemClock } from "../clock.ts";
import { modelIdOf } from "../read/model-id.ts";
import type { Counters, Quotas, Refill } from "./admission.ts";
import { type BedrockRequest, startBedrock } from "./bedrock.ts";
import { type OtherTraffic, startTraffic } from "./other-traffic.ts";
import { openPool, type QuotaPool, type TenantCounters } from "./quota-pool.ts";
import { errorReply, type Reply } from "./replies.ts";
import { type Random, seededRandom } from "./seeded-random.ts";
import { serveRequest } from "./serve-request.ts";
import type { RunningServer } from "./server.ts";
import type { SimulatedAnswer } from "./simulated-answer.ts";

/** A model, or a system profile, with quotas of its own. */
export interface SimulatedModel {
  quotas: Quotas;
  /** default "bucket"; AWS doesn't say which it is */
  refill?: Refill;
  /** what a token of output counts at the end (Amazon Bedrock User Guide, quotas-token-burndown). Default 1 */
  burndownRate?: number;
  /**
   * tokens held for a request without max_tokens, and the most that can be asked for. Default: 64,000 are held, the most
   * that Claude 4.5 models write (what Bedrock takes for each model is nowhere documented), and anything can be asked for.
   */
  maxOutputTokens?: number;
  /** ids or ARNs of application profiles whose requests draw on these quotas, too */
  profiles?: readonly string[];
  /** what others send on the same quotas */
  otherTraffic?: readonly OtherTraffic[];
}

export interface SimulatorOptions {
  /** by the id that requests name */
  models: Readonly<Record<string, SimulatedModel>>;
  /**
   * What a model answers, unless the request is throttled. Default: 100 tokens, at once.
   * @param random for answers that differ: evenly spread from 0 up to 1, from the seed
   */
  answer?: (request: BedrockRequest, random: Random) => SimulatedAnswer;
  /** default: the system's; with a `turnedClock` time passes only when the test lets it */
  clock?: Clock;
  /** of all that is random. Default 1 */
  seed?: number;
}

/** A running simulator. The functions that take a model's id throw for one that isn't simulated. */
export interface SimulatedBedrock extends RunningServer {
  /** of all that draw on the model's quotas */
  counters(modelId: string): Counters;
  /** of each of them: by the id that requests name, or the name of other traffic */
  tenants(modelId: string): Readonly<Record<string, TenantCounters>>;
  /** Other quotas from now on; those that aren't named are gone. */
  changeQuotas(modelId: string, quotas: Quotas): void;
  /** Resolves when so many requests in all have been admitted or refused over HTTP since the simulator started. */
  arrived(requests: number): Promise<void>;
}

/**
 * A Bedrock that admits and throttles as Bedrock does, as far as AWS says (admission.ts), on a port of this machine: set
 * its `url` as the `endpoint` of a BedrockRuntimeClient.
 */
export async function simulateBedrock(options: SimulatorOptions): Promise<SimulatedBedrock> {
  const { clock = systemClock, answer = () => ({}), seed = 1 } = options;
  const pools = new Map<string, { pool: QuotaPool; modelId: string; model: SimulatedModel }>();
  const stops: (() => void)[] = [];
  for (const [index, [modelId, model]] of Object.entries(options.models).entries()) {
    const pool = openPool(model.quotas, model.refill ?? "bucket", clock);
    for (const name of [modelId, ...(model.profiles ?? [])]) pools.set(modelIdOf(name), { pool, modelId, model });
    // Each has random numbers of its own, so that one more request of one changes nothing for the others.
    for (const [place, traffic] of (model.otherTraffic ?? []).entries()) {
      const random = seededRandom(seed + 1000 * (index + 1) + place + 1);
      stops.push(startTraffic(traffic, { pool, burndownRate: model.burndownRate ?? 1 }, { clock, random }));
    }
  }
  const random = seededRandom(seed);
  const arrivals = countArrivals();
  const serve = (request: BedrockRequest): Reply | Promise<Reply> => {
    const found = pools.get(modelIdOf(request.modelId));
    // Text seen of Bedrock.
    if (!found) return errorReply(400, "ValidationException", "The provided model identifier is invalid.");
    return serveRequest(request, answer(request, random), { ...found, clock });
  };
  const server = await startBedrock((request) => {
    try {
      return serve(request);
    } finally {
      arrivals.count();
    }
  });
  const poolOf = (modelId: string): QuotaPool => {
    const found = pools.get(modelIdOf(modelId));
    if (!found) throw new Error(`${modelId} is none of the simulated models: ${[...pools.keys()].join(", ")}`);
    return found.pool;
  };
  return {
    url: server.url,
    counters: (modelId) => poolOf(modelId).counters(),
    tenants: (modelId) => poolOf(modelId).tenants(),
    changeQuotas: (modelId, quotas) => poolOf(modelId).change(quotas),
    arrived: arrivals.reached,
    close: () => {
      for (const stop of stops) stop();
      return server.close();
    },
  };
}

function countArrivals() {
  let arrived = 0;
  const waiting = new Set<{ requests: number; resolve: () => void }>();
  return {
    count: () => {
      arrived++;
      for (const entry of waiting) {
        if (arrived < entry.requests) continue;
        waiting.delete(entry);
        entry.resolve();
      }
    },
    reached: (requests: number) =>
      new Promise<void>((resolve) => {
        if (arrived >= requests) resolve();
        else waiting.add({ requests, resolve });
      }),
  };
}
