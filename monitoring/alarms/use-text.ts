import { type Counted, countedBy, isDaily } from "../../words/limit-kinds.ts";
import type { RegistryQuota } from "../../words/registry.ts";
import { kindLabels, type MeasurableKind } from "../../words/words.ts";
import { quotaUrl } from "../console.ts";
import type { TargetSettings } from "../settings.ts";
import { monitoredIds } from "../target.ts";

/** What a model gives back, as far as advice depends on it. */
export const isEmbedding = ({ model }: TargetSettings): boolean => model.outputModalities.includes("EMBEDDING");
/** Whether calls have a max_tokens that could be lowered. */
export const hasMaxTokens = ({ model }: TargetSettings): boolean => model.outputModalities.includes("TEXT");

/** What can be done about a quota that is too small: AWS raises none of a legacy model (quotas-runtime). */
export const askForMore = ({ model }: TargetSettings): string =>
  model.lifecycle === "active" ? "ask for more" : "AWS raises no quota of a legacy model";

/** Where else the work could go. */
export function elsewhere(target: TargetSettings): string {
  const others = Object.keys(target.model.scopes).filter((scope) => scope !== target.scope);
  return others.length > 0 ? `another scope (${others.join(", ")}) or model` : "another model";
}

const command = (words: string): string => `\`headroom ${words}\``;

/** The command that shows more. */
export const moreText = ({ model }: TargetSettings, region: string): string =>
  `More: ${command(`usage ${model.modelId} --region ${region} --since 3h`)}`;

/** The command that says which limit throttled, and who. */
export const whyText = ({ model, scope }: TargetSettings, region: string): string =>
  `Which limit, and who: ${command(`diagnose ${model.modelId}/${scope} --region ${region} --since 3h`)}`;

/** The command that says what a lower max_tokens lets through. */
export const lessText = ({ model, scope }: TargetSettings, region: string): string =>
  `How much lower: ${command(`advise ${model.modelId}/${scope} --region ${region}`)}`;

/** What can be done about a quota that is too small, with the command that prepares it. */
export const raiseText = (target: TargetSettings, region: string): string =>
  target.model.lifecycle === "active"
    ? `ask for more (\`headroom increase ${target.model.modelId}/${target.scope} --region ${region}\`)`
    : askForMore(target);

/** The quota, with its link. */
export const quotaText = (region: string, quota: RegistryQuota): string =>
  `Quota: [${quota.name.trim()} (${quota.code})](${quotaUrl(region, quota.code)})${quota.multiplier === 2 ? ", doubled for cross-Region calls unless a TPM increase was approved" : ""}.`;

/** Which ids are counted, and by whom. */
export function countedText(target: TargetSettings, region: string, summed: boolean): string {
  const [own, ...others] = monitoredIds(target, region);
  const more = others.length === 0 ? "" : ` and ${others.length} more id${others.length === 1 ? "" : "s"}`;
  return `Counted: \`${own}\`${more}${summed ? ", added up by the publisher: a minute later than single ids" : ""}.`;
}

/** Why a quota can be this far used, the likeliest first, as far as the target tells. */
export function likelyCauses(target: TargetSettings, kind: MeasurableKind, quota: RegistryQuota): string {
  const causes = [
    ...(quota.defaultValue === 0 ? ["AWS's default is 0: any use is over it until it is raised"] : []),
    ...usageCauses(target, countedBy(kind), isDaily(kind)),
    "a lowered quota, or 0 (new account)",
  ];
  return `Likely, in order: ${causes.join("; ")}.`;
}

/** Why more is used than before, the likeliest first. */
export function usageCauses(target: TargetSettings, counts: Counted, daily: boolean): string[] {
  if (daily) return ["batch work", "one caller that grew"];
  switch (counts) {
    case "requests":
      return ["one caller that sends more, smaller requests", "retries without backoff"];
    case "output tokens":
      return ["longer answers", "more callers"];
    case "tokens":
    case "input tokens":
      return isEmbedding(target)
        ? ["larger or more batches", "a backfill"]
        : ["one caller that grew", "longer prompts"];
  }
}

/**
 * What a person who is paged does first, for the kind of quota at hand.
 * @param increase how more is asked for: `askForMore`, or `raiseText` with its command
 */
export function firstSteps(target: TargetSettings, kind: MeasurableKind, increase: string): string {
  const move = `move work to ${elsewhere(target)}`;
  if (isDaily(kind)) {
    return `Do first: see on the dashboard who spends the day's ${countedBy(kind)}; postpone batch work, or ${move}. When AWS starts a new day is not documented.`;
  }
  switch (countedBy(kind)) {
    case "requests":
      return `Do first: find the caller that sends more requests (dashboard); batch or pace them, ${move}; ${increase}.`;
    case "output tokens":
      return `Do first: shorten answers (max_tokens), pace callers, ${move}; ${increase}. Mantle stops generating when this quota is hit.`;
    case "tokens":
    case "input tokens": {
      const shorten = hasMaxTokens(target)
        ? "lower max_tokens (it is reserved up front), "
        : isEmbedding(target)
          ? "make batches smaller, "
          : "";
      return `Do first: see which id grew (dashboard); ${shorten}pace callers, ${move}; ${increase}.`;
    }
  }
}

/** What the figure does not show. */
export function caveat(target: TargetSettings, kind: MeasurableKind): string {
  if (countedBy(kind) === "requests") return "Requests that Bedrock throttled are not in this figure.";
  if (target.scope === "mantle")
    return "Requests that mantle rejects for quota may not show; max_tokens counts on arrival.";
  return hasMaxTokens(target)
    ? "Bedrock throttles on what it reserves (input + max_tokens): it can be more."
    : `The figure is of whole minutes: a burst within one can be throttled below 100 % of ${kindLabels[kind]}.`;
}
