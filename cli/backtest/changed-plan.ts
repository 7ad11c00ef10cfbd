import { plan } from "../../monitoring/plan.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import type { MonitoringSettings, Severity } from "../../monitoring/settings.ts";
import { nearest } from "../../registry/nearest.ts";
import { UserError } from "../../stacks/user-error.ts";
import { percent } from "../../words/units.ts";
import { exitCodes } from "../usage/exit-code.ts";

/**
 * A stack's plan with other thresholds, of every target that has the severity.
 * @throws UserError for a severity that the stack has not, and for ones that are out of order
 */
export function changedPlan(
  settings: MonitoringSettings,
  thresholds: Readonly<Record<string, number>>,
): MonitoringPlan {
  const names = settings.severities.map(({ name }) => name);
  for (const name of Object.keys(thresholds)) {
    if (names.includes(name)) continue;
    const [guess] = nearest(name, names);
    throw new UserError(
      `--thresholds ${name}: the stack has ${names.join(", ")}${guess ? `; did you mean ${guess}?` : ""}`,
      exitCodes.cannotTell,
    );
  }
  const changed = (levels: readonly Severity[]): Severity[] => {
    const all = levels.map(({ name, threshold }) => ({ name, threshold: percent(thresholds[name] ?? threshold) }));
    for (const [index, level] of all.entries()) {
      const before = all[index - 1];
      if (before && before.threshold >= level.threshold)
        throw new UserError(
          `--thresholds: ${level.name} at ${level.threshold} % is not above ${before.name} at ${before.threshold} %; give both`,
          exitCodes.cannotTell,
        );
    }
    return all;
  };
  return plan({
    ...settings,
    severities: changed(settings.severities),
    targets: settings.targets.map((target) => ({ ...target, thresholds: changed(target.thresholds) })),
  });
}
