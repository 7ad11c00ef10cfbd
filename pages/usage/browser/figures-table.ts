import type { Bounds } from "../../../monitoring/report/bounds.ts";
import type { Figure, FigureName, LatencyFigure } from "../../../monitoring/report/document.ts";
import { figureNames } from "../../../monitoring/report/document.ts";
import { h } from "../../browser/element.ts";
import { amount, nothing } from "../../charts/format.ts";
import type { TargetHead } from "../data.ts";
import { amountBounds, markedAmount } from "../marks.ts";
import { epoch, type PageContext } from "./page.ts";
import { meanOver, resolutionName } from "./resolution.ts";

const labels: Readonly<Record<FigureName, string>> = {
  tpm: "Tokens (EstimatedTPMQuotaUsage)",
  tpmByFormula: "Tokens, by formula",
  rpm: "Requests",
  inputTokens: "Input tokens",
  outputTokens: "Output tokens",
  cacheReadTokens: "Cache read tokens",
  cacheWriteTokens: "Cache write tokens",
  throttles: "Throttled requests",
  clientErrors: "Client errors",
  serverErrors: "Server errors",
};

const heads = ["Total", "Mean", "p50", "p90", "p99", "Highest", "When", "Data points"];

/** Every figure of a target. Each body is there twice: over the minutes with data, and with idle minutes as 0. */
export function figuresTable(page: PageContext, target: TargetHead): HTMLElement {
  const body = (idle: boolean) =>
    h(
      "tbody",
      { "data-idle": String(idle), ...(idle && { hidden: true }) },
      figureNames.flatMap((name) => figureRow(page, target, name, idle) ?? []),
    );
  return h(
    "details",
    { class: "block", open: true },
    h("summary", {}, "Figures", h("span", { class: "muted" }, "total, and per minute")),
    h(
      "div",
      { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Figures" },
      h("table", { class: "plain-table figures-table" }, headRow("Figure", heads), body(false), body(true)),
      latencyTable(page, target),
    ),
    h(
      "p",
      { class: "muted" },
      h(
        "span",
        { "data-idle": "false" },
        "Mean and percentiles are over the minutes with data; percentiles are nearest-rank.",
      ),
      h(
        "span",
        { "data-idle": "true", hidden: true },
        "Mean and percentiles are over every minute of the window, idle ones as 0; percentiles are nearest-rank.",
      ),
    ),
  );
}

const headRow = (first: string, rest: readonly string[]): HTMLElement =>
  h(
    "thead",
    {},
    h(
      "tr",
      {},
      h("th", { scope: "col" }, first),
      rest.map((head) => h("th", { scope: "col", class: "number" }, head)),
    ),
  );

const cells = (texts: readonly (string | HTMLElement)[]): HTMLElement[] =>
  texts.map((text) => h("td", { class: "number" }, text));

function figureRow(page: PageContext, target: TargetHead, name: FigureName, idle: boolean): HTMLElement | undefined {
  const figure = target.figures[name];
  const absent = target.absent[name];
  const head = h("th", { scope: "row" }, labels[name]);
  if (!figure) {
    return absent === undefined
      ? undefined
      : h("tr", { "data-figure": name }, head, h("td", { class: "absent", colspan: heads.length }, absent));
  }
  const { mean, p50, p90, p99 } = idle ? figure.idleAsZero : figure;
  const { bounds } = figure;
  const inexact = idle ? { p50: bounds.p50IdleAsZero, p90: bounds.p90IdleAsZero, p99: bounds.p99IdleAsZero } : bounds;
  return h(
    "tr",
    { "data-figure": name },
    head,
    cells([
      amount(figure.total),
      numberOf(mean, idle ? undefined : bounds.mean),
      numberOf(p50, inexact.p50),
      numberOf(p90, inexact.p90),
      numberOf(p99, inexact.p99),
      numberOf(figure.max, bounds.max),
      when(page, figure),
      amount(figure.datapoints),
    ]),
  );
}

function when({ time }: PageContext, { maxAt, maxPeriodSeconds }: Figure): HTMLElement | string {
  if (maxAt === null) return nothing;
  const note = meanOver(maxPeriodSeconds);
  return h("span", {}, time.moment(epoch(maxAt)), note !== "" && h("small", {}, note));
}

const latencyNames = { latency: "Latency", timeToFirstToken: "Time to first token" } as const;

function latencyTable(page: PageContext, target: TargetHead): HTMLElement | false {
  const names = Object.keys(latencyNames) as (keyof typeof latencyNames)[];
  const rows = names.flatMap((name) => latencyRow(page, target, name) ?? []);
  if (rows.length === 0) return false;
  return h(
    "table",
    { class: "plain-table figures-table" },
    headRow("Milliseconds", ["Requests", "Mean", "p50", "p90", "p99", "Highest", "When", "Periods of"]),
    h("tbody", {}, rows),
  );
}

function latencyRow(page: PageContext, target: TargetHead, name: keyof typeof latencyNames): HTMLElement | undefined {
  const figure = target[name];
  const head = h("th", { scope: "row" }, latencyNames[name]);
  if (!figure) {
    const absent = target.absent[name];
    return absent === undefined
      ? undefined
      : h("tr", { "data-figure": name }, head, h("td", { class: "absent", colspan: 8 }, absent));
  }
  const { percentiles } = figure;
  return h(
    "tr",
    { "data-figure": name },
    head,
    cells([
      amount(figure.samples),
      whole(figure.mean),
      range(percentiles.p50),
      range(percentiles.p90),
      range(percentiles.p99),
      whole(figure.max),
      page.time.moment(epoch(figure.maxAt)),
      resolutionName(figure.periodSeconds),
    ]),
  );
}

const range = ({ lowest, typical, highest }: LatencyFigure["percentiles"]["p50"]): HTMLElement =>
  h("span", {}, whole(typical), h("small", {}, lowest === highest ? "" : `${whole(lowest)} to ${whole(highest)}`));

const whole = (value: number): string => amount(Math.round(value));

/** A number, with between what the true one lies where it is not exact. */
function numberOf(value: number | null, bounds: Bounds | undefined): HTMLElement | string {
  if (value === null) return nothing;
  if (!bounds) return amount(value);
  return h("span", {}, markedAmount(value, bounds), h("small", {}, amountBounds(bounds)));
}
