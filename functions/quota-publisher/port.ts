import type { QuotaAnswer, QuotaOrigin, QuotaRow } from "../../aws/service-quotas.ts";
import type { QuotaCode } from "../../words/words.ts";
import type { Alert } from "./alert.ts";

/** A metric in the feed's namespace and with its stack's name; without a model it has no other dimension. */
export interface MetricName {
  metric: string;
  /** value of dimension ModelId */
  modelId?: string;
}

/** A metric's value in one minute. */
export interface MetricPoint extends MetricName {
  /** minutes since 1970 */
  minute: number;
  value: number;
}

/** A statistic of a metric, minute by minute. */
export interface MetricAsk extends MetricName {
  statistic: "Minimum" | "Maximum";
}

/** All that the publisher needs of AWS. Every function ends within a time of its own, or rejects. */
export interface QuotaPort {
  /** All rows of Bedrock's quotas. Rejects when they can't be listed. */
  listQuotas(origin: QuotaOrigin): Promise<QuotaRow[]>;
  /**
   * Asks for single quotas, as many as its time allows: the others are not in the answer. Where AWS gave no answer, the
   * reason is. Never rejects.
   */
  askQuotas(
    codes: readonly QuotaCode[],
  ): Promise<ReadonlyMap<QuotaCode, QuotaAnswer | { kind: "not asked"; reason: string }>>;
  /**
   * The values of each ask in the minutes from `from` (inclusive) to `to` (exclusive), by minute, in the asks' order.
   * Rejects when CloudWatch can't say.
   */
  published(asks: readonly MetricAsk[], from: number, to: number): Promise<ReadonlyMap<number, number>[]>;
  /** Puts one batch of at most 1,000 points. Rejects when CloudWatch did not take them. */
  publish(points: readonly MetricPoint[]): Promise<void>;
  /**
   * Tells people by the severest topic that takes the message. Rejects when none does. Absent where there is no topic.
   * @returns why the topics before that one refused
   */
  alert?: (alert: Alert) => Promise<readonly string[]>;
}
