import uPlot from "uplot";
import { themeColour } from "../browser/theme.ts";

/** A part of the time axis that differs from the rest. */
export interface Shade {
  from: number;
  to: number;
  /** written into it, shortened where there is no room */
  label: string;
}

/** Amounts at times of their own, on the left axis. */
export interface Sticks {
  colour: string;
  /** positions on the time axis with their amounts */
  at: readonly (readonly [x: number, value: number])[];
}

/**
 * A colour as a canvas takes it.
 * @param colour any CSS colour, or the name of one in the page's style sheet
 * @param opacity 0 to 1, for the style sheet's own colours
 */
export function paint(colour: string, opacity = 1): string {
  if (!colour.startsWith("--")) return colour;
  const known = themeColour(colour as `--${string}`);
  return opacity === 1 ? known : known.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}

export function drawLevels(chart: uPlot, levels: readonly { label: string; value: number; colour: string }[]): void {
  const { ctx, bbox } = chart;
  ctx.save();
  for (const { value, colour } of levels) {
    const y = Math.round(chart.valToPos(value, "left", true)) + 0.5;
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = paint(colour);
    ctx.lineWidth = uPlot.pxRatio;
    ctx.setLineDash([4 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

export function drawMark(chart: uPlot, mark: number | undefined): void {
  if (mark === undefined) return;
  const { ctx, bbox } = chart;
  const x = Math.round(chart.valToPos(mark, "x", true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = themeColour("--accent");
  ctx.lineWidth = uPlot.pxRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/** Parts of the time in another shade, behind everything else. */
export function drawShades(chart: uPlot, shades: readonly Shade[]): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.fillStyle = themeColour("--shade");
  for (const shade of shades) {
    const { left, width } = placeOf(chart, shade);
    if (width > 0) ctx.fillRect(left, bbox.top, width, bbox.height);
  }
  ctx.restore();
}

/** What the shades mean, above the lines of the grid. */
export function labelShades(chart: uPlot, shades: readonly Shade[]): void {
  const { ctx, bbox } = chart;
  const pixel = uPlot.pxRatio;
  ctx.save();
  ctx.font = `${10.5 * pixel}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  for (const shade of shades) {
    const { left, width } = placeOf(chart, shade);
    const text = shortened(ctx, shade.label, width - 10 * pixel);
    if (text === "") continue;
    ctx.fillStyle = themeColour("--shade");
    ctx.fillRect(left, bbox.top, ctx.measureText(text).width + 10 * pixel, 16 * pixel);
    ctx.fillStyle = themeColour("--text-muted");
    ctx.fillText(text, left + 5 * pixel, bbox.top + 3 * pixel);
  }
  ctx.restore();
}

function placeOf(chart: uPlot, { from, to }: Shade): { left: number; width: number } {
  const { bbox } = chart;
  const left = Math.max(bbox.left, chart.valToPos(from, "x", true));
  const right = Math.min(bbox.left + bbox.width, chart.valToPos(to, "x", true));
  return { left, width: Math.max(0, right - left) };
}

function shortened(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  for (let length = text.length - 1; length > 3; length--) {
    const cut = `${text.slice(0, length).trimEnd()}…`;
    if (ctx.measureText(cut).width <= width) return cut;
  }
  return "";
}

/** Each amount as a line up from the base, at least two pixels wide: one in a month is seen, too. */
export function drawSticks(chart: uPlot, { colour, at }: Sticks): void {
  const { ctx, bbox } = chart;
  const base = chart.valToPos(0, "left", true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = paint(colour);
  ctx.lineWidth = 2 * uPlot.pxRatio;
  ctx.beginPath();
  for (const [x, value] of at) {
    const position = Math.round(chart.valToPos(x, "x", true));
    ctx.moveTo(position, base);
    ctx.lineTo(position, Math.min(base - 3 * uPlot.pxRatio, chart.valToPos(value, "left", true)));
  }
  ctx.stroke();
  ctx.restore();
}
