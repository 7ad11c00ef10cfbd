import uPlot from "uplot";
import { h } from "../browser/element.ts";
import { onThemeChange } from "../browser/theme.ts";
import { type Ticks, timeAxis, valueAxis, valueRange } from "./axis.ts";
import {
  drawLevels,
  drawMark,
  drawShades,
  drawSticks,
  labelShades,
  paint,
  type Shade,
  type Sticks,
} from "./drawings.ts";
import { percentage, shortAmount } from "./format.ts";
import { legend } from "./legend.ts";

export interface ChartLine {
  label: string;
  /** any CSS colour, or the name of one in the page's style sheet: --accent */
  colour: string;
  axis: "left" | "right";
  dashed?: true;
  /** fills below the line, down to 0 or to the line of that number */
  fill?: "base" | number;
}

export interface ValueAxis {
  min?: number;
  max?: number;
  /** the unit; one that starts with % makes the axis one of percentages */
  label?: string;
  /** the right axis without lines of its own: the left one as a percentage of this number */
  shareOf?: number;
}

export interface TimeChartLook {
  title: string;
  lines: readonly ChartLine[];
  left: ValueAxis;
  /** absent: all lines belong to the left axis */
  right?: ValueAxis;
  /** horizontal lines, which the left axis reaches up to */
  levels?: readonly { label: string; value: number; colour: string }[];
  /** how a position on the time axis is written */
  time: (x: number) => string;
  /** how the crosshair's position is told, where that is said in more words */
  moment?: (x: number) => string;
  /** distances the time axis may have between its marks, or what chooses them */
  increments: number[] | Ticks;
  /** the left axis shows the lines as large as they can be, though levels may be off the chart */
  fitsLines?: boolean;
  /** parts of the time that differ from the rest, with a word on each */
  shades?: readonly Shade[];
  /** amounts at times of their own, which need not be those of the points */
  sticks?: Sticks;
  /** charts of one key move their crosshair together */
  sync?: string;
  /** a click or Enter sends the event `pick` with the position on the time axis */
  picks?: boolean;
}

export interface TimeChartData {
  /** positions of the points on the time axis */
  x: readonly number[];
  /** first and last position shown */
  range: readonly [number, number];
  /** a value for each line and position; NaN: none */
  values: readonly ArrayLike<number>[];
  /** what the legend says of each line, where that is not what is drawn: lines on top of each other */
  said?: readonly ArrayLike<number>[];
  /** which point's values the legend shows while no crosshair is there */
  rest: number;
  /** a position to mark, where there is one */
  mark?: number;
}

export interface TimeChart {
  element: HTMLElement;
  show(data: TimeChartData): void;
  end(): void;
}

const textOf = (axis: ValueAxis | undefined): ((value: number) => string) =>
  axis?.label?.startsWith("%") ? percentage : shortAmount;

/**
 * A line chart over time with one or two value axes, a crosshair shared with its neighbours, and values in its legend.
 * Arrow keys move the crosshair. The event `crosshair` tells where it is on the time axis, null where it is nowhere.
 */
export function timeChart(look: TimeChartLook): TimeChart {
  const { lines, sync } = look;
  const texts = lines.map(({ axis }) => textOf(axis === "right" ? look.right : look.left));
  const levels = look.levels ?? [];
  const levelTexts = levels.map(({ value }) => textOf(look.left)(value));
  const names = legend([...lines, ...levels]);
  const plot = h("div", {
    class: "plot",
    tabindex: 0,
    role: "slider",
    "aria-label": look.title,
    "aria-valuemin": 0,
    onkeydown: byKey,
    onclick: () => pick(),
  });
  const element = h("div", { class: "time-chart" }, plot, names.element);
  let data: TimeChartData | undefined;
  let chart: uPlot | undefined;
  let size = { width: 0, height: 0 };

  const valuesAt = (index: number | null | undefined): void => {
    const at = index ?? data?.rest ?? -1;
    const said = data?.said ?? data?.values;
    const values = lines.map((_line, line) => texts[line]!(said?.[line]?.[at] ?? Number.NaN));
    names.show([...values, ...levelTexts]);
    plot.setAttribute("aria-valuenow", String(at));
    plot.setAttribute(
      "aria-valuetext",
      `${(look.moment ?? look.time)(data?.x[at] ?? 0)}: ${lines.map(({ label }, line) => `${label} ${values[line]}`).join(", ")}`,
    );
  };

  function crosshairMoved(index: number | null | undefined): void {
    valuesAt(index);
    const detail = index == null ? null : (data?.x[index] ?? null);
    plot.dispatchEvent(new CustomEvent("crosshair", { bubbles: true, detail }));
  }

  /** Moves the crosshair, and those of the charts beside it, to a point. */
  function moveTo(index: number): void {
    if (!chart || !data) return;
    const x = data.x[Math.min(data.x.length - 1, Math.max(0, index))] ?? 0;
    // uPlot's types leave the last parameter out: it tells the charts of the same key.
    const setCursor: (at: { left: number; top: number }, fire: boolean, publish: boolean) => void = chart.setCursor;
    setCursor({ left: chart.valToPos(x, "x"), top: 1 }, true, true);
  }

  function byKey(event: KeyboardEvent): void {
    const at = chart?.cursor.idx ?? data?.rest ?? 0;
    const last = (data?.x.length ?? 1) - 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageDown: at - 10, PageUp: at + 10, Home: 0, End: last }[
      event.key
    ];
    if (event.key === "Enter") pick();
    else if (to === undefined) return;
    else moveTo(to);
    event.preventDefault();
  }

  /** Tells the page which point the reader means. */
  function pick(): void {
    const index = chart?.cursor.idx;
    const x = index == null ? undefined : data?.x[index];
    if (look.picks && x !== undefined) plot.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail: x }));
  }

  const build = (first: TimeChartData): uPlot => {
    const atLeast = (side: "left" | "right") =>
      side === "left" && !look.fitsLines ? Math.max(0, ...levels.map(({ value }) => value * 1.06)) : 0;
    const highestStick = (look.sticks?.at ?? []).reduce((highest, [, value]) => Math.max(highest, value * 1.06), 0);
    const scale = (side: "left" | "right", axis: ValueAxis | undefined): uPlot.Scale => {
      const whole = axis?.shareOf;
      if (whole !== undefined) {
        return { from: "left", range: (_chart, low, high) => [(100 * low) / whole, (100 * high) / whole] };
      }
      return { range: valueRange(axis?.min, axis?.max, Math.max(atLeast(side), side === "left" ? highestStick : 0)) };
    };
    const bands = lines.flatMap(({ fill, colour }, line) =>
      typeof fill === "number"
        ? [{ series: [line + 1, fill + 1] as [number, number], fill: () => paint(colour, 0.18) }]
        : [],
    );
    const options: uPlot.Options = {
      ...size,
      legend: { show: false },
      padding: [8, look.right ? 0 : 16, 0, 0],
      cursor: {
        drag: { setScale: false, x: false, y: false },
        y: false,
        points: { size: 6, width: 1.5 },
        ...(sync ? { sync: { key: sync, scales: ["x", null] } } : {}),
      },
      scales: {
        x: { time: false, range: () => [...(data?.range ?? first.range)] as [number, number] },
        left: scale("left", look.left),
        ...(look.right ? { right: scale("right", look.right) } : {}),
      },
      axes: [
        timeAxis(look.time, look.increments),
        valueAxis("left", textOf(look.left), false),
        ...(look.right ? [valueAxis("right", textOf(look.right), true)] : []),
      ],
      series: [
        {},
        ...lines.map(
          (line): uPlot.Series => ({
            label: line.label,
            scale: line.axis,
            stroke: () => paint(line.colour),
            ...(line.fill === "base" ? { fill: () => paint(line.colour) } : {}),
            // Dashed, because a share of a quota often runs right on top of the amount.
            ...(line.axis === "right" || line.dashed ? { width: 1.25, dash: [5, 4] } : { width: 1.5 }),
            points: { size: 4, width: 0, fill: () => paint(line.colour), show: true, filter: lonely },
          }),
        ),
      ],
      ...(bands.length > 0 ? { bands } : {}),
      hooks: {
        drawClear: [(drawn) => drawShades(drawn, look.shades ?? [])],
        drawAxes: [(drawn) => labelShades(drawn, look.shades ?? []), (drawn) => drawLevels(drawn, levels)],
        draw: [
          (drawn) => {
            if (look.sticks) drawSticks(drawn, look.sticks);
            drawMark(drawn, data?.mark);
          },
        ],
        setCursor: [(moved) => crosshairMoved(moved.cursor.idx)],
      },
    };
    return new uPlot(options, aligned(first), plot);
  };

  // The chart fills its place, whose size the style sheet decides.
  const resize = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    const height = Math.floor(entry?.contentRect.height ?? 0);
    if (width === 0 || height === 0 || (width === size.width && height === size.height)) return;
    size = { width, height };
    if (chart) chart.setSize(size);
    else if (data) chart = build(data);
  });
  resize.observe(plot);
  const stopFollowing = onThemeChange(() => chart?.redraw(false));

  return {
    element,
    show(next) {
      data = next;
      plot.setAttribute("aria-valuemax", String(next.x.length - 1));
      // In the document already: drawn at once, as before printing nothing waits for a change of size.
      if (size.width === 0) size = { width: plot.clientWidth, height: plot.clientHeight };
      if (chart) chart.setData(aligned(next));
      else if (size.width > 0 && size.height > 0) chart = build(next);
      valuesAt(chart?.cursor.idx);
    },
    end() {
      resize.disconnect();
      stopFollowing();
      chart?.destroy();
      chart = undefined;
    },
  };
}

/** uPlot's form: null where there is no value. */
const aligned = (data: TimeChartData): uPlot.AlignedData => [
  [...data.x],
  ...data.values.map((values) => Array.from(values, (value) => (Number.isNaN(value) ? null : value))),
];

/** The points without a neighbour: no line shows them. */
function lonely(chart: uPlot, series: number): number[] {
  const values = chart.data[series] ?? [];
  const found: number[] = [];
  for (let at = 0; at < values.length; at++) {
    if (values[at] != null && values[at - 1] == null && values[at + 1] == null) found.push(at);
  }
  return found;
}
