import type { Cause, Sureness } from "../../monitoring/diagnosis/causes.ts";
import { countedBy, kindLabels, type LimitKind } from "../../words/limit-kinds.ts";
import { isMeasurable } from "../../words/words.ts";

/** Causes in words, as tables and sentences have them. */
const causeTexts: Readonly<Record<Cause, string>> = {
  "tokens-consumed": "tokens used",
  "tokens-reserved": "tokens reserved (max_tokens)",
  requests: "requests per minute",
  "model-daily": "the model's daily quota",
  "account-daily": "the account's daily quota across models",
  "quota-zero": "a quota of 0",
  "burst-within-minute": "a burst within the minute",
  "not-a-quota": "no quota: capacity, a model that isn't ready, or unknown",
};

/** A cause with what it is of, where its name doesn't say. */
export function causeText(cause: Cause, kind: LimitKind | null | undefined): string {
  if (kind === null || kind === undefined || !isMeasurable(kind)) return causeTexts[cause];
  if (cause === "quota-zero") return `a quota of 0 (${kindLabels[kind]})`;
  if (cause === "burst-within-minute") return `a burst of ${countedBy(kind)} within the minute`;
  if (cause === "tokens-consumed" && kind !== "tpm") return `${countedBy(kind)} used`;
  return causeTexts[cause];
}

export const surenessTexts: Readonly<Record<Sureness, string>> = {
  certain: "Certain",
  likely: "Likely",
  possible: "Possible",
};
