// The order matters to Pulumi's analyser: it follows these lines until it has the component, and collects the texts of
// types on its way.
export type * from "./arguments.ts";
export { BedrockQuotaMonitor } from "./bedrock-quota-monitor.ts";
