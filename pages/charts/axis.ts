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

/** The time axis, below. */
export const timeAxis = (text: (x: number) => string, increments: number[]): uPlot.Axis => ({
  ...look,
  scale: "x",
  space: 56,
  size: 28,
  gap: 8,
  incrs: increments,
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
