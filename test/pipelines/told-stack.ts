import { type DiffReport, reportOf } from "../../cli/plan-diff-report.ts";
import { plan } from "../../monitoring/plan.ts";
import { diffPlans } from "../../monitoring/plan-diff.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import type { AlertSettings, MonitoringSettings, TargetSettings } from "../../monitoring/settings.ts";
import { manyTargets, settings } from "../monitoring/example-settings.ts";

// A stack with recipients of every sort, and what a comparison with it leads with.
export const targets = manyTargets(12);
export const topic = (account: string) => `arn:aws:sns:us-east-1:${account}:on-call`;
export const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}`;
export const told: AlertSettings = {
  notify: "each",
  email: ["ops@example.com", "platform-team@example.com"],
  slack: { workspaceId: "T0123456789", channelId: "C0123456789", topics: [topic("123456789012")] },
  webhooks: [{ type: "teams", secretArn: secret("teams-AbCdEf"), severities: ["critical"] }],
  topicArns: { critical: [topic("123456789012")] },
};

export const stack = (alerts: Partial<AlertSettings> = {}, changes: Partial<MonitoringSettings> = {}) =>
  plan(settings(changes.targets ?? targets, { alerts: { ...told, ...alerts }, ...changes }));
export const base = stack();
export const report = (after: MonitoringPlan | undefined, before: MonitoringPlan | undefined = base): DiffReport =>
  reportOf(diffPlans(before, after));
export const lead = (after: MonitoringPlan | undefined, before?: MonitoringPlan): string[] =>
  report(after, before).lead.map(({ text }) => text);
export const changed = (change: (plan: MonitoringPlan) => void): MonitoringPlan => {
  const copy = structuredClone(base);
  change(copy);
  return copy;
};
export const each = (change: (target: TargetSettings, index: number) => Partial<TargetSettings>) =>
  targets.map((target, index) => ({ ...target, ...change(target, index) }));
