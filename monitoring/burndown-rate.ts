import type { MonitoringSettings, TargetSettings } from "./settings.ts";

/** Tokens of quota that one output token of a target burns: what the config says, else what AWS's pages say. */
export const burndownRate = ({ burndown, model }: TargetSettings): number | "unknown" =>
  burndown ?? model.burndown.rate;

/**
 * The rate by which invented traffic of a target is parted into input and output. Where the rate is unknown each token
 * counts once; nothing that is told rests on that: EstimatedTPMQuotaUsage is what the traffic asks for, and the
 * formula, which alone reads the parts, is refused for such a target.
 */
export function inventedRate(
  { targets }: Pick<MonitoringSettings, "targets">,
  { modelId, scope }: { modelId: string; scope: string },
): number {
  const target = targets.find((one) => one.model.modelId === modelId && one.scope === scope);
  const rate = target === undefined ? "unknown" : burndownRate(target);
  return rate === "unknown" ? 1 : rate;
}
