/** The components, for use in a Pulumi program of one's own. */
export { AlarmNotifier, type AlarmNotifierArgs } from "./alarm-notifier.ts";
export { AlertTopics, type AlertTopicsArgs } from "./alert-topics.ts";
export { BedrockQuotaMonitor, type BedrockQuotaMonitorArgs } from "./bedrock-quota-monitor.ts";
export { ModelMonitor, type ModelMonitorArgs } from "./model-monitor.ts";
// Only its type: the component loads awsx, so import it from ./publisher-network.ts where it is needed.
export type { PublisherNetworkArgs } from "./publisher-network.ts";
export { QuotaDashboard, type QuotaDashboardArgs } from "./quota-dashboard.ts";
export { QuotaPublisher, type QuotaPublisherArgs } from "./quota-publisher.ts";
