import type uPlot from "uplot";
import { themeColour } from "../browser/theme.ts";

const font = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
/** Width of one character of the axes' font, px; a little more than most digits take. */
const characterWidth = 6.4;

/** What every axis of the pages looks like. */
const look = {
  font,
  stroke: () => themeColour("--text-faint"),
  ticks: { show: false },
  border: { show: false },
} satisfies uPlot.Axis;

/** Chooses the marks of a time axis: positions from first to last, at most so many. */
export type Ticks = (from: number, to: number, most: number) => number[];

/** Room that a mark of the time axis takes, px. */
const tickSpace = 56;

/**
 * The time axis, below.
 * @param marks distances it may have between its marks, or what chooses them
 */
export const timeAxis = (text: (x: number) => string, marks: number[] | Ticks): uPlot.Axis => ({
  ...look,
  scale: "x",
  space: tickSpace,
  size: 28,
  gap: 8,
  ...(typeof marks === "function"
    ? { splits: (chart, _axis, from, to) => marks(from, to, Math.max(2, Math.floor(chart.width / (1.4 * tickSpace)))) }
    : { incrs: marks }),
  grid: { show: false },
  values: (_chart, splits) => splits.map(text),
});

/** A value axis as wide as its longest number. */
export const valueAxis = (side: "left" | "right", text: (value: number) => string, quiet: boolean): uPlot.Axis => ({
  ...look,
  scale: side,
  side: side === "left" ? 3 : 1,
  space: 34,
  gap: 6,
  size: (_chart, values) => 10 + characterWidth * Math.max(2, ...(values ?? []).map((value) => String(value).length)),
  grid: quiet ? { show: false } : { stroke: () => themeColour("--grid"), width: 1 },
  values: (_chart, splits) => splits.map(text),
});

/**
 * Range of a value axis: from its lower bound (0 where none is given) to a little above the highest value.
 * @returns never an empty range
 */
export const valueRange =
  (min: number | undefined, max: number | undefined, atLeast: number): uPlot.Range.Function =>
  (_chart, low, high) => {
    const from = min ?? Math.min(0, low ?? 0);
    return [from, max ?? Math.max(atLeast, (high ?? 0) * 1.06, from + 1)];
  };
