import { kindLabels } from "../../words/words.ts";
import { fittedTable } from "../fitted-table.ts";
import { clockTime, whole } from "../usage/numbers.ts";
import type { Paint, Style } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import { caseText } from "./case-text.ts";
import type { IncreaseDocument, IncreaseQuota, IncreaseTarget, SubmittedPart } from "./document-shape.ts";
import { measured, percentText } from "./fact-texts.ts";
import { plannedRequests } from "./planned.ts";

/** What is asked for and why, as a person reads it on a terminal: of each target its use, then each quota. */
export function describeIncrease(document: IncreaseDocument, paint: Paint, width: number): string {
  const { region, window, ask, targets, incomplete, submitted } = document;
  const how = "to" in ask ? `to ${whole(ask.to)}` : `with ${ask.headroomPercent} % left free`;
  const head = `Quota increases in ${region} ${how}, by ${clockTime(window.start, "UTC")} to ${clockTime(window.end, "UTC")} (UTC)`;
  const text = caseText([document]);
  const line = (words: string) => wrapped(words, width, "  ", "");
  return [
    paint("bold", line(head)),
    "",
    ...targets.flatMap((target) => [...targetLines(target, paint, width), ""]),
    ...(targets.length === 0 ? ["Nothing called Bedrock here in this window.", ""] : []),
    ...(text === ""
      ? []
      : [
          paint("bold", line("For the support case (--case writes it to a file); fill in what stands in <>:")),
          "",
          text,
          "",
        ]),
    ...incomplete.map(({ what, why, effect }) => paint("yellow", line(`Not read: ${what}: ${why}; ${effect}.`))),
    ...(submitted === null ? dryRun(document).map(line) : submittedLines(submitted, paint, width)),
  ]
    .join("\n")
    .trimEnd();
}

function targetLines({ modelId, scope, facts, quotas }: IncreaseTarget, paint: Paint, width: number): string[] {
  const { throttles, rates, perRequest, cachedShare, takenPeak, requests } = facts;
  const throttled = throttles && throttles.requests > 0 ? `: ${whole(throttles.requests)} requests throttled` : "";
  const line = (words: string) => wrapped(words, width, "    ", "  ");
  const rows = rates.map(({ kind, steady, p90, p99, peak, peakAt }) => [
    kindLabels[kind],
    ...[steady, p90, p99, peak].map(measured),
    clockTime(peakAt, "UTC"),
  ]);
  const each = perRequest
    ? `${whole(requests)} requests, on average ${whole(perRequest.input + (perRequest.cacheWrite ?? 0))} input${perRequest.cacheRead ? `, ${whole(perRequest.cacheRead)} cached` : ""} and ${whole(perRequest.output)} output tokens each${cachedShare ? `; ${percentText(100 * cachedShare)} of input came from a cache` : ""}`
    : "No requests in this window";
  const taken =
    takenPeak === null ? "" : ` In its highest minute ${percentText(takenPeak)} of the quota was taken (held + used).`;
  const table = fittedTable(
    {
      head: ["", "steady", "p90", "p99", "peak", "at"],
      rows,
      align: ["left", "right", "right", "right", "right", "left"],
      names: 1,
      optional: [5, 3],
    },
    width - 2,
  );
  return [
    paint("bold", wrapped(`${modelId} (${scope})${throttled}`, width, "  ", "")),
    line(`${each}.${taken}`),
    ...(rows.length > 0 ? table.split("\n").map((row) => `  ${row}`) : []),
    ...quotas.flatMap((quota) => quotaLines(quota, paint, width)),
    ...(quotas.length === 0 ? [line("No such quota of it is known (headroom quotas lists the account's).")] : []),
  ];
}

const styles: Readonly<Partial<Record<IncreaseQuota["verdict"], Style>>> = {
  "can-request": "green",
  "open-request": "yellow",
  "not-adjustable": "red",
  "support-case": "red",
  legacy: "red",
  unknown: "yellow",
};

const verdictText = ({ verdict, desired }: IncreaseQuota): string =>
  ({
    "can-request": `ask for ${whole(desired)}`,
    "open-request": "a request is open",
    "not-adjustable": `${whole(desired)} needed, not by Service Quotas`,
    "support-case": `${whole(desired)} needed, by a support case`,
    legacy: "no increase of a legacy model",
    "not-needed": "enough",
    unknown: "cannot tell",
  })[verdict];

function quotaLines(quota: IncreaseQuota, paint: Paint, width: number): string[] {
  const { kind, code, awsValue, multiplier, verdict, because, notes, ways, default: standard } = quota;
  const now =
    awsValue === null ? "" : `, ${whole(awsValue)} now${multiplier === 2 ? " (AWS's value, doubled here)" : ""}`;
  const known = standard === null || standard === awsValue ? "" : `, AWS's default ${whole(standard)}`;
  const style = styles[verdict];
  const said = style ? paint(style, verdictText(quota)) : verdictText(quota);
  const line = (words: string, lead = "    ") => wrapped(words, width, "      ", lead);
  return [
    line(`${kindLabels[kind]} (${code}${now}${known}): ${said}`, "  "),
    line(`${capital(because)}.`),
    ...notes.map((note) => line(`Note: ${note}.`)),
    ...ways.flatMap(({ text, url }) => [line(`Way: ${text}.`), ...(url === undefined ? [] : [`      ${url}`])]),
  ];
}

/** What --submit would send; Service Quotas takes a code and a value, and no reasons. */
function dryRun(document: IncreaseDocument): string[] {
  const asked = plannedRequests(document);
  if (asked.length === 0) return [];
  return [
    `Nothing was sent. --submit would send to Service Quotas in ${document.region}, and nothing else:`,
    ...asked.map(
      ({ code, desired, quota }) => `  RequestServiceQuotaIncrease bedrock ${code} ${desired} (${quota.name.trim()})`,
    ),
    "The text above goes with it: as an answer in the support case that AWS opens.",
  ];
}

/** What came of submitting, by itself. */
export const describeSubmitted = (documents: readonly IncreaseDocument[], paint: Paint, width: number): string =>
  documents.flatMap(({ submitted }) => (submitted ? submittedLines(submitted, paint, width) : [])).join("\n");

function submittedLines(submitted: readonly SubmittedPart[], paint: Paint, width: number): string[] {
  if (submitted.length === 0)
    return [wrapped("Nothing was submitted: Service Quotas takes a request for none of these now.", width, "  ", "")];
  return submitted.map((one) => {
    const { code, desired, outcome, request, why } = one;
    const caseId = request?.caseId ? `, case ${request.caseId}` : "";
    const said =
      outcome === "submitted"
        ? `${request?.status ?? ""}${caseId} (request ${request?.id ?? ""}). Follow it: headroom increase status`
        : (why ?? "");
    return wrapped(`${paint(...outcomeTexts[outcome])}: ${code} to ${whole(desired)}: ${said}.`, width, "  ", "");
  });
}

const outcomeTexts: Readonly<Record<SubmittedPart["outcome"], [Style, string]>> = {
  submitted: ["green", "Submitted"],
  "already-open": ["yellow", "Open already"],
  refused: ["red", "Not submitted"],
  unknown: ["red", "Not known whether submitted"],
  "not-tried": ["red", "Not submitted"],
};

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
