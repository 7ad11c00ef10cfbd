import type { RegistryModel } from "../../words/registry.ts";
import type { Scope } from "../../words/words.ts";
import type { TargetSettings } from "../settings.ts";
import { atOnce, heldTokens, type RequestCost, requestsAMinute, usedTokens } from "./capacity.ts";
import type { AdviceFacts } from "./facts.ts";

/** One thing that could be done about a target, in numbers, and what those take for granted. */
export interface Advice {
  what: "max-tokens" | "caching" | "another-scope" | "batch" | "tier" | "another-model";
  text: string;
  /** requests a minute that would fill the quota (or, of another one, both together); null: it changes nothing here */
  requestsAMinute: number | null;
  /** what the numbers take for granted */
  assuming: string[];
  /** of max-tokens: what to ask for, and what that frees */
  maxTokens?: MaxTokensAdvice;
}

export interface MaxTokensAdvice {
  now: number;
  instead: number;
  /** tokens that a request holds */
  heldNow: number;
  heldThen: number;
  /** requests under way that would hold the whole quota */
  atOnceNow: number;
  atOnceThen: number;
  /** percent of the quota, held + used in the highest minute; null: no stack looks at the reservation */
  takenNow: number | null;
  takenThen: number | null;
}

export interface AdviceOn {
  target: TargetSettings;
  facts: AdviceFacts;
  /** of the target's Region */
  models: readonly RegistryModel[];
  /** added to the 99th percentile of outputs: 0.2 is a fifth */
  margin: number;
  /** the account's quota of tokens per minute of another (model, scope); undefined: not read */
  quotaOf: (modelId: string, scope: Scope) => number | undefined;
}

/** What could be done about a target, what helps most first. */
export function adviceOn(on: AdviceOn): Advice[] {
  const all = [shorter(on), cached(on), ...scopes(on), batch(on), smaller(on), tier()];
  const given = all.filter((one) => one !== undefined);
  return given.toSorted((one, other) => (other.requestsAMinute ?? 0) - (one.requestsAMinute ?? 0));
}

export const costOf = ({
  inputTokens,
  outputTokens,
  burndownRate,
  maxTokens,
  latencySeconds,
}: AdviceFacts): RequestCost => ({
  ...{ inputTokens, outputTokens, burndownRate, latencySeconds },
  maxTokens: maxTokens.value,
});

const evenly = "requests come evenly over the minute and take as long as now";

/** max_tokens from what answers have. */
function shorter({ facts, margin }: AdviceOn): Advice | undefined {
  const { outputP99, maxTokens, quota, takenPeak, usedPeak } = facts;
  if (outputP99 === undefined) return undefined;
  const instead = roundedUp(outputP99 * (1 + margin));
  if (instead >= maxTokens.value) return undefined;
  const now = costOf(facts);
  const cost = { ...now, maxTokens: instead };
  const [heldNow, heldThen] = [heldTokens(now), heldTokens(cost)];
  const usedPercent = (100 * usedPeak) / quota;
  const more = requestsAMinute(quota, cost);
  return {
    what: "max-tokens",
    text: `max_tokens of ${count(instead)} in place of ${count(maxTokens.value)}: a request holds ${count(heldThen)} tokens in place of ${count(heldNow)}, so ${count(atOnce(quota, cost))} can be under way at once in place of ${count(atOnce(quota, now))}`,
    requestsAMinute: more,
    assuming: [
      `${count(outputP99)} output tokens are the highest day's 99th percentile, and ${Math.round(margin * 100)} % are added; a longer answer ends with stop reason max_tokens`,
      evenly,
      ...(maxTokens.from === "assumed"
        ? ["requests name no max_tokens, or the model's largest: nobody saw what they ask for"]
        : []),
      ...(maxTokens.without
        ? [
            `${count(maxTokens.value)} is the mean of those that name it: ${count(maxTokens.without)} that name none are left out of it`,
          ]
        : []),
    ],
    maxTokens: {
      ...{ now: maxTokens.value, instead, heldNow, heldThen },
      atOnceNow: atOnce(quota, now),
      atOnceThen: atOnce(quota, cost),
      takenNow: takenPeak ?? null,
      takenThen:
        takenPeak === undefined ? null : usedPercent + (Math.max(0, takenPeak - usedPercent) * heldThen) / heldNow,
    },
  };
}

/** Steps of the advice: whole numbers that a person would write. */
function roundedUp(tokens: number): number {
  const step = tokens < 1_000 ? 50 : tokens < 10_000 ? 100 : 1_000;
  return Math.max(step, Math.ceil(tokens / step) * step);
}

/** Input that is read from a cache counts towards no quota (quotas-token-burndown). */
function cached({ facts }: AdviceOn): Advice | undefined {
  const { inputTokens, cachedShare, quota } = facts;
  if (inputTokens < leastCached || cachedShare > 0.5) return undefined;
  const half = { ...costOf(facts), inputTokens: inputTokens / 2 };
  const now = cachedShare === 0 ? "none is now" : `${Math.round(cachedShare * 100)} % is now`;
  return {
    what: "caching",
    text: `prompt caching: if half of the ${count(inputTokens)} input tokens that a request counts were read from a cache (${now}), it would count ${count(usedTokens(half))} tokens in place of ${count(usedTokens(costOf(facts)))}`,
    requestsAMinute: requestsAMinute(quota, half),
    assuming: [
      "the model offers prompt caching, and prompts begin alike; writing a cache counts as input does",
      evenly,
    ],
  };
}

/** Tokens: shortest prefix that any model caches (bedrock/latest/userguide/prompt-caching, 1,024 for most). */
const leastCached = 1_024;

/** The model's other scopes have quotas of their own. */
function scopes({ target, facts, quotaOf }: AdviceOn): Advice[] {
  return (["global", "cross-region", "on-demand"] as const).flatMap((scope): Advice[] => {
    const offered = target.model.scopes[scope];
    if (scope === target.scope || !offered) return [];
    const own = quotaOf(target.model.modelId, scope);
    const standard = offered.quotas.find(({ kind }) => kind === "tpm")?.defaultValue;
    const quota = own ?? standard;
    if (!quota) return [];
    const from = own === undefined ? "AWS's default; the account's own was not read" : "the account's";
    return [
      {
        what: "another-scope",
        text: `its ${scope} quota besides: ${count(quota)} tokens a minute (${from}), by the id ${offered.ids[0]}`,
        requestsAMinute: requestsAMinute(facts.quota + quota, costOf(facts)),
        assuming: [
          "what it is used for elsewhere leaves it free",
          ...(scope === "global" ? ["data may be processed in any commercial Region"] : []),
        ],
      },
    ];
  });
}

function batch({ facts }: AdviceOn): Advice {
  const { quota, usedPeak } = facts;
  return {
    what: "batch",
    text: `batch inference for what can wait: each tenth of the highest minute frees ${count(usedPeak / 10)} tokens, ${percentText(usedPeak / 10, quota)} of the quota`,
    requestsAMinute: requestsAMinute(quota, costOf(facts)) / 0.9,
    assuming: [
      "a tenth of the requests can wait for hours",
      "jobs have quotas of their own, which aren't looked at here",
    ],
  };
}

/** Service tiers: what is shared and what isn't. bedrock/latest/userguide/service-tiers-inference */
const tier = (): Advice => ({
  what: "tier",
  text: "priority, default and flex share this quota, so another of them frees nothing; reserved capacity is apart from it",
  requestsAMinute: null,
  assuming: [],
});

/** The provider's model whose default quota takes most of the same requests. */
function smaller({ target, facts, models, quotaOf }: AdviceOn): Advice | undefined {
  const { model, scope } = target;
  const now = requestsAMinute(facts.quota, costOf(facts));
  const others = models.flatMap((other) => {
    const offered = other.scopes[scope];
    const { burndown } = other;
    if (
      other.modelId === model.modelId ||
      other.provider !== model.provider ||
      !offered ||
      other.lifecycle !== "active"
    )
      return [];
    if (!other.outputModalities.includes("TEXT") || burndown.rate === "unknown") return [];
    const own = quotaOf(other.modelId, scope);
    const quota = own ?? offered.quotas.find(({ kind }) => kind === "tpm")?.defaultValue;
    if (!quota) return [];
    const takes = requestsAMinute(quota, { ...costOf(facts), burndownRate: burndown.rate });
    return [{ other, quota, rate: burndown.rate, takes, from: own === undefined ? "AWS's default" : "the account's" }];
  });
  const best = others.toSorted((one, two) => two.takes - one.takes)[0];
  if (!best || best.takes <= now) return undefined;
  return {
    what: "another-model",
    text: `${best.other.name} (${scope}) for what it is good enough for: ${count(best.quota)} tokens a minute (${best.from}), a token of output counts ${best.rate}`,
    requestsAMinute: best.takes,
    assuming: ["it takes the same tokens and as long; whether its answers do is not judged", evenly],
  };
}

const count = (value: number): string => Math.round(value).toLocaleString("en-US");
const percentText = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
