import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import type { Clock } from "../clock.ts";
import type { ModelQuotas } from "./limits.ts";
import type { ShareSource } from "./share.ts";

/** What the quota-aware client must know of a model. */
export interface ModelSettings extends ModelQuotas {
  /**
   * Tokens of quota that one token of output counts at the end: 1 to 15 (Amazon Bedrock User Guide,
   * quotas-token-burndown; `headroom registry show <model>`).
   */
  burndownRate: number;
  /** Tokens held for a request that names no max_tokens: the model's largest output. Without it such a request is refused. */
  maxOutputTokens?: number;
  /** Models (by the id that requests name) whose requests draw on the same quotas: application profiles. */
  profiles?: readonly string[];
  /** Where a request goes when this has no room, in order, by the names in `models`: a global profile, another model or Region. */
  fallback?: readonly string[];
  /** What a fallback sends, where its name isn't the model's id: the same model in another Region has quotas of its own. */
  modelId?: string;
  /** Sends its requests, in another Region. Default: the one of the options. */
  client?: BedrockRuntimeClient;
}

/** Reads a model's live quotas; undefined where it knows none. */
export type QuotaSource = (modelId: string) => Promise<ModelQuotas | undefined>;

export interface QuotaAwareOptions {
  /** Sends the requests. Give it `maxAttempts: 1`: what it tries again by itself waits in no queue. */
  client: BedrockRuntimeClient;
  /** By the id that requests name: a model's, or a system profile's; a fallback may have any name. Others are refused. */
  models: Readonly<Record<string, ModelSettings>>;
  /** Live quotas, which take the place of those in `models`: `publishedQuotas()`, `serviceQuotas()`, or your own. */
  quotas?: QuotaSource;
  /** Seconds after which they are read again. Default 900, as the quota publisher does. */
  refreshSeconds?: number;
  /** How much of the quotas this process may draw on. Default: all, `fixedShare(1)`. */
  share?: ShareSource;
  /** Milliseconds that a request waits for room before it goes to a fallback. Default 0: as soon as it would have to wait. */
  fallbackAfter?: number;
  /** Requests that may wait for one model. Default 10,000. */
  maxQueued?: number;
  /** How often Bedrock may refuse a request before it is given up. Default 8: about two minutes. */
  maxRefusals?: number;
  /** Milliseconds that a request waits for room at most, unless it says otherwise. Default: no limit. */
  timeout?: number;
  /** Told what goes on without stopping a request: quotas that can't be read, a share that can't be renewed, a client that retries. */
  onWarning?: (message: string, cause?: unknown) => void;
  /** For tests. */
  clock?: Clock;
  /** For tests: from 0 up to 1. */
  random?: () => number;
}

/** What one request wants of the queue. */
export interface SendOptions {
  /** higher goes first. Default 0 */
  priority?: number;
  /** whose it is: tenants of one priority get as many tokens each. Default: all are one */
  tenant?: string;
  /** milliseconds that it waits for room at most, over all its tries */
  timeout?: number;
  /** ends the waiting, and the call */
  abortSignal?: AbortSignal;
  /** its input's tokens, where you know them (CountTokens); else they are estimated from its length */
  inputTokens?: number;
}
