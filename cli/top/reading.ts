import type { QuotaUsage, TargetThresholds } from "../../monitoring/report/document.ts";
import type { Scope } from "../../words/words.ts";

/** One Region as one AWS profile sees it. */
export interface Place {
  region: string;
  /** undefined: the SDK's own choice of credentials */
  profile: string | undefined;
}

/** A percentage of a quota and the minute that it is of. */
export interface PercentAt {
  percent: number;
  /** epoch seconds: the minute's start; of a daily quota the end of what was read */
  at: number;
}

/** How full a quota is. */
export interface Now extends PercentAt {
  /** false: the minute's data are still coming in, so this is a lower bound, higher than the newest whole minute's */
  complete: boolean;
}

/** A quota of a target, as it stands. */
export interface TopQuota
  extends Pick<
    QuotaUsage,
    "kind" | "code" | "name" | "awsValue" | "multiplier" | "value" | "origin" | "adjustable" | "url"
  > {
  /** each minute of the window; null: no datapoint. Null as a whole: not told by the minute, or the value is unknown */
  percents: (number | null)[] | null;
  /** null: nobody can tell */
  now: Now | null;
  /** highest minute of the window; null: no data, or a daily quota */
  peak: PercentAt | null;
  /** why `now` is null, or what else to know */
  note: string | null;
}

/** What one id that draws on a target's quotas had in the window. */
export interface Drawer {
  id: string;
  name: string;
  isApplicationProfile: boolean;
  /** percent of the target's tokens; of its requests where no tokens were counted */
  share: number;
  tokens: number;
  requests: number;
  throttles: number;
}

/** Throttled requests; null on mantle, whose throttles CloudWatch can't tell. */
export interface Throttles {
  /** in the newest `throttleMinutes` minutes */
  recent: number;
  hour: number;
  /** epoch seconds: start of the newest minute with throttles; null: none in the window */
  lastAt: number | null;
}

export interface TopTarget {
  modelId: string;
  name: string;
  scope: Scope;
  thresholds: TargetThresholds;
  quotas: TopQuota[];
  throttles: Throttles | null;
  /** most first; ids without traffic are left out */
  drawers: Drawer[];
}

/** What one round of reading tells of a place. */
export interface PlaceReading {
  /** epoch seconds, when the round was answered */
  readAt: number;
  /** epoch seconds: start of the first minute of the window, which has `windowMinutes` */
  start: number;
  /** epoch seconds: start of the newest minute whose data are whole */
  settled: number;
  targets: TopTarget[];
  /** what could not be read, or only in part: a sentence each */
  notes: string[];
  /** metrics that are asked for in an hour, which is what CloudWatch charges */
  metricsAnHour: number;
  /** metrics asked for since the command began */
  metricsInAll: number;
}

export const windowMinutes = 60;
/** What "throttled just now" looks back, minutes. As long as what the report calls "now". */
export const throttleMinutes = 5;
