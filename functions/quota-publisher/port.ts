import type { QuotaAnswer, QuotaOrigin, QuotaRow } from "../../aws/service-quotas.ts";
import type { SumTerm } from "../../monitoring/plan-types.ts";
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

/** A series of Bedrock's, or of what shows the reservation. */
export type CountedSeries = Omit<SumTerm, "factor">;

/** An id that has use. */
export interface UsedId {
  namespace: string;
  /** value of dimension ModelId, or Model on mantle */
  id: string;
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
  /**
   * CloudWatch's Sum (or the statistic that the series names) of each series in each period of so many minutes from `from` (inclusive) to `to` (exclusive), by the
   * period's first minute, in the order of the series. Rejects when CloudWatch can't say of one of them.
   */
  counted(
    series: readonly CountedSeries[],
    span: { from: number; to: number; minutes: number },
  ): Promise<ReadonlyMap<number, number>[]>;
  /** Ids of Bedrock that have had use in the last three hours. Rejects when they can't be listed. */
  usedIds(): Promise<UsedId[]>;
  /** Of some ids those that people were told of since a minute, as uncounted. Rejects when CloudWatch can't say. */
  toldIds(ids: readonly string[], from: number, to: number): Promise<ReadonlySet<string>>;
  /** Puts one batch of at most 1,000 points. Rejects when CloudWatch did not take them. */
  publish(points: readonly MetricPoint[]): Promise<void>;
  /**
   * Tells people by the severest topic that takes the message. Rejects when none does. Absent where there is no topic.
   * @returns why the topics before that one refused
   */
  alert?: (alert: Alert) => Promise<readonly string[]>;
}
