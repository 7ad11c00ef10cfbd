import { type Dollars, dollars } from "../words/units.ts";
import { isMeasurable } from "../words/words.ts";
import { type DashboardDraft, metricCount } from "./dashboard/widget.ts";
import { feedMetricCount, listsPerLook, lookMinutes, putsPerMinute } from "./feed.ts";
import type { CostLine, Feed, FeedSum, PlanCost, PlannedAlarm, PlannedCompositeAlarm } from "./plan-types.ts";
import { freeTier, type Price, prices } from "./prices.ts";
import { publisherEndpoints } from "./publisher-endpoints.ts";
import { cannotTell } from "./reservation/assumed.ts";
import { plainIds } from "./reservation/ids.ts";
import { logMetrics } from "./reservation/metrics.ts";
import type { MonitoringSettings, PublisherSettings, TargetSettings } from "./settings.ts";
import { dayStepMinutes, sumsOf } from "./sums.ts";
import { scopeOf } from "./target.ts";
import type { StackPlace } from "./usage.ts";

/** The month of AWS's own price examples. */
const hoursPerMonth = 730;
const minutesPerMonth = hoursPerMonth * 60;
/** The publisher's memory in megabytes; see bench/publisher.ts for what a run uses. */
export const publisherMegabytes = 256;
/** A run's billed time, seconds: an assumption, several times what was measured (docs/performance.md). */
const publisherSeconds = 0.25;
/** The same where it also reads series and adds them up: an assumption, a quick GetMetricData being a fraction of it. */
const summingSeconds = 1;
/** Runs of the notifier in a month, and a run's billed time, seconds: assumptions; a quiet stack has none at all. */
const notifierRuns = 1_000;
const notifierSeconds = 1;
/** The notifier's memory in megabytes. */
export const notifierMegabytes = 256;

/** Metrics that an alarm is billed for. CloudWatch bills a math alarm per metric it reads; a band counts as two more. */
function billedMetrics(alarm: PlannedAlarm): number {
  const metrics = alarm.Metrics.filter((query) => "MetricStat" in query).length;
  return alarm.ThresholdMetricId === undefined ? metrics : metrics + 2;
}

export interface PlanParts {
  feed: Feed;
  alarms: readonly PlannedAlarm[];
  compositeAlarms: readonly PlannedCompositeAlarm[];
  dashboards: readonly DashboardDraft[];
  byTarget: readonly { target: TargetSettings; alarms: readonly PlannedAlarm[] }[];
}

/** What a plan costs a month, and each target's share of it. */
export function costOf(settings: MonitoringSettings, parts: PlanParts): PlanCost {
  const customMetrics = feedMetricCount(parts.feed);
  const logMetricCount = settings.targets.reduce((total, target) => total + loggedMetrics(settings, target), 0);
  const alarmMetrics = parts.alarms.reduce((total, alarm) => total + billedMetrics(alarm), 0);
  const puts = putsPerMinute(parts.feed) * minutesPerMonth;
  const lists = parts.feed.uncounted ? (minutesPerMonth / lookMinutes) * listsPerLook : 0;
  const reads = (parts.feed.sums ?? []).reduce((total, sum) => total + readsOf(sum), 0);
  const functionRuns = minutesPerMonth + notifierRuns;
  const gigabyteSeconds =
    minutesPerMonth * (reads > 0 ? summingSeconds : publisherSeconds) * (publisherMegabytes / 1024) +
    notifierRuns * notifierSeconds * (notifierMegabytes / 1024);
  const lines = [
    line("published quota metrics", customMetrics, prices.customMetric),
    ...(logMetricCount > 0
      ? [line("metrics of the reservation from logs, at most", logMetricCount, prices.customMetric)]
      : []),
    line("alarm metrics", alarmMetrics, prices.alarmMetric),
    line("composite alarms", parts.compositeAlarms.length, prices.compositeAlarm),
    line("dashboards", parts.dashboards.length, prices.dashboard),
    line("PutMetricData requests", puts, prices.apiRequest),
    ...(reads > 0 ? [line("metrics read for sums", reads, prices.readMetric)] : []),
    ...(lists > 0 ? [line("ListMetrics requests", lists, prices.apiRequest)] : []),
    line("Lambda requests", functionRuns, prices.lambdaRequest),
    line("Lambda GB-seconds", gigabyteSeconds, prices.lambdaGigabyteSecond),
    ...keyLines(settings),
    ...networkLines(settings.publisher),
  ];
  const free =
    Math.min(customMetrics + logMetricCount, freeTier.customMetrics) * prices.customMetric.usd +
    Math.min(alarmMetrics, freeTier.alarmMetrics) * prices.alarmMetric.usd +
    freeDashboards(parts.dashboards) * prices.dashboard.usd +
    Math.min(puts + lists, freeTier.apiRequests) * prices.apiRequest.usd +
    Math.min(functionRuns, freeTier.lambdaRequests) * prices.lambdaRequest.usd +
    Math.min(gigabyteSeconds, freeTier.lambdaGigabyteSeconds) * prices.lambdaGigabyteSecond.usd;
  return {
    currency: "USD",
    monthlyUsd: cents(lines.reduce((total, { usd }) => total + usd, 0)),
    freeTierUsd: cents(free),
    lines,
    perTarget: parts.byTarget.map(({ target, alarms }) => ({
      modelId: target.model.modelId,
      scope: target.scope,
      usd: cents(
        (publishedFor(target) + loggedMetrics(settings, target)) * prices.customMetric.usd +
          sumsUsd(settings, target) +
          alarms.reduce((total, alarm) => total + billedMetrics(alarm), 0) * prices.alarmMetric.usd,
      ),
    })),
  };
}

/** The severest topic's own key and the one that the others share (components/alert-topics.ts); none where one is given. */
const keyLines = ({ alerts, severities }: MonitoringSettings): CostLine[] =>
  alerts.kmsKeyArn === undefined
    ? [line("keys for the topics", Math.min(severities.length, 2), prices.customerManagedKey)]
    : [];

/**
 * A VPC of the publisher's own: an endpoint for each service in each zone. The data through them is left out, a few
 * cents ($0.01 a GB, aws.amazon.com/privatelink/pricing); the rest of such a VPC is free. An existing VPC costs nothing more.
 */
const networkLines = ({ vpc }: PublisherSettings): CostLine[] =>
  vpc?.kind === "create"
    ? [
        line(
          "interface endpoint hours",
          publisherEndpoints.length * vpc.zones * hoursPerMonth,
          prices.interfaceEndpointHour,
        ),
      ]
    : [];

/** How many metrics a month the publisher asks for, for one sum. */
const readsOf = ({ over, terms }: FeedSum): number =>
  (terms.length * minutesPerMonth) / (over === "day" ? dayStepMinutes : 1);

/** Dollars a month for the sums of a target: the metrics read and the ones published, before the alarm metrics that they save. */
export const sumsUsd = (place: StackPlace, target: TargetSettings): number =>
  sumsOf({ ...place, targets: [target] }).reduce(
    (total, sum) => total + readsOf(sum) * prices.readMetric.usd + prices.customMetric.usd,
    0,
  );

/** How many metrics the publisher keeps alive for a target. */
const publishedFor = (target: TargetSettings): number =>
  scopeOf(target).quotas.filter(({ kind }) => isMeasurable(kind)).length;

/** How many metrics the filters on the invocation log publish of a target, at most: a metric that gets no value costs nothing. */
const loggedMetrics = ({ region }: Pick<MonitoringSettings, "region">, target: TargetSettings): number =>
  target.reservation?.source === "logs" && cannotTell(target, target.reservation) === undefined
    ? Object.keys(logMetrics).length * plainIds(target, region).length
    : 0;

const freeDashboards = (all: readonly DashboardDraft[]): number =>
  Math.min(freeTier.dashboards, all.filter((one) => metricsOn(one) <= freeTier.metricsPerFreeDashboard).length);

const metricsOn = (dashboard: DashboardDraft): number =>
  dashboard.body.widgets.reduce((total, widget) => total + metricCount(widget), 0);

const line = (what: string, quantity: number, price: Price): CostLine => ({
  what,
  quantity,
  unitUsd: price.usd,
  usd: cents(quantity * price.usd),
  source: price.source,
  verified: price.verified,
});

const cents = (value: number): Dollars => dollars(Math.round(value * 100) / 100);
