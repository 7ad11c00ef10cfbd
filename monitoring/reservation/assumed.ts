import type { ReservationSettings, TargetSettings } from "../settings.ts";
import { targetLabel } from "../target.ts";

/**
 * What Bedrock holds for a request that names no max_tokens: the model's maximum. AWS says so for mantle (quotas-mantle),
 * and for bedrock-runtime in samples alone; Bedrock's own default of each model is unverified, hence the config's key.
 */
export const assumedMaxTokens = (
  { model }: TargetSettings,
  { maxTokens }: Pick<ReservationSettings, "maxTokens">,
): number | undefined => maxTokens ?? model.maxOutputTokens?.value;

/** Why a target's reservation can't be told at all; undefined where it can. */
export function cannotTell(target: TargetSettings, settings: ReservationSettings): string | undefined {
  const label = targetLabel(target);
  if (!target.model.outputModalities.includes("TEXT"))
    return `${label} writes no tokens: Bedrock holds nothing for its output`;
  if (target.scope === "mantle" && settings.source !== "client")
    return `${label}: mantle writes no invocation logs and publishes no latency; only applications with the client library show its reservation (source: client)`;
  if (settings.source === "estimate" && assumedMaxTokens(target, settings) === undefined)
    return `${label}: no source names its largest max_tokens, so nothing can be assumed; set reservation.maxTokens`;
  return undefined;
}
