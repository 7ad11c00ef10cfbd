import { burndownRate } from "../monitoring/burndown-rate.ts";
import type { MonitoringSettings, TargetSettings } from "../monitoring/settings.ts";
import { scopeOf, targetLabel } from "../monitoring/target.ts";
import { type PreviewResource, type QuotaDefault, type StackPreview, targetKey } from "../pages/preview/data.ts";
import { loadCatalogue } from "../registry/index.ts";
import type { PlanForStack } from "../stacks/plan-for-stack.ts";
import type { RecordedResource } from "./recording-engine.ts";

/** What the page shows of a stack, from its plan and the resources its program asked for. */
export async function stackPreview(
  { plan, settings, warnings, notes }: PlanForStack,
  resources: readonly RecordedResource[],
): Promise<StackPreview> {
  const { targets } = settings;
  return {
    stack: settings.stack,
    region: settings.region,
    plan,
    severities: settings.severities.map(({ name }) => name),
    labels: Object.fromEntries(targets.map((target) => [keyOf(target), targetLabel(target)])),
    burndown: Object.fromEntries(
      targets.flatMap((target) => {
        const rate = burndownRate(target);
        return rate === "unknown" ? [] : [[keyOf(target), rate] as const];
      }),
    ),
    resources: resources.map(previewResource),
    quotaDefaults: await quotaDefaults(settings),
    warnings: [...warnings, ...notes],
  };
}

const keyOf = ({ model, scope }: TargetSettings): string => targetKey({ modelId: model.modelId, scope });

/** Of a component that a plugin makes, no children can be recorded. */
const remoteNote = "made by a plugin of Pulumi's: what is in it is known at deployment";

function previewResource({ type, name, urn, parent, inputs, remote }: RecordedResource): PreviewResource {
  const physicalName = inputs["alarmName"] ?? inputs["dashboardName"] ?? inputs["name"];
  return {
    type,
    name,
    urn,
    ...(parent ? { parent } : {}),
    ...(typeof physicalName === "string" && physicalName !== name ? { physicalName } : {}),
    ...(remote && { note: remoteNote }),
  };
}

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
