/** `bedrock-headroom/config`: a stack's settings, read, checked and planned. No Pulumi in it. */
export { plan } from "../monitoring/plan.ts";
export type { MonitoringPlan } from "../monitoring/plan-types.ts";
export type { MonitoringSettings } from "../monitoring/settings.ts";
export {
  ConfigError,
  type ReadSettings,
  readSettings,
  type SettingsInput,
  type StackConfig,
} from "../stacks/config.ts";
export type { Problem } from "../stacks/config-error.ts";
export { type PlanForStack, type PlanOptions, planForStack } from "../stacks/plan-for-stack.ts";
export { readStackFile } from "../stacks/read-stack-file.ts";
