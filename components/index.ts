/** The components, for use in a Pulumi program of one's own. */
export { AlarmNotifier, type AlarmNotifierArgs } from "./alarm-notifier.ts";
export { AlertTopics, type AlertTopicsArgs } from "./alert-topics.ts";
export { ModelMonitor, type ModelMonitorArgs } from "./model-monitor.ts";
export { PlannedMonitor, type PlannedMonitorArgs } from "./planned-monitor.ts";
export { PublisherNetwork, type PublisherNetworkArgs } from "./publisher-network.ts";
export { QuotaDashboard, type QuotaDashboardArgs } from "./quota-dashboard.ts";
export { QuotaPublisher, type QuotaPublisherArgs } from "./quota-publisher.ts";
