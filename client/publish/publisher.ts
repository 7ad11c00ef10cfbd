import type { MinuteRecord } from "../minutes/minutes.ts";

/** What was counted since the last time. */
export interface Batch {
  application: string;
  records: readonly MinuteRecord[];
  /** records lost before this batch, for want of room or because they were refused */
  dropped: number;
  /** Whether to send all there is, in as many requests as it takes: on demand and at the end. */
  all: boolean;
}

export interface Outcome {
  /** to be tried again */
  keep: readonly MinuteRecord[];
  /** refused for good */
  refused: number;
  /** whether `dropped` has been told */
  toldDropped: boolean;
  /** what went wrong, for whoever wants to know */
  error?: unknown;
}

/** Where figures go once a minute. May reject; then all is kept. */
export interface Publisher {
  publish(batch: Batch): Promise<Outcome>;
}
