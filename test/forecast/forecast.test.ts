import assert from "node:assert/strict";
import { exitCodeOf, type QuotaRow, soonestFirst, verdictOf } from "../../cli/forecast/document.ts";
import { forecastOf, type QuotaForecast } from "../../monitoring/forecast/forecast.ts";
import type { CountedStretch } from "../../monitoring/forecast/history.ts";
import { growthText, nowText, reachText, shiftText, untoldText } from "../../monitoring/forecast/texts.ts";
import { stretchesOf } from "../../monitoring/report/stretches.ts";
import { growingLevels, minutesOf } from "./traffic.ts";

const day = 86_400;
/** A Saturday afternoon, 14:07. */
const now = Date.UTC(2026, 10, 21, 14, 7) / 1_000;
const midnight = now - (now % day);

/** What CloudWatch has of some minutes that end now: minutes of 15 days, five minutes of those before. */
function counted(days: number, levels: readonly number[]): CountedStretch[] {
  const start = midnight - days * day;
  const minutes = minutesOf(levels, "forecast");
  return stretchesOf({ start, end: now }, now).map((stretch) => ({
    stretch,
    counts: Float64Array.from({ length: (stretch.end - stretch.start) / stretch.period }, (_, i) => {
      const from = (stretch.start + i * stretch.period - start) / 60;
      return minutes.subarray(from, from + stretch.period / 60).reduce((sum, value) => sum + value, 0);
    }),
  }));
}

const forecast = (levels: readonly number[], quota: number | null, isDaily = false): QuotaForecast =>
  forecastOf({ counted: counted(levels.length - 1, levels), isDaily, quota, now });

describe("the forecast of a quota", () => {
  const levels = growingLevels(57, 1_000, 0.08, "quota");

  it("can't be told of what is used today and was not before, which is not unused", () => {
    const begun = forecast([...Array<number>(20).fill(0), 1_000], 3_500);
    assert.deepEqual([begun.trend, begun.idle], ["cannot-tell", false]);
    assert.match(begun.cannotTell?.because ?? "", /used today/);
    assert.equal(growthText(begun), "cannot tell");
    assert.equal(forecast(Array<number>(21).fill(0), 3_500).idle, true);
  });

  it("has growth, the busy day's share of the quota, and the days on which it is reached", () => {
    const told = forecast(levels, 3_500);
    assert.deepEqual([told.trend, told.sureness, told.days, told.since], ["growing", "clear", 56, "2026-09-26"]);
    assert.ok(told.growth!.low < 8 && 8 < told.growth!.high);
    // 1,000 × 1.08^8 × 1.05 on a busy day, 1.35 of it the p99 minute: 2,630 of 3,500.
    assert.ok(told.now!.low < 77 && told.now!.high > 73, JSON.stringify(told.now));
    // log(3,500 / 2,630) / log 1.08 = 3.7 weeks: 17 December.
    assert.ok(told.reach!.earliest! < "2026-12-17" && told.reach!.latest! > "2026-12-17", JSON.stringify(told.reach));
    assert.ok(Math.abs(Date.parse(told.reach!.likely!) - Date.parse("2026-12-17")) < 10 * day * 1_000);
    assert.match(growthText(told), /^\+\d\.\d% \(\d\.\d to \d\.\d\)$/);
    assert.match(nowText(told.now), /^7\d% \(\d\d-\d\d\)$/);
    assert.match(reachText(told, "2026-11-21"), /^Dec \d\d \(Dec \d\d-\w{3} \d\d\)$/);
    assert.equal(shiftText(told), undefined);
  });

  it("has no share and no day without a quota, and says why", () => {
    for (const quota of [null, 0]) {
      const told = forecast(levels, quota);
      assert.deepEqual([told.now, told.reach, told.trend], [null, null, "growing"]);
      assert.match(untoldText(told, quota) ?? "", quota === null ? /could not be read/ : /its quota is 0/);
      assert.equal(verdictOf(told, now, 30), "cannot-tell");
    }
  });

  it("says that use near the quota may be held down", () => {
    assert.deepEqual(forecast(levels, 1e6).notes, []);
    assert.match(forecast(levels, 2_600).notes.join(), /held down by throttling/);
    assert.match(reachText(forecast(levels, 1_000), "2026-11-21"), /^reached$/);
  });

  it("of a launch says what it was, and what it takes", () => {
    const launched = forecast(
      growingLevels(57, 1_000, 0, "launch").map((level, at) => level * (at >= 50 ? 4 : 1)),
      10_000,
    );
    assert.match(
      untoldText(launched, 10_000) ?? "",
      /cannot tell: its level changed on 2026-11-15; it takes 21 days: from/,
    );
    assert.match(shiftText(launched) ?? "", /its level went to (3\.9|4\.[0-2]) times on 2026-11-15/);
    assert.equal(growthText(launched), "cannot tell");
  });

  it("of a daily quota is of the days' tokens, and has the end of today", () => {
    const flat = growingLevels(57, 1_000, 0, "daily", 0.02);
    const told = forecast(flat, 700_000, true);
    assert.equal(told.minutesFactor, null);
    // A day has 1,000 × 1,440 × 0.55 × 1.02 = 808,000 tokens.
    assert.ok(told.now!.mid > 112 && told.now!.mid < 122, JSON.stringify(told.now));
    assert.equal(told.reach?.likely, "2026-11-21");
    // By the time t (in days) 1,469,000 × (0.55 t − 0.45 sin(2π t) / 2π) are used, today 2 % more: 700,000 at 17:15.
    assert.ok(
      told.today!.earliest! > "2026-11-21T16:45" && told.today!.latest! < "2026-11-21T17:45",
      JSON.stringify(told.today),
    );
  });
});

describe("what a forecast comes to", () => {
  const base = forecast(growingLevels(57, 1_000, 0.08, "quota"), 3_500);
  const row = (reach: QuotaForecast["reach"], more: Partial<QuotaForecast> = {}): QuotaRow => {
    const one = { ...base, reach, ...more };
    const about = { kind: "tpm" as const, code: "L-1", name: "quota", value: 1, origin: "applied" as const };
    return { ...about, verdict: verdictOf(one, now, 30), forecast: one };
  };
  const likely = row({ earliest: "2026-12-01", likely: "2026-12-20", latest: null });
  const may = row({ earliest: "2026-12-01", likely: "2026-12-22", latest: null });
  const not = row({ earliest: "2026-12-22", likely: null, latest: null });
  const idle = row(null, { trend: "cannot-tell", idle: true });
  const untold = row(null, { trend: "cannot-tell" });

  it("is told by the likely day, then by the earliest, up to --within", () => {
    assert.deepEqual(
      [likely, may, not, idle, untold].map(({ verdict }) => verdict),
      ["likely", "may", "not", "idle", "cannot-tell"],
    );
    assert.deepEqual([idle, not, untold, may, likely].sort(soonestFirst), [likely, may, untold, not, idle]);
  });

  it("ends with 2, 3, 1, 4 or 0, the most pressing", () => {
    const codeOf = (quotas: QuotaRow[], incomplete: { what: string; why: string; effect: string }[] = []) =>
      exitCodeOf({ targets: [{ modelId: "m", name: "M", scope: "global", quotas }], incomplete });
    assert.equal(codeOf([not, idle]), 0);
    assert.equal(codeOf([not, may]), 1);
    assert.equal(codeOf([untold, may]), 3);
    assert.equal(codeOf([untold, likely]), 2);
    assert.equal(codeOf([not], [{ what: "w", why: "y", effect: "e" }]), 3);
    assert.equal(codeOf([]), 3);
    assert.equal(exitCodeOf({ targets: [], incomplete: [] }), 4);
  });

  it("is said in words that fit what is known", () => {
    const text = (reach: QuotaForecast["reach"]) => reachText({ ...base, reach }, "2026-11-21");
    assert.equal(text({ earliest: "2026-12-01", likely: "2026-12-20", latest: null }), "Dec 20 (Dec 01-later)");
    assert.equal(text({ earliest: "2026-11-21", likely: "2026-12-20", latest: "2027-02-01" }), "Dec 20 (now-Feb 01)");
    assert.equal(text({ earliest: "2026-11-21", likely: "2026-11-21", latest: "2026-12-02" }), "reached (now-Dec 02)");
    assert.equal(text({ earliest: "2026-11-21", likely: null, latest: null }), "may be reached now");
    assert.equal(text({ earliest: "2027-03-01", likely: null, latest: null }), "not before Mar 01");
    assert.equal(text({ earliest: null, likely: null, latest: null }), "not within a year");
    assert.equal(text(null), "-");
    // 99.6 % is not the whole quota.
    assert.equal(nowText({ low: 98.2, mid: 99.6, high: 101.1 }), "99% (98-102)");
  });
});
