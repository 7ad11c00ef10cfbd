import type { QuotaReading } from "../../aws/service-quotas.ts";
import type { QuotaCode } from "../../words/words.ts";
import type { Alert } from "./alert.ts";

/** A metric in the feed's namespace; without a model it has no dimension. */
export interface MetricName {
  metric: string;
  /** value of dimension ModelId */
  modelId?: string;
}

/** A metric's value in one minute. */
export interface MetricPoint extends MetricName {
  value: number;
}

/** All that the publisher needs of AWS. Every function ends within a time of its own, or rejects. */
export interface QuotaPort {
  /** The values that hold for the account. Rejects when Service Quotas can't be listed. */
  readQuotas(codes: readonly QuotaCode[]): Promise<QuotaReading>;
  /**
   * The latest value of each metric in the three hours before a time, in the metrics' order; undefined where there is
   * none. Rejects when CloudWatch can't say.
   */
  lastPublished(metrics: readonly MetricName[], before: Date): Promise<(number | undefined)[]>;
  /** Puts one batch of at most 1,000 points, all of the same minute. Rejects when CloudWatch did not take them. */
  publish(points: readonly MetricPoint[], minute: Date): Promise<void>;
  /** Tells people; absent where there is no topic to tell them by. */
  alert?: (alert: Alert) => Promise<void>;
}
