import { defaultEvaluations } from "../../monitoring/evaluation.ts";
import type { MonitoringSettings, TargetSettings } from "../../monitoring/settings.ts";
import { loadRegistry } from "../../registry/index.ts";
import type { Registry, RegistryModel } from "../../words/registry.ts";
import { percent } from "../../words/units.ts";
import type { Scope } from "../../words/words.ts";

export const registry: Registry = await loadRegistry("us-east-1");

/** A model of the registry. */
export function model(id: string): RegistryModel {
  const found = registry.models.find(({ modelId }) => modelId === id);
  if (!found) throw new Error(`the registry of ${registry.region} has no ${id}`);
  return found;
}

export const severities = [
  { name: "warning", threshold: percent(70) },
  { name: "critical", threshold: percent(90) },
];

export const target = (id: string, scope: Scope, changes: Partial<TargetSettings> = {}): TargetSettings => ({
  model: model(id),
  scope,
  applicationProfiles: [],
  thresholds: severities,
  evaluation: defaultEvaluations(severities),
  consumption: "estimated",
  alarms: true,
  ...changes,
});

export const settings = (
  targets: readonly TargetSettings[],
  changes: Partial<MonitoringSettings> = {},
): MonitoringSettings => ({
  stack: "us-east-1",
  region: "us-east-1",
  dashboardName: "bedrock-headroom-us-east-1",
  targets,
  severities,
  alerts: { notify: "each", email: [], topicArns: {} },
  publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30 },
  tags: {},
  ...changes,
});

/** As many targets as asked for, made from the registry's own by giving their ids a number. */
export function manyTargets(count: number): TargetSettings[] {
  const real = registry.models.flatMap((each) =>
    (Object.keys(each.scopes) as Scope[]).map((scope) => target(each.modelId, scope)),
  );
  return Array.from({ length: count }, (_, index) => {
    const base = real[index % real.length] as TargetSettings;
    const scope = base.model.scopes[base.scope];
    if (!scope) throw new Error("a target without its scope");
    const number = Math.floor(index / real.length);
    const numbered = (id: string) => (number === 0 ? id : `${id}.n${number}`);
    const ids = scope.ids.map(numbered) as unknown as typeof scope.ids;
    return {
      ...base,
      model: {
        ...base.model,
        modelId: numbered(base.model.modelId),
        scopes: { ...base.model.scopes, [base.scope]: { ...scope, ids } },
      },
    };
  });
}
