/** What other Pulumi programs import. */
export type { MonitoredAlarm } from "../components/planned-monitor.ts";
export type * from "./arguments.ts";
export { BedrockQuotaMonitor } from "./bedrock-quota-monitor.ts";
