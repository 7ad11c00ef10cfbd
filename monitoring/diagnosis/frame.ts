import { day, minute, type Seconds, seconds } from "../../words/units.ts";
import type { Span } from "../report/evaluate.ts";
import type { QuotaReadings } from "../report/quota-reading.ts";
import type { ReservationSeen } from "../report/reservation-usage.ts";

/** What a diagnosis looks at, and what is known beside the metrics. */
export interface DiagnosisFrame {
  region: string;
  /** what is told: whole minutes; its start is a whole five minutes. Epoch seconds */
  window: { start: number; end: number };
  /** what is read of every metric: the window and the minutes about it, which requests at its edges were counted in */
  span: Span & { period: typeof minute };
  /** epoch seconds: the newest minutes may still grow */
  now: number;
  /** the account's quotas as they are now */
  quotas: QuotaReadings;
}

/** What is known of one target beside the metrics. */
export interface TargetKnowledge {
  /** stacks that publish its quotas, whether or not their files are here */
  stacks: readonly string[];
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

/** How far about a window is read: requests that run over ten minutes are counted as far away, and five minutes to spare. */
const about = 900;

/** A window with the minutes about it, as far as they are kept and over. @param keptFrom from when on minutes are kept */
export const minutesAbout = (
  { start, end }: { start: number; end: number },
  { keptFrom, now }: { keptFrom: number; now: number },
): DiagnosisFrame["span"] =>
  minutesOf({
    start: Math.min(start, Math.max(keptFrom, start - about)),
    end: Math.max(end, Math.min(now, end + about)),
  });
