import type { MeasurableKind } from "../../words/limit-kinds.ts";
import type { QuotaCode } from "../../words/words.ts";

/** A quota of a target, minute by minute. */
export interface LimitMinutes {
  kind: MeasurableKind;
  code: QuotaCode;
  /** in the kind's unit, effective for the scope; NaN: not known then */
  quota: Float64Array;
  /** 1: the value that was published in that minute; 0: today's, which may have been another then */
  published: Uint8Array;
  /** what was counted in each minute, in the kind's own things; NaN: nothing. Of a daily quota the tokens since midnight UTC */
  used: Float64Array;
  /** of a daily quota: tokens of the 24 hours before each minute's end, which is at least what any day's reset leaves */
  last24Hours?: Float64Array;
}

/** Between what the reservation of each minute lies. */
export interface ReservedMinutes {
  kind: MeasurableKind;
  /** tokens held + used in each minute, its mean: at least, at most */
  takenLeast: Float64Array;
  takenMost: Float64Array;
  /** tokens that requests begun in the minute asked for: at most */
  begunMost: Float64Array;
  /** tokens of a single request when it starts, on average: at least, at most */
  requestLeast: number;
  requestMost: number;
  /** where max_tokens is known from */
  from: "measured" | "partly-assumed" | "given" | "bounds";
  /** what a request asks for: at least, at most; null: nobody says */
  maxTokensLeast: number | null;
  maxTokensMost: number | null;
}

/** What is known of a target, one value a minute, all of the same minutes. NaN: no datapoint. */
export interface TargetMinutes {
  /** epoch seconds of the first minute */
  start: number;
  /** indices of minutes, `to` exclusive: outside of them more may have been counted than is known here */
  whole: { from: number; to: number };
  throttled: Float64Array;
  /** requests that Bedrock accepted */
  requests: Float64Array;
  /** seconds that requests took, on average */
  latency: Float64Array;
  /** tokens of input of a single request, in the minute with the largest ones; Infinity: none was accepted, so nobody knows */
  requestTokens: number;
  limits: readonly LimitMinutes[];
  /** undefined: the target's requests reserve nothing */
  reserved?: ReservedMinutes;
}
