import assert from "node:assert/strict";
import type { Figure, TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { day, now } from "./pretend-account.ts";

export const hour = 3_600;
const past = 100 * day;
export const start = now - past;
export const minutes = past / 60;

/** A whole number from 0 up to a bound, the same for the same minute and seed: traffic without a pattern. */
const noise = (minute: number, seed: number, bound: number): number => {
  let value = Math.imul(minute ^ (seed << 20), 0x9e3779b1) >>> 0;
  value = Math.imul(value ^ (value >>> 15), 0x85ebca6b) >>> 0;
  return ((value ^ (value >>> 13)) >>> 0) % bound;
};

/** Traffic with gaps of an hour and more, and minutes without data in between. */
export const gappy = (seed: number, bound: number): Float64Array =>
  Float64Array.from({ length: minutes }, (_, minute) =>
    Math.floor(minute / 90) % 4 === seed % 4 || noise(minute, seed + 7, 5) === 0
      ? Number.NaN
      : noise(minute, seed, bound),
  );

/** What the report must say, computed the plain way from the minutes themselves. */
export function truthOf(all: readonly Float64Array[], from: number, to: number) {
  const first = (from - start) / 60;
  const sums: { at: number; value: number }[] = [];
  for (let minute = first; minute < (to - start) / 60; minute++) {
    const values = all.map((one) => one[minute]!).filter((value) => !Number.isNaN(value));
    if (values.length > 0) sums.push({ at: start + minute * 60, value: values.reduce((a, b) => a + b, 0) });
  }
  const sorted = sums.map(({ value }) => value).sort((a, b) => a - b);
  const everyMinute = [...new Array((to - from) / 60 - sums.length).fill(0), ...sorted];
  const rank = (values: readonly number[], percent: number) => values[Math.ceil((percent / 100) * values.length) - 1]!;
  const max = sorted.at(-1)!;
  const total = sorted.reduce((a, b) => a + b, 0);
  const round = (value: number) => Math.round(value * 1e6) / 1e6;
  return {
    total,
    mean: round(total / sorted.length),
    p50: rank(sorted, 50),
    p90: rank(sorted, 90),
    p99: rank(sorted, 99),
    max,
    maxAt: isoTime(sums.find(({ value }) => value === max)!.at),
    maxPeriodSeconds: 60,
    datapoints: sorted.length,
    minutesWithData: sorted.length,
    idleAsZero: {
      mean: round(total / everyMinute.length),
      p50: rank(everyMinute, 50),
      p90: rank(everyMinute, 90),
      p99: rank(everyMinute, 99),
    },
    bounds: {},
  } satisfies Figure;
}

/** What one series comes to in a window. */
export const sumOf = (values: Float64Array, from: number, to: number): number =>
  values
    .subarray((from - start) / 60, (to - start) / 60)
    .reduce((sum, one) => (Number.isNaN(one) ? sum : sum + one), 0);

export const seconds = (time: string): number => Date.parse(time) / 1000;
export const only = ({ targets }: UsageDocument): TargetUsage => {
  assert.equal(targets.length, 1);
  return targets[0]!;
};
