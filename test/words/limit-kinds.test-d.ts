// Checked by the compiler alone: a kind's unit goes with it, and a row can't be half written. `npm test` runs tsc over it.
import { utilisationOf } from "../../monitoring/expression/expression.ts";
import { usageOf } from "../../monitoring/usage.ts";
import { type KindRow, kindTable, type LimitKind, type MeasurableKind, unitOf } from "../../words/limit-kinds.ts";
import { target } from "../monitoring/example-settings.ts";

const opus = target("anthropic.claude-opus-5", "cross-region");
const aMinute = usageOf(opus, "tpm", "us-east-1");
const aDay = usageOf(opus, "tpd", "us-east-1");

utilisationOf(aMinute, usageOf(opus, "rpm", "us-east-1"));
// @ts-expect-error a daily sum against what is per minute
utilisationOf(aDay, aMinute);
// @ts-expect-error a minute's sum against what is per day
utilisationOf(aMinute, aDay);
export const perDay: "per-day" = unitOf("tpd");
// @ts-expect-error a daily kind's unit is not a minute's
export const perMinute: "per-minute" = unitOf("tpd");
// @ts-expect-error nothing is used of a kind that no metric tells
usageOf(opus, "concurrency", "us-east-1");

// A table with one more row: its kind is a kind, with its own unit.
const longer = {
  ...kindTable,
  rpd: { counts: "requests", unit: "per-day", feed: "DailyRequestQuota", endpoint: "runtime", expected: false },
} as const satisfies Record<string, KindRow>;
export const daily: "per-day" = longer.rpd.unit;

// @ts-expect-error what it is published as is forgotten
export const unpublished: KindRow = { counts: "requests", unit: "per-day", endpoint: "runtime", expected: false };
// @ts-expect-error its unit is forgotten
export const timeless: KindRow = {
  counts: "requests",
  feed: "DailyRequestQuota",
  endpoint: "runtime",
  expected: false,
};
export const uncounted: KindRow = {
  // @ts-expect-error a count that nothing says how to measure
  counts: "images",
  unit: "per-minute",
  feed: "ImageQuota",
  endpoint: "runtime",
  expected: false,
};

// @ts-expect-error the grammar of the quota's names is forgotten for all kinds but one
export const grammar: Readonly<Record<LimitKind, readonly string[]>> = { tpm: [] };
// @ts-expect-error not every kind can be measured
export const measurable: MeasurableKind = "tpm" as LimitKind;
