import type { LimitKind, QuotaCode, Scope } from "../../words/words.ts";
import type { QuotaForecast } from "../forecast/forecast.ts";
import type { Bounds } from "./bounds.ts";
import type { CallersSource, TargetCallers } from "./callers-document.ts";
import type { AlarmCoverage, StackLines } from "./coverage.ts";
import type { ReadingOrigin } from "./quota-reading.ts";

/** Version of the usage document; raised when a field changes its meaning or goes. Documented in docs/usage.md. */
export const usageSchemaVersion = 3;

/** ISO 8601 date and time in UTC. */
export type Time = string;

/** The values of a figure that may not be exact where CloudWatch has no minutes any more. */
export type InexactName =
  | "mean"
  | "p50"
  | "p90"
  | "p99"
  | "max"
  | "minutesWithData"
  | "p50IdleAsZero"
  | "p90IdleAsZero"
  | "p99IdleAsZero";

/**
 * What a series of values, one a period, comes to. Values are per minute whatever the period, so that figures of
 * stretches of different resolution can be put together.
 *
 * Percentiles are nearest-rank: the smallest value that at least p % of the minutes do not exceed. Every value is exact
 * but those with `bounds`.
 */
export interface Figure {
  /** what was counted in the whole window: exact, whatever the resolution */
  total: number;
  /**
   * over the minutes with data, per minute; null where there is none. Where it is not exact, as the percentiles: what
   * the minutes tell that CloudWatch still has (`window.minutesRead`), as far as the rest of the window leaves it possible
   */
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p99: number | null;
  /** highest value, per minute: where it is not exact, what some minute reached at least */
  max: number | null;
  /** start of the period of the highest value: of the first one, where several are as high */
  maxAt: Time | null;
  /** length of that period: when it is more than 60, `max` is a mean over the period and hides higher minutes */
  maxPeriodSeconds: number | null;
  /** periods with data */
  datapoints: number;
  /** minutes that those periods cover: where it is not exact, the most that it can be */
  minutesWithData: number;
  /** the same over every minute of the window, an idle minute as 0: how the whole time looks */
  idleAsZero: { mean: number; p50: number; p90: number; p99: number };
  /** of each value that is not exact, between what the true one lies; a value that is not here is exact */
  bounds: Partial<Record<InexactName, Bounds>>;
}

/**
 * Latency, from CloudWatch's own percentiles per period and id (those can't be put together exactly), over the whole
 * periods that the window touches: from `start` to `end`, which may be up to a period more than the window.
 * The true percentile of the window lies between `lowest` and `highest`; `typical` is the median of the periods.
 */
export interface LatencyFigure {
  /** milliseconds; exact */
  mean: number;
  /** milliseconds; exact */
  max: number;
  /** start of the period that has it */
  maxAt: Time;
  samples: number;
  start: Time;
  /** exclusive */
  end: Time;
  /** length of the periods, seconds */
  periodSeconds: number;
  percentiles: Record<"p50" | "p90" | "p99", { lowest: number; typical: number; highest: number; highestAt: Time }>;
}

export interface Utilisation {
  /** percent; the highest of the last five minutes of the window, idle minutes as 0; null when the window ends in the past */
  now: number | null;
  /** percent, over the minutes with data; null: no data */
  p90: number | null;
  /** percent, an idle minute as 0 */
  p90IdleAsZero: number;
  peak: number | null;
  peakAt: Time | null;
  /** when more than 60 (a day for a daily quota: 86400), the peak is a mean over the period and hides higher minutes */
  peakPeriodSeconds: number | null;
  /**
   * minutes at or above a share of the quota, counted where there is one-minute data; null: there is none.
   * bounds: those of the whole window, where that count is not all of it
   */
  minutesAbove: { percent: number; minutes: number; bounds?: Bounds }[] | null;
  /** minutes that one-minute data covers */
  minutesCounted: number;
  /** of each value that is not exact, percent, between what the true one lies; a value that is not here is exact */
  bounds: Partial<Record<"now" | "p90" | "p90IdleAsZero" | "peak", Bounds>>;
}

/** A daily quota's state. The day is taken to begin at midnight UTC: AWS does not document when the count starts again. */
export interface DailyState {
  /** tokens since midnight UTC */
  today: number;
  /** tokens in the last 24 hours, by the hour */
  last24Hours: number;
  /** tokens an hour in the last hour */
  perHour: number;
  /** when today's use reaches the quota at that pace; null: not today */
  exhaustedAt: Time | null;
  /**
   * UTC days with use in the window's part of them, and idle ones, each with all its tokens up to the window's end;
   * `partlyBefore`: it began before the window, so some of them may be from before it
   */
  days: { day: string; tokens: number; complete: boolean; partlyBefore: boolean }[];
}

export interface QuotaUsage {
  kind: LimitKind;
  code: QuotaCode;
  name: string;
  /** what the account has; null: none, or it could not be read (then `origin` is "unread") */
  applied: number | null;
  /** AWS's default in this Region */
  default: number | null;
  /** AWS's value: applied, else default, as Service Quotas shows it; null: none, or cannot tell */
  awsValue: number | null;
  /** 2 for daily quotas "doubled for cross-region calls" in scope cross-region */
  multiplier: 1 | 2;
  /** effective for this scope, which use is compared with: AWS's value times the multiplier; null: none, or cannot tell */
  value: number | null;
  /** where the value comes from; "none": not in this account; "unread": Service Quotas could not be read */
  origin: ReadingOrigin;
  adjustable: boolean | null;
  /** the quota's page in the console, where an increase is asked for */
  url: string;
  /** null: no metric tells this kind's use (concurrency), or the value is unknown */
  utilisation: Utilisation | null;
  /** daily quotas */
  daily?: DailyState;
  /** how its use goes on: of a window up to the present that has three weeks by five minutes or finer */
  forecast?: QuotaForecast;
}

export const figureNames = [
  "tpm",
  "tpmByFormula",
  "rpm",
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "throttles",
  "clientErrors",
  "serverErrors",
] as const;
/**
 * tpm: EstimatedTPMQuotaUsage, AWS's own figure. tpmByFormula: input + cache write + burndown × output.
 * rpm: invocations (on mantle: inferences). Input and output tokens on mantle are TotalInputTokens, TotalOutputTokens.
 */
export type FigureName = (typeof figureNames)[number];

/** What one id that draws on the target's quotas used. */
export interface ProfileUsage {
  /** value of dimension ModelId (Model on mantle) */
  id: string;
  name: string;
  kind: "model" | "system-profile" | "application-profile";
  tags: Record<string, string>;
  /** consumption in tokens (on mantle: input + output) */
  tokens: number;
  invocations: number;
  throttles: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** percent of the target's tokens; of its invocations where no tokens were counted */
  share: number;
  /** percent of the target's consumption in its highest period; null: no consumption */
  shareAtPeak: number | null;
  /** the report was asked for by this profile's name, id or ARN */
  asked?: true;
}

export interface GroupUsage {
  /** a tag's value, or a profile's id; null: the ids without the tag */
  value: string | null;
  ids: string[];
  tokens: number;
  invocations: number;
  throttles: number;
  share: number;
}

/** One value a bucket; null: no data in the bucket. */
export type BucketValues = (number | null)[];

/** What charts are drawn from. Bucket i starts at start + i × bucketSeconds. */
export interface Charts {
  /** epoch seconds */
  start: number;
  bucketSeconds: number;
  buckets: number;
  /**
   * per minute: lowest and highest over the minutes with data, mean over the whole bucket with idle minutes as 0
   * (mean × minutes is the total). Peaks survive in max.
   */
  rates: Partial<Record<FigureName, { min: BucketValues; max: BucketValues; mean: BucketValues }>>;
  /** milliseconds, highest of the ids and periods in the bucket */
  latency: { p50: BucketValues; p90: BucketValues; p99: BucketValues } | null;
  timeToFirstToken: { p50: BucketValues; p90: BucketValues; p99: BucketValues } | null;
  /** tokens (mantle: input + output) in each bucket, by id */
  tokensByProfile: Record<string, BucketValues>;
  /** every period with throttles at its true start: [epoch seconds, throttles, period in seconds]; the largest 2,000 */
  throttledAt: [number, number, number][];
}

export type Severity = "ok" | "warning" | "critical" | "unknown";

/**
 * How much a target hurts, which is the order of the report. throttled-now: in the window's last five minutes;
 * throttled: earlier in it; over, near: a quota's use reached critical, warning; unknown: something could not be told.
 */
export type Standing = "throttled-now" | "throttled" | "over" | "near" | "unknown" | "ok";

/** Something to do about a target, and where. */
export interface Step {
  text: string;
  /** a page of the AWS console */
  url?: string;
}

/** Percent of a quota from which a target is a warning, critical. */
export interface TargetThresholds {
  warning: number;
  critical: number;
  /** where they come from: the name of the stack that covers the target, "default" where none does, "--fail-on" */
  from: string;
}

/** A figure of the reservation over the window's minutes with data. */
export interface ReservedFigure {
  peak: number;
  /** start of the minute */
  peakAt: Time;
  mean: number;
  /** minutes with data */
  minutes: number;
}

/**
 * What Bedrock reserved, as the stack's dashboard and alarms show it (docs/reservation.md): estimates all, over the
 * window's minutes that CloudWatch still keeps one by one.
 */
export interface ReservationUsage {
  source: "logs" | "client" | "estimate";
  /** whose config says how it is seen */
  stack: string;
  /** what a request without max_tokens is taken to hold; with source estimate, every request. null: they are left out */
  maxTokens: number | null;
  /** max_tokens of the requests that name it, on average, and how many those are; null: none, or an estimate */
  asked: { maxTokens: number; requests: number } | null;
  /** requests that name none, so that what they hold is assumed */
  assumed: number;
  /** tokens a minute: input + cache write + max_tokens of the requests begun */
  begun: ReservedFigure | null;
  /** tokens held at once, the minute's mean */
  held: ReservedFigure | null;
  /** held + used: tokens against the quota of a minute */
  taken: ReservedFigure | null;
  /** tokens a minute, begun − used: reserved, and given back */
  gap: ReservedFigure | null;
  /** of today's quota, percent; null: no quota, or no data */
  takenPercent: { peak: number; mean: number } | null;
  /** the highest of it in a minute with throttled requests, percent; null: none of them is known */
  takenAtThrottles: number | null;
  /** minutes in which taken was the quota or more; null: no quota */
  minutesFull: number | null;
  /** why there are no figures */
  why?: string;
}

export interface TargetUsage {
  modelId: string;
  /** e.g. "Claude Opus 5" */
  name: string;
  provider: string;
  scope: Scope;
  /** every id whose traffic was added up */
  ids: readonly string[];
  severity: Severity;
  /** why the severity is what it is, a sentence */
  because: string;
  standing: Standing;
  /** what can be the cause of it, the likeliest first; none for an ok target. No metric says which it is */
  causes: string[];
  /** what to do, in order; none for an ok target */
  steps: Step[];
  /** throttled requests in the window's last five minutes; null: the window ends in the past, or no metric tells */
  throttledNow: number | null;
  /** start and length of the newest period with throttled requests; null: none, or no metric tells */
  lastThrottled: { at: Time; periodSeconds: number } | null;
  /** what the target's use is judged by */
  thresholds: TargetThresholds;
  quotas: QuotaUsage[];
  /** kinds that a target of this scope usually has a quota of */
  missingKinds: LimitKind[];
  figures: Partial<Record<FigureName, Figure>>;
  /** absent where no stack here looks at it */
  reservation?: ReservationUsage;
  /** why a figure is absent, by its name */
  absent: Partial<Record<FigureName | "latency" | "timeToFirstToken", string>>;
  /** throttles ÷ (invocations + throttles), percent; null: neither */
  throttleRate: number | null;
  latency: LatencyFigure | null;
  timeToFirstToken: LatencyFigure | null;
  perProfile: ProfileUsage[];
  /** with --by */
  groups?: { by: string; values: GroupUsage[] };
  /** with --by caller, session or metadata, where the calls are logged */
  callers?: TargetCallers;
  charts: Charts;
  /** the stack here whose file monitors it; false: none does; null: no stack here is for this Region */
  inStack: string | false | null;
  /** what that stack's alarms would have seen; null: none covers it */
  alarms: AlarmCoverage | null;
  /** what is wrong or unsure with this target's data */
  notes: string[];
}

/** A part of the window and how finely CloudWatch still has it. */
interface ResolutionStretch {
  start: Time;
  end: Time;
  periodSeconds: 60 | 300 | 3600;
  /** true: a value is a mean over several minutes, and one-minute peaks are hidden */
  hidesMinutePeaks: boolean;
}

export interface Incomplete {
  /** what could not be read, e.g. "Service Quotas" */
  what: string;
  why: string;
  /** what that means for the report, and what to do */
  effect: string;
}

export interface UsageDocument {
  schemaVersion: typeof usageSchemaVersion;
  generatedAt: Time;
  region: string;
  /** IANA name; all times in the document are UTC, this is how to show them */
  timeZone: string;
  /** minutes: of the window; minutesRead: of those, the ones that CloudWatch still has one by one */
  window: { start: Time; end: Time; minutes: number; minutesRead: number };
  resolution: ResolutionStretch[];
  /** percent of a quota from which a target that no stack covers is a warning, critical; others have their own */
  thresholds: { warning: number; critical: number };
  /** what hurts most first: by `standing`, then by throttled requests, then by the fullest quota */
  targets: TargetUsage[];
  /** ids with traffic that could not be assigned to a model, so they are in no target */
  unassigned: { id: string; namespace: string; why: string; invocations: number }[];
  /** the daily quota across all models: weighted by price, so it has no use to show */
  crossModelDaily: {
    code: QuotaCode;
    name: string;
    applied: number | null;
    default: number | null;
    /** the rest as a target's quota's */
    awsValue: number | null;
    value: number | null;
    origin: ReadingOrigin;
  } | null;
  /** names of the stacks in this folder that are for the Region */
  stacks: string[];
  /** what their files lack of what is in use */
  lacking: StackLines[];
  /** with --by caller, session or metadata: what the targets' callers were read from */
  callers?: CallersSource;
  /** what could not be read: the report is not whole */
  incomplete: Incomplete[];
  /** what to know when reading the figures */
  notes: string[];
  cost: {
    /** GetMetricData requests */
    requests: number;
    /** metrics asked for, which is what CloudWatch charges */
    metrics: number;
    datapoints: number;
    usd: number;
    source: string;
    verified: boolean;
  };
}
