import { kindLabels, type LimitKind, limitKinds } from "../words/limit-kinds.ts";
import type { Scope } from "../words/words.ts";

/**
 * What sets a quota apart from its model's base quota: the 1M-token context window, the latency-optimised tier, or
 * asynchronous invocation. A variant has a value of its own and is never the base quota.
 */
export type QuotaVariant = "" | "1m-context" | "latency-optimized" | "async";

/** A quota that limits calls of one model. */
export interface InferenceQuotaName {
  is: "inference";
  /** the scopes whose calls it counts; more than one only for the "doubled for cross-region calls" daily quotas */
  scopes: readonly [Scope, ...Scope[]];
  kind: LimitKind;
  /** the model, in the words of the quota's name */
  label: string;
  variant: QuotaVariant;
  /** cross-region calls may use twice the value */
  doubled: boolean;
}

/** What the name of a Service Quotas entry says. */
export type QuotaName =
  | InferenceQuotaName
  /** the daily quota across all models, weighted by price */
  | { is: "cross-model-daily" }
  | { is: "not-inference"; reason: string };

/** Of which calls AWS names a quota of each kind in the form of `perModel`; mantle has a form of its own. */
const perModelScopes: Readonly<Record<LimitKind, readonly Scope[]>> = {
  tpm: ["on-demand", "cross-region", "global"],
  rpm: ["on-demand", "cross-region", "global"],
  tpd: ["global"],
  concurrency: ["on-demand"],
  "input-tpm": [],
  "output-tpm": [],
};
const perModelAmounts = limitKinds
  .filter((kind) => perModelScopes[kind].length > 0)
  .map((kind) => kindLabels[kind])
  .join("|");
/** AWS names an amount by the same words that a person reads. */
const kindNamed = (amount: string): LimitKind => limitKinds.find((kind) => kindLabels[kind] === amount.toLowerCase())!;

/**
 * The forms in use, read from the names themselves (General Reference, "Amazon Bedrock endpoints and quotas"; capitals
 * and commas vary there). Each is anchored and has one unbounded part, so that reading takes linear time.
 */
const perModel = new RegExp(
  `^(?<way>on-demand|cross-region|global cross-region)(?<latency>,? latency-optimized)? model inference (?<amount>${perModelAmounts}) for (?<label>.+)$`,
  "i",
);
const concurrency = /^on-demand invokemodel (?<async>async )?concurrent requests for (?<label>.+)$/i;
const daily = /^model invocation max (?<latency>latency-optimized )?tokens per day for (?<label>.+)$/i;
const mantle = /^\[bedrock-mantle endpoint\] (?<amount>(?:input|output) tokens per minute) for (?<label>.+)$/i;
const crossModelDaily = /^cross-model (?:max|account-level) tokens per day$/i;
/** Words of a form that may be new: worth a person's look, where other quotas of Bedrock are not. */
const looksLikeInference = /model inference|model invocation|\binvokemodel\b|bedrock-mantle|cross-model/i;

const ways: Readonly<Record<string, Scope>> = {
  "on-demand": "on-demand",
  "cross-region": "cross-region",
  "global cross-region": "global",
};
const doubledSuffix = "(doubled for cross-region calls)";
const longContextSuffix = " 1m context length";

const notInference = (reason: string): QuotaName => ({ is: "not-inference", reason });

/** Whether the text ends so, whatever its capitals. */
const endsWith = (text: string, ending: string): boolean => text.slice(-ending.length).toLowerCase() === ending;

function inference(name: Omit<InferenceQuotaName, "is">): QuotaName {
  const label = name.label.trim();
  if (!endsWith(` ${label}`, longContextSuffix)) {
    return label === "" ? notInference("names no model") : { is: "inference", ...name, label };
  }
  if (name.variant !== "") return notInference(`is of two variants at once, ${name.variant} and 1m-context`);
  const model = label.slice(0, -longContextSuffix.length).trim();
  return model === ""
    ? notInference("names no model")
    : { is: "inference", ...name, label: model, variant: "1m-context" };
}

/**
 * Reads the name of a Service Quotas entry.
 * @param name QuotaName as Service Quotas gives it; any text gets an answer
 * @returns what the quota limits, or why it limits no model's calls
 */
export function readQuotaName(name: string): QuotaName {
  const text = name.trim().split(/\s+/).join(" ");
  if (crossModelDaily.test(text)) return { is: "cross-model-daily" };

  const ofModel = perModel.exec(text)?.groups;
  if (ofModel) {
    const scope = ways[ofModel["way"]!.toLowerCase()]!;
    const kind = kindNamed(ofModel["amount"]!);
    if (!perModelScopes[kind].includes(scope))
      return notInference(`an unknown form: ${ofModel["amount"]} of ${scope} calls`);
    const variant = ofModel["latency"] === undefined ? "" : "latency-optimized";
    return inference({ scopes: [scope], kind, label: ofModel["label"]!, variant, doubled: false });
  }

  const atOnce = concurrency.exec(text)?.groups;
  if (atOnce) {
    const variant = atOnce["async"] === undefined ? "" : "async";
    return inference({ scopes: ["on-demand"], kind: "concurrency", label: atOnce["label"]!, variant, doubled: false });
  }

  const aDay = daily.exec(text)?.groups;
  if (aDay) {
    const doubled = endsWith(aDay["label"]!, doubledSuffix);
    const label = doubled ? aDay["label"]!.slice(0, -doubledSuffix.length) : aDay["label"]!;
    const variant = aDay["latency"] === undefined ? "" : "latency-optimized";
    // Without the suffix the name does not say that cross-region calls count.
    const scopes: [Scope, ...Scope[]] = doubled ? ["on-demand", "cross-region"] : ["on-demand"];
    return inference({ scopes, kind: "tpd", label, variant, doubled });
  }

  const onMantle = mantle.exec(text)?.groups;
  if (onMantle) {
    const kind = kindNamed(onMantle["amount"]!);
    return inference({ scopes: ["mantle"], kind, label: onMantle["label"]!, variant: "", doubled: false });
  }

  const feature = /^\(([^()]+)\)/.exec(text)?.[1];
  if (feature !== undefined) return notInference(`a quota of ${feature}`);
  return notInference(
    looksLikeInference.test(text) ? "an unknown form of inference quota" : "not about calling a model",
  );
}
