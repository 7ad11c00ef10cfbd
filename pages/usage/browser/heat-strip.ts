import { h } from "../../browser/element.ts";
import { onThemeChange, themeColour } from "../../browser/theme.ts";
import { percentage } from "../../charts/format.ts";
import type { Drawing } from "../../charts/in-view.ts";
import { stepOf } from "../heat.ts";
import type { PageContext } from "./page.ts";

/** Heights of the lanes, px: throttles above, the per-minute quotas, the daily quota below. */
const lanes = { throttles: 4, minutes: 13, daily: 4, gap: 1 };
const height = lanes.throttles + lanes.minutes + lanes.gap + lanes.daily;

/**
 * A target over the window as a strip of colours.
 * @param read told where the pointer is and what is there
 */
export function heatStrip(
  page: PageContext,
  index: number,
  read: (at: number, text: string) => void,
): Drawing & { element: HTMLElement } {
  const { targets, time, window: span, buckets } = page;
  const steps = page.stepsOf(index);
  const { heat } = targets[index]!;
  const canvas = h("canvas", { class: "heat-strip" });
  const element = h("span", { class: "strip", onpointermove: (event: PointerEvent) => tell(event) }, canvas);
  // Only the part of the buckets that lies in the window is drawn.
  const first = (span.start - buckets.start) / buckets.bucketSeconds;
  const inView = (span.end - span.start) / buckets.bucketSeconds;
  const bucketAt = (share: number): number => Math.min(buckets.buckets - 1, Math.floor(first + share * inView));

  function tell(event: PointerEvent): void {
    const box = element.getBoundingClientRect();
    const share = Math.min(0.9999, Math.max(0, (event.clientX - box.left) / box.width));
    const bucket = bucketAt(share);
    const from = buckets.start + bucket * buckets.bucketSeconds;
    read(from + buckets.bucketSeconds / 2, `${time.span(from, from + buckets.bucketSeconds)}: ${whatIsIn(bucket)}`);
  }

  function whatIsIn(bucket: number): string {
    const percent = heat.percent[bucket] ?? null;
    const daily = heat.daily?.[bucket];
    return [
      percent === null ? (heat.uncompared ? "no quota to compare with" : "no data") : percentage(percent),
      daily != null && `${percentage(daily)} of the daily quota that day`,
      heat.throttled.includes(bucket) && "throttled",
    ]
      .filter(Boolean)
      .join(", ");
  }

  function draw(): void {
    const pixel = devicePixelRatio;
    const width = Math.round(element.clientWidth * pixel);
    if (width === 0) return;
    canvas.width = width;
    canvas.height = height * pixel;
    const context = canvas.getContext("2d");
    if (!context) return;
    lane(context, heat.uncompared ? undefined : heat.percent, lanes.throttles * pixel, lanes.minutes * pixel);
    if (heat.daily) lane(context, heat.daily, (height - lanes.daily) * pixel, lanes.daily * pixel);
    context.fillStyle = themeColour("--text");
    for (const bucket of heat.throttled) {
      context.fillRect(((bucket + 0.5 - first) / inView) * width - pixel, 0, 2 * pixel, (lanes.throttles - 1) * pixel);
    }
  }

  function lane(context: CanvasRenderingContext2D, values: (number | null)[] | undefined, top: number, tall: number) {
    const { width } = canvas;
    context.fillStyle = themeColour(values ? "--heat-none" : "--heat-uncompared");
    context.fillRect(0, top, width, tall);
    const known = (values ?? []).flatMap((value, bucket) => (value === null ? [] : [{ value, bucket }]));
    // The lowest first: where several share a pixel the highest is seen.
    for (const { value, bucket } of known.sort((a, b) => a.value - b.value)) {
      const left = Math.floor(((bucket - first) / inView) * width);
      const right = Math.ceil(((bucket + 1 - first) / inView) * width);
      context.fillStyle = themeColour(stepOf(steps, value)?.colour ?? "--heat-none");
      context.fillRect(left, top, right - left, tall);
    }
  }

  let size = 0;
  const resize = new ResizeObserver(() => {
    if (element.clientWidth !== size) draw();
    size = element.clientWidth;
  });
  let stop: (() => void) | undefined;
  return {
    element,
    draw() {
      draw();
      resize.observe(element);
      stop ??= onThemeChange(draw);
    },
    clear() {
      resize.disconnect();
      stop?.();
      stop = undefined;
      canvas.width = 0;
    },
  };
}
