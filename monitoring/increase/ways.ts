import type { Scope } from "../../words/words.ts";
import { limitCaseUrl } from "../console.ts";
import type { QuotaUsage } from "../report/document.ts";
import type { Verdict } from "./judge.ts";

/** Something that remains where Service Quotas takes no request, or besides one. */
export interface Way {
  what: "support-case" | "cross-region-quota" | "another-scope" | "advise" | "another-model" | "wait";
  /** a sentence without its end */
  text: string;
  url?: string;
}

/** Another way of calling the same model, with its quota of tokens per minute. */
export interface OtherScope {
  scope: Scope;
  /** what callers name */
  id: string;
  /** tokens a minute; on mantle of input */
  quota: number;
  /** account: the account's own, as it was read; default: AWS's, as the account's was not */
  from: "account" | "default";
  /** highest minute of the window; null: not read */
  peak: number | null;
}

export interface WaysOn {
  verdict: Verdict;
  quota: QuotaUsage;
  /** the model's cross-Region quota of tokens per minute; undefined: it has none */
  crossRegionTpm: Pick<QuotaUsage, "code" | "url" | "adjustable"> | undefined;
  scope: Scope;
  modelId: string;
  region: string;
  others: readonly OtherScope[];
  /** what the target's answers were held for, if its model writes tokens */
  hasMaxTokens: boolean;
}

/** What remains for a quota, what is nearest first. */
export function waysOf(on: WaysOn): Way[] {
  const { verdict } = on;
  switch (verdict) {
    case "not-needed":
      return [];
    case "can-request":
      return [...advise(on)];
    case "open-request":
      return [
        {
          what: "wait",
          text: "follow it with headroom increase status, and answer its support case with the text for it",
        },
        ...others(on),
        ...advise(on),
      ];
    case "legacy":
      return [
        {
          what: "another-model",
          text: "move its callers to another model: headroom advise names one of the same provider",
        },
        ...advise(on),
      ];
    case "support-case":
      return [supportCase(on), ...others(on)];
    case "not-adjustable":
      return [...crossRegion(on), supportCase(on), ...others(on), ...advise(on)];
    case "unknown":
      return [...others(on), ...advise(on)];
  }
}

const supportCase = ({ region }: WaysOn): Way => ({
  what: "support-case",
  text: "open a support case for a service limit increase of Amazon Bedrock with the text for it, or ask the account manager",
  url: limitCaseUrl(region),
});

/**
 * "To request an increase for any combination of these quotas, request an increase for the Cross-Region InvokeModel tokens
 * per minute quota … the support team will … offer you the option of also increasing the other two" (quotas-runtime).
 */
function crossRegion({ quota, crossRegionTpm }: WaysOn): Way[] {
  if (!crossRegionTpm || crossRegionTpm.code === quota.code || crossRegionTpm.adjustable === false) return [];
  const { code, url } = crossRegionTpm;
  return [
    {
      what: "cross-region-quota",
      text: `ask for the model's cross-Region quota of tokens per minute (${code}): AWS Support then offers to raise those of in-Region calls and of a day too (quotas-runtime)`,
      url,
    },
  ];
}

const others = ({ others: all }: WaysOn): Way[] =>
  all
    .filter(({ quota, peak }) => quota > (peak ?? 0))
    .map(({ scope, id, quota, from, peak }) => ({
      what: "another-scope",
      text: `call it as ${id} (${scope}): a quota of its own, ${count(quota)} tokens a minute (${from === "account" ? "the account's" : "AWS's default; the account's was not read"})${peak === null ? "" : `, ${count(quota - peak)} free in its highest minute`}${scope === "global" ? "; data may then be processed in any commercial Region" : ""}`,
    }));

const advise = ({ hasMaxTokens, modelId, scope, region }: WaysOn): Way[] =>
  hasMaxTokens && scope !== "mantle"
    ? [
        {
          what: "advise",
          text: `see what a lower max_tokens, caching or batch would let through: headroom advise ${modelId}/${scope} --region ${region}`,
        },
      ]
    : [];

const count = (value: number): string => Math.round(value).toLocaleString("en-US");
