import { h } from "../../browser/element.ts";
import { onThemeChange, themeColour } from "../../browser/theme.ts";
import { percentage } from "../../charts/format.ts";
import { stepOf } from "../heat.ts";
import { hoursOf } from "../hours.ts";
import type { InView, PageContext } from "./page.ts";

/** Height of a day, px: a week has more room than a month. */
const heightOf = (days: number): number => (days <= 8 ? 18 : 9);
const shortest = 43_200;

/** When in the day the target is busy: a row a day, a column an hour, by the highest minute in it. */
export function hoursCell(page: PageContext, index: number, view: InView): HTMLElement | false {
  const { targets, buckets, time, window: span } = page;
  const steps = page.stepsOf(index);
  const { heat } = targets[index]!;
  if (span.end - span.start < shortest) return false;
  const known = heat.percent.some((value) => value !== null);
  const days = known ? hoursOf(heat.percent, buckets, time) : undefined;
  const title = h("span", { class: "chart-title" }, "Hour of the day, highest share of a quota");
  if (!days) {
    const why = known
      ? "The window is too long to tell hours apart."
      : heat.uncompared
        ? "No quota is known to compare the traffic with."
        : "No data.";
    return h("figure", { class: "chart-cell" }, h("figcaption", {}, title), h("p", { class: "chart-none" }, why));
  }

  const cellHeight = heightOf(days.length);
  // Whole hours of UTC begin in the middle of an hour in a few zones.
  const past = buckets.bucketSeconds === 3_600 ? time.local(buckets.start).getMinutes() : 0;
  const resting = busiest();
  const hint = h("span", { class: "chart-hint" }, textOf(resting));
  const canvas = h("canvas", { class: "hours-canvas" });
  let chosen = resting;
  const plot = h(
    "div",
    {
      class: "hours-plot",
      tabindex: 0,
      role: "slider",
      "aria-label": "Hour of the day, highest share of a quota",
      "aria-valuemin": 0,
      "aria-valuemax": days.length * 24 - 1,
      onkeydown: byKey,
      onpointermove: (event: PointerEvent) => {
        const box = canvas.getBoundingClientRect();
        choose(
          Math.floor(((event.clientY - box.top) / box.height) * days.length),
          Math.floor(((event.clientX - box.left) / box.width) * 24),
        );
      },
      onpointerleave: () => choose(resting.day, resting.hour),
    },
    canvas,
  );
  choose(resting.day, resting.hour);

  function busiest(): { day: number; hour: number } {
    let found = { day: 0, hour: 0 };
    let highest = Number.NEGATIVE_INFINITY;
    for (const [day, { hours }] of days!.entries()) {
      for (const [hour, value] of hours.entries()) {
        if (value === null || value <= highest) continue;
        highest = value;
        found = { day, hour };
      }
    }
    return found;
  }

  function textOf({ day, hour }: { day: number; hour: number }): string {
    const value = days![day]!.hours[hour] ?? null;
    const two = (number: number) => String(number).padStart(2, "0");
    return `${time.day(days![day]!.at)}, ${two(hour)}:${two(past)}–${two(hour + 1)}:${two(past)}: ${value === null ? "no data" : percentage(value)}`;
  }

  function choose(day: number, hour: number): void {
    chosen = { day: clamped(day, days!.length), hour: clamped(hour, 24) };
    hint.textContent = textOf(chosen);
    plot.setAttribute("aria-valuenow", String(chosen.day * 24 + chosen.hour));
    plot.setAttribute("aria-valuetext", hint.textContent);
  }

  function byKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    choose(chosen.day + step[0]!, chosen.hour + step[1]!);
    event.preventDefault();
  }

  function draw(): void {
    const pixel = devicePixelRatio;
    canvas.width = Math.round(plot.clientWidth * pixel);
    canvas.height = days!.length * cellHeight * pixel;
    const context = canvas.getContext("2d");
    if (!context) return;
    const wide = canvas.width / 24;
    const tall = cellHeight * pixel;
    for (const [day, { hours }] of days!.entries()) {
      for (const [hour, value] of hours.entries()) {
        const step = value === null ? undefined : stepOf(steps, value);
        context.fillStyle = themeColour(step?.colour ?? "--heat-none");
        context.fillRect(Math.round(hour * wide), day * tall, Math.ceil(wide) - pixel, tall - pixel);
      }
    }
  }

  const element = h(
    "figure",
    { class: "chart-cell hours-cell" },
    h("figcaption", {}, title, hint),
    h(
      "div",
      { class: "hours" },
      h(
        "ol",
        { class: "hours-days", "aria-hidden": "true" },
        days.map(({ at }, day) => {
          const row = h("li", {}, days.length <= 8 || day % 5 === 0 ? time.date(at) : "");
          row.style.height = `${cellHeight}px`;
          row.style.lineHeight = `${cellHeight}px`;
          return row;
        }),
      ),
      plot,
    ),
    h(
      "p",
      { class: "hours-marks", "aria-hidden": "true" },
      ["0:00", "6:00", "12:00", "18:00", "24:00"].map((text) => h("span", {}, text)),
    ),
  );
  canvas.style.height = `${days.length * cellHeight}px`;
  let stop: (() => void) | undefined;
  const resize = new ResizeObserver(draw);
  view.add(element, {
    draw() {
      draw();
      resize.observe(plot);
      stop ??= onThemeChange(draw);
    },
    clear() {
      resize.disconnect();
      stop?.();
      stop = undefined;
      canvas.width = 0;
    },
  });
  return element;
}

const clamped = (value: number, length: number): number => Math.min(length - 1, Math.max(0, value));
