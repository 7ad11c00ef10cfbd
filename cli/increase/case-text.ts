import { isDaily } from "../../words/limit-kinds.ts";
import { kindLabels, type Scope } from "../../words/words.ts";
import { clockTime, whole } from "../usage/numbers.ts";
import { wrapped } from "../wrapped.ts";
import type { IncreaseDocument, IncreaseQuota, IncreaseTarget } from "./document-shape.ts";
import { measured, percentText } from "./fact-texts.ts";

/** Columns of a support case's text: it is read in mails, too. */
const width = 78;

type Facts = IncreaseTarget["facts"];

/** Quotas for which AWS is to be told something: those that are asked for here, and those that a person must ask for. */
const isAskedFor = ({ verdict, desired }: IncreaseQuota): boolean =>
  desired !== null && ["can-request", "open-request", "not-adjustable", "support-case"].includes(verdict);

/**
 * What a support case says, in plain English and no Markdown: each model apart, as AWS Support asks for. What nobody
 * here knows is left in angle brackets for the person to fill in.
 */
export function caseText(documents: readonly IncreaseDocument[]): string {
  const parts = documents.flatMap((document) =>
    document.targets.flatMap((target) => {
      const asked = target.quotas.filter(isAskedFor);
      return asked.length === 0 ? [] : [targetText(document, target, asked)];
    }),
  );
  return parts.join(`\n\n${"-".repeat(40)}\n\n`);
}

function targetText(
  { region, window }: IncreaseDocument,
  { modelId, name, scope, profileId, facts }: IncreaseTarget,
  asked: readonly IncreaseQuota[],
): string {
  const from = `${clockTime(window.start, "UTC")} to ${clockTime(window.end, "UTC")} UTC`;
  return [
    line("Service", `Amazon Bedrock (${scope === "mantle" ? "bedrock-mantle" : "bedrock-runtime"})`),
    line("Region", region),
    line("Model", `${name} (${modelId})`),
    line("Called as", `${profileId} (${scopeTexts[scope]})`),
    line("Limit type", "on demand"),
    ...asked.flatMap(quotaLines),
    line("Use case", "<say what it does, for whom, and why it needs this>"),
    ...rateLines(facts),
    ...requestLines(facts),
    line(
      "Expected growth",
      facts.growth === null ? "<say what you expect: the last weeks show no trend>" : facts.growth.text,
    ),
    line("Measured", `by CloudWatch, ${from}, ${whole(facts.requests)} accepted requests`),
  ].join("\n");
}

const line = (label: string, text: string): string => wrapped(`${label}: ${text}`, width, "  ", "");

const quotaLines = ({ kind, name, code, awsValue, desired, demand }: IncreaseQuota): string[] => [
  line("Limit name", `${name.trim()} (${code})`),
  line("  Present value", `${whole(awsValue)} (${kindLabels[kind]})`),
  line("  New value", whole(desired)),
  ...(isDaily(kind) && demand ? [line("  Highest day so far", whole(demand.peak))] : []),
];

const rateLines = ({ rates }: Facts): string[] =>
  rates.length === 0
    ? [line("Use so far", "<none was measured: say what you expect, steady and peak>")]
    : rates.flatMap(({ kind, steady, p90, peak, peakAt }) => [
        line(`Steady state ${short[kind]}`, `${measured(steady)} (median minute with use)`),
        line(
          `Peak ${short[kind]}`,
          `${measured(peak)} in the highest minute, ${clockTime(peakAt, "UTC")} UTC; ${measured(p90)} at the 90th percentile`,
        ),
      ]);

function requestLines({ perRequest, longInputs, cachedShare, throttles, takenPeak }: Facts): string[] {
  const lines: string[] = [];
  if (perRequest) {
    const { input, cacheRead, cacheWrite, output } = perRequest;
    const cached = cacheRead ? `, and ${whole(cacheRead)} read from a cache` : "";
    lines.push(
      line("Average input tokens per request", `${whole(input + (cacheWrite ?? 0))}${cached}`),
      line("Average output tokens per request", whole(output)),
      line(
        "Requests with more than 25,000 input tokens",
        longInputs === null ? "<say the percentage: it was not read>" : percentText(longInputs),
      ),
    );
  }
  if (cachedShare !== null) lines.push(line("Input read from a cache", percentText(100 * cachedShare)));
  if (throttles) lines.push(line("Throttled", throttledText(throttles)));
  if (takenPeak !== null)
    lines.push(
      line(
        "Taken of the quota with what requests hold (max_tokens)",
        `${percentText(takenPeak)} in the highest minute, an estimate`,
      ),
    );
  return lines;
}

function throttledText({ requests, percent, lastAt }: NonNullable<Facts["throttles"]>): string {
  if (requests === 0) return "none";
  const share = percent === null ? "" : `, ${percentText(percent)} of all that were sent`;
  const last = lastAt === null ? "" : `, the last at ${clockTime(lastAt, "UTC")} UTC`;
  return `${whole(requests)} requests${share}${last}`;
}

const short = { tpm: "TPM", rpm: "RPM", "input-tpm": "input TPM", "output-tpm": "output TPM" } as const;

const scopeTexts: Readonly<Record<Scope, string>> = {
  "on-demand": "in this Region alone",
  "cross-region": "geographic cross-Region inference profile",
  global: "global cross-Region inference profile",
  mantle: "bedrock-mantle endpoint",
};
