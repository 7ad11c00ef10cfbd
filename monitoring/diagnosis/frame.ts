import { day, minute, type Seconds, seconds } from "../../words/units.ts";
import type { Span } from "../report/evaluate.ts";
import type { QuotaReadings } from "../report/quota-reading.ts";
import type { ReservationSeen } from "../report/reservation-usage.ts";

/** What a diagnosis looks at, and what is known beside the metrics. */
export interface DiagnosisFrame {
  region: string;
  /** whole minutes; its start is a whole five minutes */
  span: Span & { period: typeof minute };
  /** epoch seconds */
  now: number;
  /** the account's quotas as they are now */
  quotas: QuotaReadings;
}

/** What is known of one target beside the metrics. */
export interface TargetKnowledge {
  /** the stack here that publishes its quotas; absent: none does */
  stack?: string;
  /** how a stack here looks at its reservation */
  seen?: ReservationSeen;
  /** max_tokens as --max-tokens gives it */
  maxTokens?: number;
  /** 99th percentile of output tokens: requests asked for so many at least. Absent: CloudWatch has none */
  outputP99?: number;
  /** epoch minutes and how many errors callers got then, of a target without a metric of throttling */
  errors?: ReadonlyMap<number, number>;
}

const fiveMinutes: Seconds = seconds(300);

/**
 * What is read before the window for daily quotas: a whole day and back to its midnight. CloudWatch keeps five minutes
 * for 63 days, and at least as long as minutes.
 */
export function dayBefore({ start }: Span): Span {
  return { start: Math.floor((start - day) / fiveMinutes) * fiveMinutes, end: start, period: fiveMinutes };
}

/** The whole minutes of a window, from a whole five minutes on. @param window epoch seconds */
export const minutesOf = ({ start, end }: { start: number; end: number }): DiagnosisFrame["span"] => ({
  start: Math.floor(start / fiveMinutes) * fiveMinutes,
  end: Math.floor(end / minute) * minute,
  period: minute,
});
