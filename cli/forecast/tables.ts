import { growthText, nowText, reachText, shiftText, untoldText } from "../../monitoring/forecast/texts.ts";
import type { ForecastDocument, ForecastTarget, QuotaRow } from "./document.ts";
import { todayText } from "./texts.ts";

export const head = ["model", "scope", "quota", "busy day now", "growth a week", "reaches its quota", "sure"] as const;

/** The first day that is looked at. */
const todayOf = ({ generatedAt }: ForecastDocument): string => generatedAt.slice(0, 10);

/** A row for each quota, what is reached first before the others. */
export const rowsOf = (
  document: ForecastDocument,
  paint: (row: QuotaRow, text: string) => string = (_, text) => text,
): string[][] =>
  document.targets.flatMap(({ modelId, scope, quotas }) =>
    quotas.map((row, index) => [
      index === 0 ? modelId : "",
      index === 0 ? scope : "",
      row.kind,
      nowText(row.forecast.now),
      growthText(row.forecast),
      paint(row, reachText(row.forecast, todayOf(document))),
      row.forecast.sureness ?? "",
    ]),
  );

/** What is to be said of single quotas, a sentence each. */
export const remarksOf = ({ targets, timeZone }: ForecastDocument): string[] =>
  targets.flatMap((target) => target.quotas.flatMap((row) => remarksOn(target, row, timeZone)));

function remarksOn(
  { modelId, scope }: ForecastTarget,
  { kind, value, forecast }: QuotaRow,
  timeZone: string,
): string[] {
  return [untoldText(forecast, value), shiftText(forecast), todayText(forecast, timeZone), ...forecast.notes].flatMap(
    (text) => (text === undefined ? [] : [`${modelId} (${scope}), ${kind}: ${text}.`]),
  );
}

/** How the table is to be read. */
export const legendOf = ({ level, withinDays, horizonDays }: ForecastDocument): string[] => [
  `Busy day: the p99 minute of a day that the busiest day of a usual week exceeds (of a daily quota, its tokens), in percent of today's quota. Brackets hold in ${level} of 100 cases, if use goes on as it did: no launch, no holiday, no other limit. What minutes reached is read of the last 15 days; before, five-minute means tell how it grew.`,
  `No trend: it may be growth as well as decline. Looked at: ${withinDays} days ahead for the exit code, ${horizonDays} for dates, which are within the coming year and UTC. docs/forecast.md has the method.`,
];

export const costText = ({ cost }: ForecastDocument): string =>
  `Cost of this: ${cost.requests} GetMetricData requests, ${cost.metrics} metrics, about $${cost.usd.toFixed(cost.usd < 0.01 ? 4 : 2)}${cost.verified ? "" : " (price not confirmed on an AWS page)"}.`;

/** Why there is no row; undefined: there are some. */
export const nothingText = ({ targets, incomplete, region }: ForecastDocument): string | undefined =>
  targets.length > 0
    ? targets.some(({ quotas }) => quotas.length > 0)
      ? undefined
      : "Of what is in use here no quota with a metric is known, so when it is reached can't be told."
    : incomplete.length > 0
      ? `Cannot tell what is used in ${region}: ${incomplete[0]!.why}.`
      : "Nothing called Bedrock here in this window, so there is nothing to forecast.";
