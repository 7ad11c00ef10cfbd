import assert from "node:assert/strict";
import { dayEndOf } from "../../monitoring/forecast/day-end.ts";
import type { CountedDay } from "../../monitoring/forecast/history.ts";
import { normalFrom } from "./traffic.ts";

const day = 86_400;
/** A Monday. */
const first = Date.UTC(2026, 8, 28) / 1_000;

/** A day's tokens, most of them between 9 and 17 o'clock. */
function tokens(level: number, normal: () => number): Float64Array {
  return Float64Array.from({ length: 288 }, (_, i) => {
    const hour = i / 12;
    const course = hour >= 9 && hour < 17 ? 1 : 0.1;
    return level * course * Math.exp(0.3 * normal());
  });
}

function history(seed: string, count: number, levelOf: (at: number) => number): CountedDay[] {
  const normal = normalFrom(seed);
  return Array.from({ length: count }, (_, at) => {
    const level = levelOf(at) * Math.exp(0.2 * normal());
    return { day: first + at * day, parts: tokens(level, normal), minutes: undefined };
  });
}

/** A day of which only the first so many hours have passed. */
function until(one: CountedDay, hours: number): CountedDay {
  const parts = one.parts.slice();
  parts.fill(Number.NaN, hours * 12);
  return { ...one, parts };
}

function truth({ day: at, parts }: CountedDay, quota: number): string | null {
  let sum = 0;
  for (const [i, count] of parts.entries()) {
    sum += count;
    if (sum >= quota) return new Date((at + i * 300) * 1_000).toISOString();
  }
  return null;
}

const workdays = (at: number) => (at % 7 < 5 ? 1_000 : 200);

describe("the end of a daily quota's day", () => {
  it("lies within its interval as often as it says, from mornings and noons on", () => {
    let held = 0;
    let all = 0;
    for (let seed = 0; seed < 60; seed++) {
      const days = history(`course ${seed}`, 57, workdays);
      const last = days[56]!;
      for (const hours of [6, 10, 12]) {
        const told = dayEndOf(days.slice(0, 56), until(last, hours), last.day + hours * 3_600, 80_000);
        assert.ok(told && told.level >= 90);
        const at = truth(last, 80_000) ?? "9999";
        all += 1;
        // Five minutes are what is known.
        const early = new Date(Date.parse(told.earliest ?? "9998-01-01") - 300_000).toISOString();
        if (early <= at && at <= (told.latest ?? "9999")) held += 1;
      }
    }
    assert.ok(held / all >= 0.87, `${held} of ${all}`);
  });

  it("follows the course of the day, which the last hour's pace does not", () => {
    const normal = () => 0;
    const days = Array.from({ length: 56 }, (_, at) => ({
      day: first + at * day,
      parts: tokens(1_000, normal),
      minutes: undefined,
    }));
    const today = { day: first + 56 * day, parts: tokens(1_000, normal), minutes: undefined };
    // By 8:00 9,600 of 115,200 are used, 1,200 an hour: at that pace it never ends. From 9:00 it is 12,000 an hour: 12:54.
    const told = dayEndOf(days, until(today, 8), today.day + 8 * 3_600, 57_600);
    const expected = Date.parse(truth(today, 57_600)!) / 1_000;
    assert.ok(told?.likely);
    assert.ok(Math.abs(Date.parse(told.likely) / 1_000 - expected) <= 300);
    assert.equal(told.earliest, told.latest);
  });

  it("compares a weekend with weekends, and says with what", () => {
    const days = history("weekends", 63, workdays);
    const saturday = days[61]!;
    const before = days.slice(0, 61);
    const told = dayEndOf(before, until(saturday, 12), saturday.day + 12 * 3_600, 1e9);
    assert.equal(told?.like, "16 weekend days");
    assert.ok(told.level < 90 && told.level > 80);
    assert.deepEqual([told.earliest, told.likely, told.latest], [null, null, null]);
    const many = history("weekends", 70, workdays);
    const monday = many[63]!;
    const own = dayEndOf(many.slice(0, 63), until(monday, 12), monday.day + 12 * 3_600, 1e9);
    assert.equal(own?.like, "9 Mondays");
  });

  it("is now where it is used up, and can't be told from nothing", () => {
    const days = history("nothing", 57, workdays);
    const last = days[56]!;
    const now = last.day + 15 * 3_600;
    const over = dayEndOf(days.slice(0, 56), until(last, 15), now, 10);
    assert.equal(over?.likely, new Date(now * 1_000).toISOString().replace(".000", ""));
    assert.equal(dayEndOf(days.slice(0, 56), until(last, 0), now, 1_000), undefined);
    assert.equal(dayEndOf(days.slice(0, 5), until(last, 15), now, 1_000), undefined);
  });
});
