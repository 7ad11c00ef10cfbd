import { AsyncLocalStorage } from "node:async_hooks";
import type { BedrockRuntimeClient, ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-bedrock-runtime";
import type { Command } from "@smithy/types";
import { systemClock } from "../clock.ts";
import { bedrockMiddleware } from "../middleware.ts";
import { modelIdOf } from "../read/model-id.ts";
import { type Refusal, refusalOf } from "../read/refusals.ts";
import type { Hold } from "../words.ts";
import { backoff } from "./backoff.ts";
import { checkedSettings } from "./checked-settings.ts";
import { type AnyCommand, elsewhere, operationOf } from "./commands.ts";
import { charactersOf, type Estimate, openEstimate } from "./estimate.ts";
import { type Gate, type GateFigures, openGate } from "./gate.ts";
import type { LedgerHold } from "./ledger.ts";
import { mayHaveCounted } from "./may-have-counted.ts";
import type { ModelSettings, QuotaAwareOptions, SendOptions } from "./options.ts";
import { pause } from "./pause.ts";
import { quiet } from "./quiet-warnings.ts";
import { QuotaError } from "./quota-error.ts";
import { quotasOf } from "./quotas-of.ts";
import { readyWithin } from "./ready-within.ts";
import { keepQuotas } from "./refresh-quotas.ts";
import { keepShare } from "./renew-share.ts";
import { fixedShare } from "./share.ts";
import { type Counters, openCounters } from "./statistics.ts";
import { tokensOf } from "./tokens-of.ts";

/** A BedrockRuntimeClient that stays under its quotas. */
export interface QuotaAwareBedrock {
  /**
   * Sends a command when there is room for it. Commands that hold no tokens go at once.
   * @throws QuotaError where it is given up; what the client throws, where Bedrock's error is about something else; the
   * signal's reason when it is aborted
   */
  send<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
    command: BedrockCommand<I, O>,
    options?: SendOptions,
  ): Promise<O>;
  /** What goes on, by model. */
  stats(): Record<string, QuotaStatistics>;
  /** Refuses what waits and what comes; what is under way ends by itself. Gives back a share. */
  close(): Promise<void>;
}

/** A command of `@aws-sdk/client-bedrock-runtime`. */
export type BedrockCommand<I extends ServiceInputTypes, O extends ServiceOutputTypes> = Command<
  ServiceInputTypes,
  I,
  ServiceOutputTypes,
  O,
  BedrockRuntimeClient["config"]
>;

/** Tokens, requests and milliseconds. */
export type QuotaStatistics = GateFigures & Counters;

interface Model {
  /** names it in statistics and errors */
  name: string;
  modelId: string;
  client: BedrockRuntimeClient;
  settings: ModelSettings;
  gate: Gate;
  estimate: Estimate;
  counters: ReturnType<typeof openCounters>;
}

/** One try at Bedrock: what it holds, until the middleware sees its end. */
interface Try {
  model: Model;
  hold: LedgerHold;
  characters: number;
  settled: boolean;
  /** the client has given its answer: of a stream, the events still come */
  returned: boolean;
  /** lets go what never ends */
  callOff: () => void;
}

let wrapped = 0;

/** Milliseconds; Bedrock's longest answers take up to an hour. What hasn't ended by then, e.g. a stream that nobody reads, has. */
const longestHold = 3_600_000;

/**
 * Wraps a client: its requests wait until the quotas have room for what they hold (input + cache write + max_tokens), in a
 * fair queue, and settle with what they used.
 */
export function quotaAware(options: QuotaAwareOptions): QuotaAwareBedrock {
  const { client, clock = systemClock, random = Math.random, maxRefusals = 8, fallbackAfter = 0 } = options;
  const share = options.share ?? fixedShare(1);
  const warn = quiet(options.onWarning ?? (() => {}));
  const models = Object.entries(options.models).map(([name, settings]): Model => {
    const quotas = quotasOf(checkedSettings(settings, name));
    const isUnread = options.quotas !== undefined && quotas.tokensPerMinute === undefined;
    const gate = openGate({ modelId: name, quotas, clock, maxQueued: options.maxQueued ?? 10_000, isUnread });
    return {
      name,
      modelId: settings.modelId ?? name,
      client: settings.client ?? client,
      settings,
      gate,
      estimate: openEstimate(),
      counters: openCounters(),
    };
  });
  const byName = new Map(models.map((model) => [model.name, model]));
  const byId = new Map(
    models
      .filter(({ settings }) => settings.modelId === undefined)
      .flatMap((model) => [model.name, ...(model.settings.profiles ?? [])].map((id) => [modelIdOf(id), model])),
  );
  const tries = new AsyncLocalStorage<Try>();
  // Several may wrap one client: each sees its own requests.
  const number = ++wrapped;
  const watched = new WeakSet<BedrockRuntimeClient>();
  const shares = models.map(({ name, gate }) => keepShare({ source: share, name, gate, clock, warn }));
  const seconds = options.refreshSeconds ?? 900;
  const reads = models.map(({ name, settings, gate }) =>
    keepQuotas({ source: options.quotas, name, given: quotasOf(settings), gate, clock, warn, seconds }),
  );
  let letGo = (): void => {};
  const closing = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  /**
   * By model: a request that came before the first share would take the lack of it for a lack of room, and one before the
   * first reading has no quota, unless it's given.
   */
  const ready = new Map(
    models.map((model, index) => {
      const isGiven = model.settings.tokensPerMinute !== undefined;
      const read = isGiven ? undefined : reads[index]?.read;
      return [model, Promise.race([closing, Promise.all([shares[index]?.asked, read])])] as const;
    }),
  );

  function watch(one: BedrockRuntimeClient): void {
    if (watched.has(one)) return;
    watched.add(one);
    one.middlewareStack.use(bedrockMiddleware((_series, maxTokens) => begin(maxTokens), `bedrockQuotas${number}`));
    void one.config.maxAttempts().then((attempts) => {
      if (attempts > 1)
        warn(`the client tries ${attempts} times by itself, without waiting for room: give it maxAttempts: 1`);
    }, warnOf("the client's maxAttempts can't be told"));
  }
  const warnOf = (message: string) => (cause: unknown) => warn(message, cause);

  /** The middleware sees a request go out: the first one of a try has its hold; one that the client tries again takes another. */
  function begin(_maxTokens: unknown): Hold {
    const current = tries.getStore();
    if (!current) return { settle() {} };
    if (current.settled) {
      current.hold = current.model.gate.force(current.hold.tokens);
      current.settled = false;
      letGoInTime(current);
    }
    const { hold } = current;
    return {
      settle({ throttled, usage }) {
        const { settings, estimate } = current.model;
        // Throttled amidst its answer it had been let in, and what it used can't be told.
        if (throttled && current.returned) refused(current.model, "throttled");
        if (throttled && !current.returned) end(current, hold, 0);
        else if (usage?.inputTokens === undefined || usage.outputTokens === undefined) {
          // What it used can't be told: all that it held may be gone. Before there is an answer, the error will tell more.
          if (current.returned) end(current, hold, hold.tokens);
        } else {
          estimate.learn(current.characters, usage, settings.burndownRate);
          end(
            current,
            hold,
            usage.inputTokens + (usage.cacheWriteTokens ?? 0) + settings.burndownRate * usage.outputTokens,
          );
        }
      },
    };
  }

  /** Ends what never ends by itself. */
  function letGoInTime(current: Try): void {
    current.callOff = clock.after(longestHold, () => end(current, current.hold, current.hold.tokens));
  }

  function refused(model: Model, refusal: Refusal): void {
    model.counters.refused(refusal);
    if (refusal === "tokens" || refusal === "requests" || refusal === "throttled") model.gate.throttled();
  }

  function end(current: Try, hold: LedgerHold, used: number): void {
    if (current.hold === hold) {
      current.settled = true;
      current.callOff();
    }
    hold.end(used, clock.elapsed());
    current.model.counters.ended(used);
    current.model.gate.ended();
  }

  const tokensFor = (model: Model, command: AnyCommand, wish: SendOptions): number =>
    tokensOf(model, command, wish.inputTokens ?? model.estimate.inputTokens(charactersOf(command.input)));

  /** Sends it once, when there is room. */
  async function once(model: Model, command: AnyCommand, wish: SendOptions): Promise<ServiceOutputTypes> {
    const characters = charactersOf(command.input);
    const tokens = tokensFor(model, command, wish);
    const asked = clock.elapsed();
    const hold = await model.gate.enter({
      tokens,
      priority: wish.priority ?? 0,
      tenant: wish.tenant ?? "",
      ...(wish.timeout !== undefined && { timeout: wish.timeout }),
      ...(wish.abortSignal && { signal: wish.abortSignal }),
    });
    model.counters.admitted(clock.elapsed() - asked);
    const current: Try = { model, hold, characters, settled: false, returned: false, callOff: () => {} };
    letGoInTime(current);
    watch(model.client);
    try {
      const sent = () => model.client.send(command as never, wish.abortSignal ? { abortSignal: wish.abortSignal } : {});
      const answer = await tries.run(current, sent);
      current.returned = true;
      // Of a stream the end comes later; an answer that doesn't say its usage may have used all that it held.
      if (!current.settled && !operationOf(command)?.events) end(current, current.hold, current.hold.tokens);
      return answer as ServiceOutputTypes;
    } catch (error) {
      if (!current.settled) end(current, current.hold, mayHaveCounted(error) ? current.hold.tokens : 0);
      throw error;
    }
  }

  /** The model itself, then where else a request of it may go. @throws RangeError for a name that is none */
  function placesOf(model: Model): Model[] {
    const others = (model.settings.fallback ?? []).map((name) => {
      const found = byName.get(name);
      if (!found) throw new RangeError(`${model.name}: its fallback ${name} is none of the models`);
      return found;
    });
    return [model, ...others];
  }
  for (const model of models) placesOf(model);

  /** Those that may ever have room for it: a last one that never has would end its waiting. Where none may, the first says why. */
  function ableOf(places: readonly Model[], command: AnyCommand, wish: SendOptions): readonly Model[] {
    const able = places.filter((place) => {
      try {
        return place.gate.never(tokensFor(place, command, wish)) === undefined;
      } catch {
        return false;
      }
    });
    return able.length > 0 ? able : places.slice(0, 1);
  }

  async function send(command: AnyCommand, wish: SendOptions = {}): Promise<ServiceOutputTypes> {
    if (!operationOf(command)) return client.send(command as never) as Promise<ServiceOutputTypes>;
    const named = modelIdOf((command.input as { modelId?: unknown }).modelId);
    const model = byId.get(named);
    if (!model) {
      const known = [...byId.keys()].join(", ");
      throw new QuotaError("no-quota", named, `is none of the models that the client was given: ${known}`);
    }
    const timeout = wish.timeout ?? options.timeout ?? Number.POSITIVE_INFINITY;
    const until = clock.elapsed() + timeout;
    const places = placesOf(model);
    await readyWithin(ready.get(model)!, clock, timeout, wish.abortSignal);
    for (let refusals = 1; ; refusals++) {
      const tried = await somewhere(model, ableOf(places, command, wish), command, wish, until);
      if ("answer" in tried) return tried.answer;
      giveUp(tried, refusals);
      const left = Math.max(0, until - clock.elapsed());
      await pause(clock, Math.min(backoff(refusals, random()), left), wish.abortSignal);
    }
  }

  /** Tries one place after the other, the last one for as long as there is time. @throws what no other place can help */
  async function somewhere(
    model: Model,
    places: readonly Model[],
    command: AnyCommand,
    wish: SendOptions,
    until: number,
  ): Promise<{ answer: ServiceOutputTypes } | Refused> {
    let refused: Refused | undefined;
    for (const [index, place] of places.entries()) {
      const isLast = index === places.length - 1;
      const left = until - clock.elapsed();
      const patience = isLast ? left : Math.min(left, fallbackAfter);
      const own = place === model ? command : elsewhere(command, place.modelId);
      const { timeout: _, ...others } = wish;
      try {
        const timeout = patience < Number.POSITIVE_INFINITY ? { timeout: patience } : {};
        return { answer: await once(place, own, { ...others, ...timeout }) };
      } catch (cause) {
        refused = told(place, cause, { isLast, isAborted: wish.abortSignal?.aborted === true }) ?? refused;
      }
    }
    // The last place has either answered, thrown or refused.
    return refused!;
  }

  /** What Bedrock refused; undefined where there was no room here. @throws the error itself where going elsewhere can't help */
  function told(
    model: Model,
    cause: unknown,
    { isLast, isAborted }: { isLast: boolean; isAborted: boolean },
  ): Refused | undefined {
    if (isAborted) throw cause;
    if (cause instanceof QuotaError) {
      if (isLast) throw cause;
      return undefined;
    }
    const refusal = refusalOf(cause);
    if (refusal === undefined) throw cause;
    refused(model, refusal);
    return { refusal, model, cause };
  }

  /** @throws QuotaError where to wait can't help, or didn't often enough */
  function giveUp({ refusal, model: { name }, cause }: Refused, refusals: number): void {
    if (refusal === "daily")
      throw new QuotaError("daily", name, "a daily quota is used up, the model's or the account's", cause);
    if (refusal === "too-long") throw new QuotaError("too-long", name, (cause as Error).message, cause);
    if (refusals < maxRefusals) return;
    const reason = refusal === "not-ready" || refusal === "capacity" ? refusal : "throttled";
    throw new QuotaError(reason, name, `Bedrock refused it ${refusals} times (${reason})`, cause);
  }

  return {
    send: send as QuotaAwareBedrock["send"],
    stats: () =>
      Object.fromEntries(
        models.map(({ name, gate, counters }) => [name, { ...gate.figures(), ...counters.figures() }]),
      ),
    async close() {
      for (const { stop } of [...reads, ...shares]) stop();
      for (const { gate } of models) gate.close();
      letGo();
      await share.close();
    },
  };
}

/** Bedrock's answer to a try that it didn't take. */
interface Refused {
  refusal: Refusal;
  model: Model;
  cause: unknown;
}
