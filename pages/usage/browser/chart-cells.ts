import type { BucketValues, Charts, LatencyFigure, QuotaUsage } from "../../../monitoring/report/document.ts";
import { figureOfKind } from "../../../monitoring/report/figure-of-kind.ts";
import { kindLabels, kindsOf, type LimitKind } from "../../../words/limit-kinds.ts";
import { h, replace } from "../../browser/element.ts";
import { percentage, shortAmount } from "../../charts/format.ts";
import { type TimeChart, type TimeChartData, timeChart } from "../../charts/time-chart.ts";
import { contributionsOf, tagKeysOf } from "../contribution.ts";
import type { TargetHead } from "../data.ts";
import { inOrder, wholeOf } from "../share.ts";
import { type Drawn, percentileLines, stackOf, tokensByKind, troubleLines, useLines } from "./chart-lines.ts";
import type { InView, PageContext } from "./page.ts";
import { coarseShades, resolutionName } from "./resolution.ts";

/** The key of the charts that move their crosshairs together: all of the page. */
const sync = "usage";

/** A target's charts over time, each drawn while it is near the window. */
export function chartCells(page: PageContext, index: number, view: InView): HTMLElement[] {
  const target = page.targets[index]!;
  const cell = (title: string, hint: string, make: (charts: Charts) => Drawn): HTMLElement =>
    chartCell(page, index, view, { title, hint, make });
  const quotas = inOrder(target.quotas).filter(({ kind }) => hasFigure(target, kind));
  const told = new Set(quotas.map(({ kind }) => kind));
  // What there is no quota of is worth seeing, too: requests of a newer model.
  const untold = kindsOf(target.scope).filter((kind) => !told.has(kind) && hasFigure(target, kind));
  return [
    ...quotas.map((quota) => quotaCell(target, quota, cell)),
    ...untold.map((kind) =>
      cell(capital(kindLabels[kind]), "no quota of this kind", (charts) =>
        useLines(charts, figureOfKind(kind)!, target),
      ),
    ),
    contributionCell(page, index, view),
    cell("Tokens per minute, by kind", "mean of each part", tokensByKind),
    cell(
      "Throttles and errors",
      target.absent.throttles ?? "requests per minute; throttles at their true time",
      (charts) => troubleLines(charts, target.absent),
    ),
    ...(target.latency
      ? [cell("Latency, ms", percentileHint(target.latency), (charts) => percentileLines(charts.latency))]
      : []),
    ...(target.timeToFirstToken
      ? [
          cell("Time to first token, ms", percentileHint(target.timeToFirstToken), (charts) =>
            percentileLines(charts.timeToFirstToken),
          ),
        ]
      : []),
  ];
}

function hasFigure({ figures }: TargetHead, kind: LimitKind): boolean {
  const name = figureOfKind(kind);
  return name !== undefined && figures[name] !== undefined;
}

type MakeCell = (title: string, hint: string, make: (charts: Charts) => Drawn) => HTMLElement;

/** A line needs a quota that it comes near to, or the line is flat: below this share the chart fits the use instead. */
const nearQuota = 30;

function quotaCell(target: TargetHead, quota: QuotaUsage, cell: MakeCell) {
  const { thresholds } = target;
  const name = figureOfKind(quota.kind)!;
  const whole = wholeOf(quota);
  const title = `${capital(kindLabels[quota.kind])}${whole === null ? "" : " against the quota"}`;
  if (whole === null) return cell(title, "the quota could not be read", (charts) => useLines(charts, name, target));
  const far = (quota.utilisation?.peak ?? 0) < nearQuota;
  const hint = far ? `the quota, ${shortAmount(whole)}, is far above` : "left: amount, right: percent of the quota";
  return cell(title, hint, (charts) => {
    const use = useLines(charts, name, target);
    return {
      ...use,
      look: {
        ...use.look,
        right: { label: "%", shareOf: whole },
        fitsLines: far,
        levels: [
          { label: "quota", value: whole, colour: "--quota" },
          {
            label: `critical ${percentage(thresholds.critical)}`,
            value: (whole * thresholds.critical) / 100,
            colour: "--alarm",
          },
          {
            label: `warning ${percentage(thresholds.warning)}`,
            value: (whole * thresholds.warning) / 100,
            colour: "--warn",
          },
        ],
      },
    };
  });
}

const percentileHint = ({ periodSeconds }: LatencyFigure): string =>
  `CloudWatch's percentiles of ${resolutionName(periodSeconds)} each; the highest of the profiles`;

/** Who the use is of, by profile or by a tag's value. */
function contributionCell(page: PageContext, index: number, view: InView): HTMLElement {
  const { perProfile } = page.targets[index]!;
  const tags = tagKeysOf(perProfile);
  let tag: string | undefined;
  const choice = h(
    "select",
    {
      "aria-label": "Contribution by",
      onchange: () => {
        tag = tags[Number(choice.value)];
        cell.dispatchEvent(new CustomEvent("redraw"));
      },
    },
    h("option", { value: "" }, "by profile"),
    tags.map((key, number) => h("option", { value: number }, `by tag ${key}`)),
  );
  choice.value = "";
  const cell: HTMLElement = chartCell(page, index, view, {
    title: "Tokens per minute, who used them",
    hint: "mean of each part",
    ...(tags.length > 0 && { control: choice }),
    make: (charts) =>
      stackOf(
        contributionsOf(perProfile, charts, page.window, tag).map(({ label, perMinute }) => ({
          label,
          values: perMinute,
        })),
      ),
  });
  return cell;
}

interface Cell {
  title: string;
  hint: string;
  control?: HTMLElement;
  make(charts: Charts): Drawn;
}

function chartCell(page: PageContext, index: number, view: InView, { title, hint, control, make }: Cell): HTMLElement {
  const { time, buckets, targets, window: span } = page;
  const { start, bucketSeconds } = buckets;
  const half = bucketSeconds / 2;
  const when = h("span", { class: "chart-when" });
  const place = h("div", { class: "chart-place" });
  const rest = fullestBucket(targets[index]!);
  const tell = (x: number | null): void => {
    const at = x ?? start + rest * bucketSeconds + half;
    when.textContent = `${x === null ? "fullest: " : ""}${time.span(at - half, at + half)}`;
  };
  const element = h(
    "figure",
    { class: "chart-cell", oncrosshair: (event: CustomEvent<number | null>) => tell(event.detail), onredraw: redraw },
    h(
      "figcaption",
      {},
      h("span", { class: "chart-title" }, title),
      control,
      when,
      h("span", { class: "chart-hint" }, hint),
    ),
    place,
  );
  let chart: TimeChart | undefined;

  function draw(): void {
    if (chart) return;
    const { look, values, said } = make(page.chartsOf(index));
    if (!values.some((line) => line.some((value) => value !== null)) && !look.sticks?.at.length) {
      replace(
        place,
        h("p", { class: "chart-none" }, title.startsWith("Throttles") ? "None in this window." : "No data."),
      );
      return;
    }
    chart = timeChart({
      title: `${title}, ${targets[index]!.name}`,
      left: {},
      time: time.tick,
      moment: (x) => time.span(x - half, x + half),
      increments: time.ticks,
      shades: coarseShades(page),
      sync,
      ...look,
    });
    replace(place, chart.element);
    const x = Array.from({ length: buckets.buckets }, (_bucket, bucket) => start + bucket * bucketSeconds + half);
    const data: TimeChartData = {
      x,
      range: [span.start, span.end],
      values: values.map(numbersOf),
      ...(said && { said: said.map(numbersOf) }),
      rest,
    };
    tell(null);
    chart.show(data);
  }
  function clear(): void {
    chart?.end();
    chart = undefined;
    replace(place);
  }
  function redraw(): void {
    clear();
    draw();
  }
  view.add(element, { draw, clear });
  return element;
}

/** The part of the window that charts show the values of while no crosshair is there. */
function fullestBucket({ heat: { percent } }: TargetHead): number {
  let found = percent.length - 1;
  for (const [bucket, value] of percent.entries()) if (value !== null && value > (percent[found] ?? -1)) found = bucket;
  return found;
}

const numbersOf = (values: BucketValues): number[] => values.map((value) => value ?? Number.NaN);
const capital = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;
