import { standings, standingTexts } from "../../../monitoring/report/standing.ts";
import { h } from "../../browser/element.ts";
import { amount, counted, dollarAmount, nothing } from "../../charts/format.ts";
import { markedPercentage } from "../marks.ts";
import type { PageContext } from "./page.ts";
import { resolutionName } from "./resolution.ts";

/** The report in six numbers. */
export function summary({ document: report, targets, time }: PageContext): HTMLElement {
  const byStanding = standings
    .map((standing) => ({ standing, number: targets.filter((target) => target.standing === standing).length }))
    .filter(({ number }) => number > 0)
    .map(({ standing, number }) => `${number} ${standing === "ok" ? "OK" : standingTexts[standing]}`);
  const peaks = targets
    .flatMap(({ name, quotas, thresholds: { critical } }) =>
      quotas.flatMap(({ utilisation }) =>
        utilisation?.peak == null ? [] : [{ name, peak: utilisation.peak, bounds: utilisation.bounds.peak, critical }],
      ),
    )
    .sort((a, b) => b.peak - a.peak);
  const throttles = targets.map(({ figures }) => figures.throttles?.total ?? 0);
  const throttled = throttles.filter((number) => number > 0).length;
  const lasts = targets.flatMap(({ lastThrottled }) => lastThrottled?.at ?? []).sort();
  const lastText = targets.some(({ standing }) => standing === "throttled-now")
    ? "now"
    : `the last ${lasts.length > 0 ? time.moment(Date.parse(lasts.at(-1)!) / 1000) : nothing}`;
  const missing = targets.filter(({ inStack }) => inStack === false).length;
  const finest = report.resolution.at(-1);
  const coarse = report.resolution.filter(({ hidesMinutePeaks }) => hidesMinutePeaks).at(-1);
  const { cost } = report;
  const [highest] = peaks;
  return h(
    "section",
    { class: "summary", "aria-label": "Summary" },
    tile(targets.length === 1 ? "target" : "targets", amount(targets.length), byStanding.join(", ")),
    tile(
      "highest use of a quota",
      highest ? markedPercentage(highest.peak, highest.bounds) : nothing,
      highest?.name ?? "no quota to compare with",
      peaks.some(({ peak, critical }) => peak >= critical),
    ),
    tile(
      "throttled requests",
      amount(throttles.reduce((sum, number) => sum + number, 0)),
      throttled > 0 ? `in ${counted(throttled, "target")}, ${lastText}` : "none seen",
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
