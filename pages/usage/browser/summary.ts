import type { Severity } from "../../../monitoring/report/document.ts";
import { h } from "../../browser/element.ts";
import { amount, counted, dollarAmount, nothing, percentage } from "../../charts/format.ts";
import type { PageContext } from "./page.ts";
import { resolutionName } from "./resolution.ts";
import { severityNames } from "./severity.ts";

/** The report in six numbers. */
export function summary({ document: report, targets, time }: PageContext): HTMLElement {
  const bySeverity = (["critical", "warning", "unknown", "ok"] satisfies Severity[])
    .map((severity) => ({ severity, number: targets.filter((target) => target.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => `${number} ${severity === "ok" ? "OK" : severityNames[severity].toLowerCase()}`);
  const peaks = targets
    .flatMap(({ name, quotas, thresholds: { critical } }) =>
      quotas.flatMap(({ utilisation }) =>
        utilisation?.peak == null ? [] : [{ name, peak: utilisation.peak, critical }],
      ),
    )
    .sort((a, b) => b.peak - a.peak);
  const throttles = targets.map(({ figures }) => figures.throttles?.total ?? 0);
  const throttled = throttles.filter((number) => number > 0).length;
  const missing = targets.filter(({ inStack }) => inStack === false).length;
  const finest = report.resolution.at(-1);
  const coarse = report.resolution.filter(({ hidesMinutePeaks }) => hidesMinutePeaks).at(-1);
  const { cost } = report;
  const [highest] = peaks;
  return h(
    "section",
    { class: "summary", "aria-label": "Summary" },
    tile(targets.length === 1 ? "target" : "targets", amount(targets.length), bySeverity.join(", ")),
    tile(
      "highest use of a quota",
      highest ? percentage(highest.peak) : nothing,
      highest?.name ?? "no quota to compare with",
      peaks.some(({ peak, critical }) => peak >= critical),
    ),
    tile(
      "throttled requests",
      amount(throttles.reduce((sum, number) => sum + number, 0)),
      throttled > 0 ? `in ${counted(throttled, "target")}` : "none seen",
      throttled > 0,
    ),
    tile(
      "in no stack file",
      report.stacks.length === 0 ? nothing : amount(missing),
      report.stacks.length === 0 ? "no stack file for this Region here" : `looked in ${report.stacks.join(", ")}`,
    ),
    tile(
      "finest data",
      finest ? resolutionName(finest.periodSeconds) : nothing,
      coarse
        ? `${resolutionName(coarse.periodSeconds)} before ${time.moment(Date.parse(coarse.end) / 1000)}`
        : "throughout",
    ),
    tile(
      "for this run",
      dollarAmount(cost.usd),
      `${counted(cost.requests, "request")}, ${counted(cost.metrics, "metric")}`,
    ),
  );
}

const tile = (label: string, number: string, note: string, alarming = false): HTMLElement =>
  h(
    "p",
    { class: alarming ? "summary-tile is-alarming" : "summary-tile" },
    h("span", { class: "tile-number" }, number),
    h("span", { class: "tile-label" }, label),
    h("span", { class: "tile-note", title: note }, note),
  );
