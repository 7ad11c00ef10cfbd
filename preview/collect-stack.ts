import { planForStack } from "../cli/plan-for-stack.ts";
import { UserError } from "../cli/user-error.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { scopeOf, targetLabel } from "../monitoring/target.ts";
import { type PreviewResource, type QuotaDefault, type StackPreview, targetKey } from "../pages/preview/data.ts";
import { loadCatalogue } from "../registry/index.ts";
import { differencesFromPlan } from "./compare-with-plan.ts";
import { type RecordedResource, type Recording, recordProgram } from "./recording-engine.ts";

/** Differences shown of one stack: more would hide what they have in common. */
const shownDifferences = 10;

/**
 * Runs the program for one stack as it is, with no account, and puts together what the preview shows of it.
 * @param directory the folder with Pulumi.yaml and the stack files
 * @throws UserError with the program's own report when it fails, or when what it asks for is not the plan
 */
export async function collectStack(stack: string, directory: string, signal?: AbortSignal): Promise<StackPreview> {
  const [recorded, planned] = await Promise.allSettled([
    recordProgram({ dir: directory, stack, ...(signal && { signal }) }),
    planForStack(stack, directory),
  ]);
  // Both read the same file. The program's report is the one that `pulumi up` would print.
  if (recorded.status === "rejected")
    throw asUserError(planned.status === "rejected" ? planned.reason : recorded.reason);
  const { exitCode, resources } = recorded.value;
  if (exitCode !== 0) throw new UserError(reportOf(stack, recorded.value));
  if (planned.status === "rejected") throw planned.reason;

  const { plan, settings, warnings } = planned.value;
  const severities = settings.severities.map(({ name }) => name);
  const differences = differencesFromPlan(plan, severities, resources);
  if (differences.length > 0) {
    const more = differences.length - shownDifferences;
    throw new UserError(
      `the program and the plan of ${stack} differ, so no preview can be shown:\n` +
        differences
          .slice(0, shownDifferences)
          .map((difference) => `  - ${difference}`)
          .join("\n") +
        (more > 0 ? `\n  and ${more} more` : ""),
    );
  }
  return {
    stack,
    region: settings.region,
    plan,
    severities,
    labels: Object.fromEntries(
      settings.targets.map((target) => [
        targetKey({ modelId: target.model.modelId, scope: target.scope }),
        targetLabel(target),
      ]),
    ),
    burndown: burndowns(settings),
    resources: resources.map(previewResource),
    quotaDefaults: await quotaDefaults(settings),
    warnings,
  };
}

const asUserError = (error: unknown): Error => {
  if (error instanceof UserError) return error;
  return new UserError(error instanceof Error ? error.message : String(error));
};

/** What a program that failed says itself; where it says nothing, the end of what it printed. */
function reportOf(stack: string, { logs, stderr, exitCode }: Recording): string {
  const errors = logs.filter(({ severity }) => severity === "error").map(({ message }) => message.trim());
  if (errors.length > 0) return errors.join("\n");
  return `the program of ${stack} ended with exit code ${exitCode}.\n${stderr.trim().split("\n").slice(-20).join("\n")}`;
}

function previewResource({ type, name, urn, parent, inputs }: RecordedResource): PreviewResource {
  const physicalName = inputs["alarmName"] ?? inputs["dashboardName"] ?? inputs["name"];
  return {
    type,
    name,
    urn,
    ...(parent ? { parent } : {}),
    ...(typeof physicalName === "string" && physicalName !== name ? { physicalName } : {}),
  };
}

const burndowns = ({ targets }: MonitoringSettings): Record<string, number> =>
  Object.fromEntries(
    targets.flatMap(({ model, scope, burndown = model.burndown.rate }) =>
      burndown === "unknown" ? [] : [[targetKey({ modelId: model.modelId, scope }), burndown] as const],
    ),
  );

/** AWS's defaults of every quota that a stack publishes, with where and when they were read. */
async function quotaDefaults({ targets, crossModelDaily }: MonitoringSettings): Promise<Record<string, QuotaDefault>> {
  const { quotas, sources, crossModelDaily: daily } = await loadCatalogue();
  const defaults = new Map<string, QuotaDefault>();
  const read = new Map<string, string>(quotas.map(({ code, from }) => [code, from]));
  const add = (code: string, value: number | undefined, from = read.get(code)): void => {
    const source = from === undefined ? undefined : sources[from];
    if (value === undefined) return;
    defaults.set(code, {
      value,
      ...(source?.region && { region: source.region }),
      ...(source && { readAt: source.readAt }),
    });
  };
  for (const target of targets) for (const { code, defaultValue } of scopeOf(target).quotas) add(code, defaultValue);
  if (crossModelDaily && daily?.code === crossModelDaily.code) add(daily.code, daily.defaultValue, daily.from);
  return Object.fromEntries(defaults);
}
