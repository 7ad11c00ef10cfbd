import { kindLabels, type Scope } from "../../words/words.ts";
import { clockTime, whole } from "../usage/numbers.ts";
import { wrapped } from "../wrapped.ts";
import type { IncreaseDocument, IncreaseQuota, IncreaseTarget } from "./document-shape.ts";
import { measured, percentText } from "./fact-texts.ts";

/** Columns of a support case's text: it is read in mails, too. */
const width = 78;

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
  const { rates, perRequest, cachedShare, throttles, takenPeak, growth, requests } = facts;
  const line = (label: string, text: string) => wrapped(`${label}: ${text}`, width, "  ", "");
  const from = `${clockTime(window.start, "UTC")} to ${clockTime(window.end, "UTC")} UTC`;
  return [
    line("Service", `Amazon Bedrock (${scope === "mantle" ? "bedrock-mantle" : "bedrock-runtime"})`),
    line("Region", region),
    line("Model", `${name} (${modelId})`),
    line("Called as", `${profileId} (${scopeTexts[scope]})`),
    ...asked.flatMap(({ kind, name: quotaName, code, awsValue, desired }) => [
      line("Limit name", `${quotaName.trim()} (${code})`),
      line("  Present value", `${whole(awsValue)} (${kindLabels[kind]})`),
      line("  New value", whole(desired)),
    ]),
    line("Use case", "<say what it does, for whom, and why it needs this>"),
    ...(rates.length === 0 ? [line("Use so far", "<none was measured: say what you expect, steady and peak>")] : []),
    ...rates.flatMap(({ kind, steady, p90, peak, peakAt }) => [
      line(`Steady state ${short[kind]}`, `${measured(steady)} (median minute with use)`),
      line(
        `Peak ${short[kind]}`,
        `${measured(peak)} in the highest minute, ${clockTime(peakAt, "UTC")} UTC; ${measured(p90)} at the 90th percentile`,
      ),
    ]),
    ...(perRequest
      ? [
          line(
            "Average input tokens per request",
            `${whole(perRequest.input + (perRequest.cacheWrite ?? 0))}${perRequest.cacheRead ? `, and ${whole(perRequest.cacheRead)} read from a cache` : ""}`,
          ),
          line("Average output tokens per request", whole(perRequest.output)),
        ]
      : []),
    ...(perRequest
      ? [line("Requests with more than 25,000 input tokens", "<say the percentage: it was not read>")]
      : []),
    ...(cachedShare === null ? [] : [line("Input read from a cache", percentText(100 * cachedShare))]),
    ...(throttles
      ? [
          line(
            "Throttled",
            throttles.requests === 0
              ? "none"
              : `${whole(throttles.requests)} requests${throttles.percent === null ? "" : `, ${percentText(throttles.percent)} of all that were sent`}${throttles.lastAt === null ? "" : `, the last at ${clockTime(throttles.lastAt, "UTC")} UTC`}`,
          ),
        ]
      : []),
    ...(takenPeak === null
      ? []
      : [
          line(
            "Taken of the quota with what requests hold (max_tokens)",
            `${percentText(takenPeak)} in the highest minute, an estimate`,
          ),
        ]),
    line("Expected growth", growth === null ? "<say what you expect: it was not read>" : growth.text),
    line("Measured", `by CloudWatch, ${from}, ${whole(requests)} accepted requests`),
  ].join("\n");
}

const short = { tpm: "TPM", rpm: "RPM", "input-tpm": "input TPM", "output-tpm": "output TPM" } as const;

const scopeTexts: Readonly<Record<Scope, string>> = {
  "on-demand": "in this Region alone",
  "cross-region": "geographic cross-Region inference profile",
  global: "global cross-Region inference profile",
  mantle: "bedrock-mantle endpoint",
};
