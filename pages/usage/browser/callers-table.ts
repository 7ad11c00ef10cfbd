import type { CallerUsage } from "../../../monitoring/report/callers-document.ts";
import { basisText, mostAtPeak } from "../../../monitoring/report/shown-callers.ts";
import { h } from "../../browser/element.ts";
import { amount, counted, dollarAmount, nothing } from "../../charts/format.ts";
import type { TargetHead } from "../data.ts";
import { epoch, type PageContext } from "./page.ts";
import { resolutionName } from "./resolution.ts";

const heads = [
  "Share",
  "At the peak",
  "While throttled",
  "Requests",
  "Throttled",
  "Errors",
  "Input",
  "Output",
  "Cache read",
  "Cache write",
  "Consumption",
];

/** Who called a target, by its invocation logs; false where nobody asked, or its calls are not logged. */
export function callersTable(page: PageContext, { callers, modelId, scope }: TargetHead): HTMLElement | false {
  const by = page.document.callers?.by;
  if (!callers || by === undefined) return false;
  const { basis, peak, throttledPeriods } = callers;
  const most = mostAtPeak(callers);
  const filledBy = most ? `, most by ${most.name}: ${share(most.shareAtPeak)}` : "";
  const when = peak
    ? `Peak of ${peak.kind}: ${resolutionName(peak.periodSeconds)} from ${page.time.moment(epoch(peak.start))}${filledBy}. `
    : "";
  const throttled =
    throttledPeriods > 0 ? `Throttled in ${counted(throttledPeriods, "period")}. ` : "Never throttled. ";
  return h(
    "details",
    { class: "block callers", open: true },
    h("summary", {}, "Who called it", h("span", { class: "muted" }, `by ${by}, from its logs`)),
    h("p", { class: "muted" }, `${when}${throttled}Shares are of ${basisText[basis]}.`),
    h(
      "div",
      { class: "table-frame", tabindex: 0, role: "region", "aria-label": `Use of ${modelId} (${scope}) by ${by}` },
      h(
        "table",
        { class: "plain-table profiles-table callers-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, by),
            heads.map((head) => h("th", { scope: "col", class: "number" }, head)),
          ),
        ),
        h(
          "tbody",
          {},
          callers.rows.map((row) =>
            h(
              "tr",
              { "data-kind": row.kind },
              h(
                "th",
                { scope: "row" },
                row.name,
                row.value !== null && row.value !== row.name && h("small", {}, h("code", {}, row.value)),
              ),
              cells(row).map((text) => h("td", { class: "number" }, text)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Rounded to a tenth, not cut: the rows are to add up to 100. */
const share = (value: number | null): string =>
  value === null ? nothing : value > 0 && value < 0.05 ? "< 0.1 %" : `${amount(Math.round(value * 10) / 10)} %`;

const cells = (row: CallerUsage): string[] => [
  share(row.share),
  share(row.shareAtPeak),
  share(row.shareWhileThrottled),
  amount(row.requests),
  amount(row.throttled),
  amount(row.errors),
  amount(row.inputTokens),
  amount(row.outputTokens),
  amount(row.cacheReadTokens),
  amount(row.cacheWriteTokens),
  row.consumption === null ? nothing : amount(row.consumption),
];

/** Where the callers come from, what reading that cost, and what to know of it. */
export function callersLines({ document: { callers } }: PageContext): string[] {
  if (!callers) return [];
  const { by, logGroup, recordsMatched, queries, bytesScanned, usd, verified, notes } = callers;
  return [
    `By ${by}: ${counted(recordsMatched, "record")} of ${logGroup}, in ${counted(queries, "query", "queries")} that scanned ${amount(bytesScanned)} bytes for ${dollarAmount(usd)}${verified ? "" : " (price unverified)"}. No prompts are read.`,
    ...notes,
  ];
}
