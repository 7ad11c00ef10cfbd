import { h } from "../../browser/element.ts";
import { amount, counted, dollarAmount } from "../../charts/format.ts";
import { epoch, type PageContext } from "./page.ts";
import { resolutionName } from "./resolution.ts";

/** How to read the figures, what they rest on, and what the run cost. */
export function aboutRun({ document: report, time }: PageContext): HTMLElement {
  const { cost, notes, resolution } = report;
  return h(
    "section",
    { class: "card about-run", "aria-labelledby": "about-run" },
    h("h2", { id: "about-run" }, "How to read this"),
    h(
      "ul",
      { class: "list" },
      notes.map((note) => h("li", {}, note)),
      h(
        "li",
        {},
        "Percentiles are nearest-rank: the smallest value that at least p % of the minutes do not exceed. What is not exact is marked with ≈ or ≥, and between what it lies in truth stands beside it. All traffic on a quota is added up minute by minute first, statistics after.",
      ),
      h(
        "li",
        {},
        "Latency percentiles are CloudWatch's own, a period and profile at a time; those can't be put together exactly, so the lowest, the median and the highest of them are given.",
      ),
      resolution.map(({ start, end, periodSeconds, hidesMinutePeaks }) =>
        h(
          "li",
          {},
          `${time.moment(epoch(start))} to ${time.moment(epoch(end))}: ${resolutionName(periodSeconds)} data`,
          hidesMinutePeaks ? ", so one-minute peaks are hidden there; totals are exact." : ".",
        ),
      ),
    ),
    h(
      "p",
      {},
      `This run cost ${dollarAmount(cost.usd)}: ${counted(cost.metrics, "metric")} in ${counted(cost.requests, "GetMetricData request")}, ${amount(cost.datapoints)} data points. `,
      h("span", { class: "muted" }, `Price: ${cost.source}`),
      !cost.verified && h("span", { class: "badge badge-unverified" }, "unverified"),
    ),
  );
}
