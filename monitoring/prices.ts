/**
 * Prices of us-east-1 in US dollars, before the free tier; other Regions can differ.
 * Only the free tier could be read on AWS's own page (https://aws.amazon.com/cloudwatch/pricing/); the prices come
 * from third parties that cite the AWS price list of autumn 2026, so `verified` is false unless an AWS page says so.
 */
export interface Price {
  usd: number;
  source: string;
  verified: boolean;
}

const thirdParty = "AWS price list as cited by third parties, autumn 2026";

export const prices = {
  /** one custom metric for a month, first 10,000 */
  customMetric: { usd: 0.3, source: thirdParty, verified: false },
  /** one metric of a standard-resolution alarm for a month; AWS's worked example: "$0.10 * 4" for four alarms */
  alarmMetric: { usd: 0.1, source: thirdParty, verified: false },
  compositeAlarm: { usd: 0.5, source: `${thirdParty}; not re-read`, verified: false },
  dashboard: { usd: 3, source: thirdParty, verified: false },
  /** one metric asked for in a GetMetricData; AWS's free requests don't cover it (repost.aws/knowledge-center/cloudwatch-getmetricdata-api) */
  readMetric: { usd: 0.01 / 1000, source: thirdParty, verified: false },
  /** one request to PutMetricData or ListMetrics */
  apiRequest: { usd: 0.01 / 1000, source: thirdParty, verified: false },
  /** a gigabyte of logs scanned by Logs Insights */
  logsScannedGigabyte: { usd: 0.005, source: thirdParty, verified: false },
  lambdaRequest: { usd: 0.2 / 1e6, source: thirdParty, verified: false },
  /** arm64 */
  lambdaGigabyteSecond: { usd: 0.0000133334, source: thirdParty, verified: false },
  /** one interface VPC endpoint in one Availability Zone for an hour; that it is billed so is AWS's own page, aws.amazon.com/privatelink/pricing */
  interfaceEndpointHour: { usd: 0.01, source: thirdParty, verified: false },
  customerManagedKey: { usd: 1, source: `${thirdParty}; not re-read`, verified: false },
} as const satisfies Record<string, Price>;

/** The account's monthly free tier, shared with everything else in the account. https://aws.amazon.com/cloudwatch/pricing/ */
export const freeTier = {
  customMetrics: 10,
  alarmMetrics: 10,
  dashboards: 3,
  /** a dashboard is free only up to this many metrics */
  metricsPerFreeDashboard: 50,
  apiRequests: 1_000_000,
  /** lambda, third parties */
  lambdaRequests: 1_000_000,
  lambdaGigabyteSeconds: 400_000,
} as const;
