import assert from "node:assert/strict";
import { type Reach, reachOf } from "../../monitoring/forecast/reach.ts";
import { type KnownTrend, trendOf } from "../../monitoring/forecast/trend.ts";
import { flatOnes, growing, type History, historyOf, type Recipe } from "./histories.ts";

interface Told {
  history: History;
  trend: KnownTrend;
  reach: Reach;
}

const seedsOf = (count: number): string[] => Array.from({ length: count }, (_, seed) => `history ${seed}`);

/** What is forecast of each history; one whose answer is "cannot tell" is none. */
function told(recipes: readonly Recipe[], seeds: readonly string[]): Told[] {
  return recipes.flatMap((recipe) =>
    seeds.flatMap((seed) => {
      const history = historyOf(recipe, seed);
      const trend = trendOf(history.days, history.until);
      return trend.kind === "cannot-tell"
        ? []
        : [{ history, trend, reach: reachOf(trend, history.until, history.quota) }];
    }),
  );
}

const growthHolds = ({ history, trend: { growth } }: Told): boolean =>
  growth.low <= history.growth && history.growth <= growth.high;

/** Whether the true day lies between the earliest and the latest one; "never" is right where no latest day is named. */
function reachHolds({ history: { until, reachedOn }, reach: { earliest, latest } }: Told): boolean {
  if (reachedOn === null) return latest === null;
  const today = new Date(until * 1_000).toISOString().slice(0, 10);
  const on = reachedOn < today ? today : reachedOn;
  return earliest !== null && earliest <= on && (latest === null || on <= latest);
}

const share = (all: readonly Told[], holds: (one: Told) => boolean): number => all.filter(holds).length / all.length;

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

describe("forecasts of histories with known answers", function () {
  this.timeout(60_000);
  // 29 ways in which histories come about, with the seeds "history 0" and "history 1": 58 histories.
  const few = told([...growing, ...flatOnes], seedsOf(2));
  // and 30 seeds each, for shares that don't hang on a few
  const growers = told(growing, seedsOf(30));
  const flats = told(flatOnes, seedsOf(30));
  const many = [...growers, ...flats];

  it("are made of 40 and more, nearly all of which can be told", () => {
    assert.ok(few.length >= 55, `${few.length}`);
    assert.ok(many.length >= 0.98 * 29 * 30, `${many.length}`);
  });

  it("have intervals that hold in 90 % of them: growth, and the day on which the quota is reached", () => {
    for (const all of [few, many, growers, flats]) {
      assert.ok(share(all, growthHolds) >= 0.9, `growth: ${share(all, growthHolds)}`);
      assert.ok(share(all, reachHolds) >= 0.9, `days: ${share(all, reachHolds)}`);
    }
  });

  it("hold for each kind of history too, as far as 30 of them can tell", () => {
    for (const recipe of [...growing, ...flatOnes]) {
      const own = many.filter(({ history }) => history.name.startsWith(`${recipe.name} (`));
      // Of 30 that hold with 90 %, fewer than 23 hold once in 130 (binomial: eight and more of 30 with 10 %).
      assert.ok(own.filter(growthHolds).length >= 23, `${recipe.name}: ${own.filter(growthHolds).length}`);
      assert.ok(own.filter(reachHolds).length >= 23, `${recipe.name}: ${own.filter(reachHolds).length}`);
    }
  });

  it("say something: growth is seen, its interval is narrow, and the day is known to weeks", () => {
    const clear = growers.filter(({ history: { name } }) =>
      /^(3|5|8|10) % a week( \(|, weekends low|, workdays only|, one day)/.test(name),
    );
    assert.ok(clear.length >= 120, `${clear.length}`);
    assert.equal(
      share(clear, ({ trend, history }) => (trend.kind === "growing") === history.growth > 0),
      1,
    );
    assert.ok(median(clear.map(({ trend: { growth } }) => growth.high - growth.low)) < 4);
    assert.ok(share(clear, ({ reach: { earliest, latest } }) => earliest !== null && latest !== null) > 0.97);
    const widths = clear.map(({ reach }) => daysBetween(reach.earliest ?? "", reach.latest ?? ""));
    assert.ok(median(widths.filter((width) => !Number.isNaN(width))) <= 50, `${median(widths)}`);
    // The likely day is no more than two weeks off, of those that are two to four weeks ahead.
    const off = clear.map(({ history, reach }) =>
      Math.abs(daysBetween(history.reachedOn!, reach.likely ?? "9999-01-01")),
    );
    assert.ok(median(off) <= 9, `${median(off)}`);
  });

  it("say of a history that shrinks that it does", () => {
    const shrinking = growers.filter(({ history }) => history.name.startsWith("shrinking"));
    assert.equal(
      share(shrinking, ({ trend }) => trend.kind === "shrinking"),
      1,
    );
  });

  it("see a trend in no more than a tenth of those without one", () => {
    const seen = share(flats, ({ trend }) => trend.kind !== "no-trend");
    assert.ok(seen <= 0.1, `${seen}`);
    assert.ok(share(flats, ({ reach }) => reach.likely === null) >= 0.9);
  });
});
