/**
 * Units as types. A number that carries its unit can't be compared with one of another unit by accident:
 * comparing a per-minute quota with a sum over another period is this field's classic error.
 * A unit costs nothing at run time: each value is a plain number.
 */
declare const unit: unique symbol;

/** Tokens or requests in one minute. Service Quotas' TPM and RPM values are of this unit. */
export type PerMinute = number & { readonly [unit]: "per-minute" };
/** Tokens in one day. Service Quotas' TPD values are of this unit. */
export type PerDay = number & { readonly [unit]: "per-day" };
/** A share of a quota: 100 is the whole quota. May be above 100. */
export type Percent = number & { readonly [unit]: "percent" };
/** A length of time. */
export type Seconds = number & { readonly [unit]: "seconds" };
/** A length of time, as CloudWatch's latency metrics give it. */
export type Milliseconds = number & { readonly [unit]: "milliseconds" };
/** A plain count over whatever period the metric has: not comparable with a quota. */
export type Count = number & { readonly [unit]: "count" };
/** Tokens at one moment, e.g. those that Bedrock holds: no rate, and no count of a period. */
export type Tokens = number & { readonly [unit]: "tokens" };
/** Tokens times the seconds that they are held for. */
export type TokenSeconds = number & { readonly [unit]: "token-seconds" };
/** US dollars. */
export type Dollars = number & { readonly [unit]: "dollars" };

/** The units a usage or a quota can have. */
export interface Units {
  "per-minute": PerMinute;
  "per-day": PerDay;
  percent: Percent;
  milliseconds: Milliseconds;
  tokens: Tokens;
  "token-seconds": TokenSeconds;
  count: Count;
}
export type UnitName = keyof Units;

export const perMinute = (value: number): PerMinute => value as PerMinute;
export const percent = (value: number): Percent => value as Percent;
export const seconds = (value: number): Seconds => value as Seconds;
export const dollars = (value: number): Dollars => value as Dollars;

export const minute: Seconds = seconds(60);
export const hour: Seconds = seconds(3_600);
export const day: Seconds = seconds(86_400);

/** The length of time that a rate's unit names. */
export const secondsPer = { "per-minute": minute, "per-day": day } as const;
/** A unit that is an amount per length of time. */
export type RateUnit = keyof typeof secondsPer;

/** How a rate's unit is read after what it counts: "tokens per minute". */
export const perUnit: Readonly<Record<RateUnit, string>> = { "per-minute": "per minute", "per-day": "per day" };

/**
 * The one conversion from a sum over a period to a rate.
 * @param sum what was counted in the period
 * @param period the period's length, in seconds
 * @param unit the rate's unit
 * @returns the sum as an amount per that unit of time
 */
export function rateOf<U extends RateUnit>(sum: number, period: Seconds, unit: U): Units[U] {
  return ((sum * secondsPer[unit]) / period) as Units[U];
}
