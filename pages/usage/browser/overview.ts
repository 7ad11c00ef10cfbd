import type { Bounds } from "../../../monitoring/report/bounds.ts";
import type { Utilisation } from "../../../monitoring/report/document.ts";
import { h } from "../../browser/element.ts";
import { amount, nothing } from "../../charts/format.ts";
import type { TargetHead } from "../data.ts";
import { markedPercentage } from "../marks.ts";
import { heatLegend } from "./heat-legend.ts";
import { heatStrip } from "./heat-strip.ts";
import { epoch, type InView, type PageContext, sectionId } from "./page.ts";
import { levelOf } from "./quota-table.ts";
import { resolutionName } from "./resolution.ts";
import { severityOfStanding, standingName, throttledText } from "./standing.ts";

/** Every target over the whole window, a strip each; a click goes to the target. */
export function overview(page: PageContext, view: InView) {
  const { targets, time, window: span } = page;
  const readout = h("p", { class: "readout", "aria-hidden": "true" });
  const quiet = "Move over the strips to read them; a click goes to the target.";
  readout.textContent = quiet;

  const list = h("ol", { class: "strips", onpointerleave: () => mark(null, undefined) });
  const rows = targets.map((target, index) => {
    const strip = heatStrip(page, index, (at, text) => mark(at, `${target.name} (${target.scope}), ${text}`));
    const row = h(
      "li",
      {},
      h(
        "a",
        { class: "strip-row", href: `#${sectionId(index)}` },
        h(
          "span",
          { class: "strip-name" },
          h("span", { class: `dot severity-${severityOfStanding[target.standing]}`, "aria-hidden": "true" }),
          h("span", { class: "strip-model", title: target.modelId }, target.name),
          h("span", { class: "strip-scope" }, target.scope),
          h("span", { class: "visually-hidden" }, standingName(target.standing)),
        ),
        strip.element,
        nowCell(target),
        peakCell(target),
        h("span", { class: "strip-number strip-throttles" }, label("throttled"), throttlesOf(target)),
        h(
          "span",
          { class: target.lastThrottled ? "strip-number strip-last is-throttled" : "strip-number strip-last" },
          label("last throttled"),
          throttledText(target, page),
        ),
      ),
    );
    view.add(row, strip);
    return row;
  });

  /** Shows a moment in all strips. */
  function mark(at: number | null, text?: string): void {
    const share = at === null ? -1 : (at - span.start) / (span.end - span.start);
    list.style.setProperty("--at", String(share));
    list.classList.toggle("is-marked", share >= 0 && share <= 1);
    readout.textContent = text ?? quiet;
  }

  list.append(...rows);
  return {
    element: h(
      "section",
      { class: "card overview", id: "overview", "aria-labelledby": "overview-title" },
      h("h2", { id: "overview-title" }, "All targets over time"),
      h(
        "p",
        { class: "muted" },
        "How full the fullest per-minute quota was, by the highest minute of each part. ",
        "The lower lane is the daily quota, by UTC day; dark marks above are throttles.",
      ),
      heatLegend(page),
      readout,
      h(
        "div",
        { class: "strip-row strip-head", "aria-hidden": "true" },
        h("span"),
        resolutionBar(page),
        h("span", { class: "strip-number" }, "now"),
        h("span", { class: "strip-number" }, "peak"),
        h("span", { class: "strip-number strip-throttles" }, "throttled"),
        h("span", { class: "strip-number strip-last" }, "last throttled"),
      ),
      targets.length > 0 ? list : h("p", {}, "No target has traffic in this window."),
      h(
        "div",
        { class: "strip-row strip-head", "aria-hidden": "true" },
        h("span"),
        timeMarks(page),
        h("span"),
        h("span"),
        h("span"),
        h("span"),
      ),
    ),
    mark: (at: number | null) => mark(at, at === null ? undefined : time.span(...partOf(page, at))),
    filter(shown: (target: number) => boolean): void {
      for (const [index, row] of rows.entries()) row.hidden = !shown(index);
    },
  };
}

function partOf({ buckets: { start, bucketSeconds } }: PageContext, at: number): [number, number] {
  const from = start + Math.floor((at - start) / bucketSeconds) * bucketSeconds;
  return [from, from + bucketSeconds];
}

/** The fullest quota's now. */
const nowCell = (target: TargetHead): HTMLElement =>
  fullestCell(target, "now", (use) => (use.now === null ? undefined : { value: use.now, bounds: use.bounds.now }));

const peakCell = (target: TargetHead): HTMLElement =>
  fullestCell(target, "peak", (use) => (use.peak === null ? undefined : { value: use.peak, bounds: use.bounds.peak }));

function fullestCell(
  { quotas, thresholds }: TargetHead,
  name: "now" | "peak",
  of: (use: Utilisation) => { value: number; bounds: Bounds | undefined } | undefined,
): HTMLElement {
  const all = quotas.flatMap(({ utilisation }) => (utilisation && of(utilisation)) ?? []);
  const [highest] = all.toSorted((a, b) => b.value - a.value);
  const place = `strip-number strip-${name}`;
  if (!highest) return h("span", { class: place }, label(name), nothing);
  const level = levelOf(highest.value, thresholds);
  return h(
    "span",
    { class: level ? `${place} is-${level}` : place },
    label(name),
    h("span", {}, markedPercentage(highest.value, highest.bounds)),
  );
}

/** What a number is, where no head of a column says so: on a phone, and for those who hear the page. */
const label = (text: string): HTMLElement => h("span", { class: "strip-label" }, `${text} `);

const throttlesOf = ({ figures: { throttles } }: TargetHead): string => (throttles ? amount(throttles.total) : nothing);

/** Which resolution each part of the window has. */
function resolutionBar({ document: { resolution }, window: span }: PageContext): HTMLElement {
  return h(
    "span",
    { class: "resolution-bar" },
    resolution.map(({ start, end, periodSeconds, hidesMinutePeaks }) => {
      const part = h(
        "span",
        { class: hidesMinutePeaks ? "resolution-part is-coarse" : "resolution-part" },
        hidesMinutePeaks
          ? `${resolutionName(periodSeconds)} means: one-minute peaks hidden`
          : `${resolutionName(periodSeconds)} data`,
      );
      part.style.width = `${(100 * (epoch(end) - epoch(start))) / (span.end - span.start)}%`;
      return part;
    }),
  );
}

function timeMarks({ time, window: span }: PageContext): HTMLElement {
  return h(
    "span",
    { class: "time-marks" },
    time.ticks(span.start, span.end, 9).map((at) => {
      const text = h("span", {}, time.tick(at));
      text.style.left = `${(100 * (at - span.start)) / (span.end - span.start)}%`;
      return text;
    }),
  );
}
