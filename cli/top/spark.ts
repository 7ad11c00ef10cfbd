import type { TargetThresholds } from "../../monitoring/report/document.ts";
import type { Piece } from "./fit.ts";
import type { PlaceReading } from "./reading.ts";
import type { Look } from "./state.ts";

/** Eighths of a quota, from the lowest to the whole. */
const ramps = { unicode: "▁▂▃▄▅▆▇█", ascii: "_.-:=+*#" } as const;
const over = "!";
const late = { unicode: "·", ascii: "'" } as const;

export type Levels = Pick<TargetThresholds, "warning" | "critical">;

/**
 * A bar of the one scale that every row has: the height is the percentage of the quota, whole at 100 %; more is marked.
 * Cut, not rounded, as percentages are: only what reached the quota is at full height.
 * @param percent null: no data
 */
export function bar(percent: number | null, { unicode }: Look): string {
  if (percent === null) return " ";
  if (percent > 100) return over;
  const ramp = unicode ? ramps.unicode : ramps.ascii;
  const eighths = Math.min(8, Math.max(1, Math.floor(percent / 12.5)));
  return percent <= 0 ? " " : ramp[eighths - 1]!;
}

export const styleFor = (percent: number | null, { warning, critical }: Levels): Piece["style"] =>
  percent === null ? undefined : percent >= critical ? "red" : percent >= warning ? "yellow" : undefined;

/**
 * The minutes of a window as bars, in so many columns: of each part its highest minute.
 * @param percents oldest first; null: no data
 * @param whole how many of them, from the oldest, are whole: a later one without data may still get some
 */
export function spark(
  percents: readonly (number | null)[],
  whole: number,
  width: number,
  levels: Levels,
  look: Look,
): Piece[] {
  const count = Math.min(width, percents.length);
  const pieces: Piece[] = [];
  for (let part = 0; part < count; part++) {
    const from = Math.floor((part * percents.length) / count);
    const to = Math.floor(((part + 1) * percents.length) / count);
    let highest: number | null = null;
    for (const percent of percents.slice(from, to)) {
      if (percent !== null && percent > (highest ?? -1)) highest = percent;
    }
    const text = highest === null && to > whole ? (look.unicode ? late.unicode : late.ascii) : bar(highest, look);
    const style = styleFor(highest, levels);
    const last = pieces.at(-1);
    if (last && last.style === style) last.text += text;
    else pieces.push({ text, style });
  }
  return pieces;
}

/** How many of a window's minutes are whole. */
export const wholeMinutes = ({ settled, start }: PlaceReading): number => (settled - start) / 60 + 1;
