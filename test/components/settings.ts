import { defaultEvaluations } from "../../monitoring/evaluation.ts";
import type { MonitoringSettings, TargetSettings } from "../../monitoring/settings.ts";
import type { RegistryModel } from "../../words/registry.ts";
import { percent } from "../../words/units.ts";

const provenance = { source: "made up for tests", readAt: "2026-11-21" };

/** A model with a TPM and an RPM quota per scope. */
export const testModel = (modelId: string, code: number): RegistryModel => ({
  modelId,
  name: `Model ${modelId}`,
  provider: "Example",
  lifecycle: "active",
  outputModalities: ["TEXT"],
  burndown: { rate: 5, ...provenance },
  scopes: {
    "on-demand": {
      ids: [modelId],
      quotas: [
        quota("tpm", code, `On-demand model inference tokens per minute for ${modelId}`),
        quota("rpm", code + 1, `On-demand model inference requests per minute for ${modelId}`),
      ],
    },
    "cross-region": {
      ids: [`us.${modelId}`],
      quotas: [quota("tpm", code + 2, `Cross-region model inference tokens per minute for ${modelId}`)],
    },
  },
  provenance,
});

const quota = (kind: "tpm" | "rpm", code: number, name: string) => ({
  kind,
  code: `L-${code.toString(16).toUpperCase().padStart(8, "0")}` as const,
  name,
  defaultValue: 1000,
  multiplier: 1 as const,
});

const severities = [
  { name: "warning", threshold: percent(70) },
  { name: "critical", threshold: percent(90) },
];

export const testTarget = (model: RegistryModel, scope: "on-demand" | "cross-region"): TargetSettings => ({
  model,
  scope,
  applicationProfiles: [],
  thresholds: severities,
  evaluation: defaultEvaluations(severities),
  consumption: "estimated",
  alarms: true,
});

/** A small stack: one model called in two ways. */
export function testSettings(change: Partial<MonitoringSettings> = {}): MonitoringSettings {
  const model = testModel("example.alpha-v1:0", 16);
  return {
    stack: "test",
    region: "us-east-1",
    dashboardName: "bedrock-headroom-us-east-1",
    targets: [testTarget(model, "on-demand"), testTarget(model, "cross-region")],
    severities,
    alerts: { notify: "each", email: ["team@example.com"], topicArns: {} },
    publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30 },
    tags: { team: "platform" },
    ...change,
  };
}
