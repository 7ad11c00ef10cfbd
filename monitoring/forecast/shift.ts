import { residualsOf, withoutWeekdays } from "./line.ts";
import { median } from "./quantiles.ts";
import { type Point, typicalSlope } from "./slope.ts";

/** A day on which use went to another level and stayed there, as at a launch. */
export interface Shift {
  /** first day of the new level: index into the points */
  index: number;
  /** by how much the level is higher, in the points' unit */
  height: number;
}

/** Days that each level must have: fewer are a few odd days. */
const leastDays = 5;
/** How much less two levels must leave unexplained than a line does. By simulation: docs/forecast.md */
const betterBy = 0.75;
/** A shift is at least so many of the days' own deviations, */
const leastDeviations = 2;
/** and a seventh in logarithms, about 15 %. */
const leastHeight = 0.14;

/**
 * The one shift that explains a history far better than a trend does, by the sum of absolute residuals of two medians
 * against that of a line; undefined: none does.
 * @param points logarithms of values, in order of time
 */
export function shiftIn(points: readonly Point[]): Shift | undefined {
  if (points.length < 2 * leastDays) return undefined;
  const slope = typicalSlope(points);
  if (Number.isNaN(slope)) return undefined;
  const line = total(residualsOf(points, slope).map(({ value }) => value));
  const values = withoutWeekdays(points, slope).map(({ value }) => value);
  let best: { cost: number; index: number; height: number } | undefined;
  for (let index = leastDays; index <= values.length - leastDays; index++) {
    const [before, after] = [values.slice(0, index), values.slice(index)];
    const [lower, upper] = [median(before), median(after)];
    const cost = total(before.map((value) => value - lower)) + total(after.map((value) => value - upper));
    if (!best || cost < best.cost) best = { cost, index, height: upper - lower };
  }
  if (!best || best.cost > betterBy * line) return undefined;
  const deviation = (1.25 * best.cost) / values.length;
  const height = Math.abs(best.height);
  return height >= leastHeight && height >= leastDeviations * deviation
    ? { index: best.index, height: best.height }
    : undefined;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + Math.abs(value), 0);
