import { kindLabels } from "../../words/words.ts";
import { clockTime, whole } from "../usage/numbers.ts";
import { caseText } from "./case-text.ts";
import type { IncreaseDocument, IncreaseTarget } from "./document-shape.ts";
import { measured, percentText } from "./fact-texts.ts";

/** What is asked for and why, for a ticket. */
export function increaseMarkdown(documents: readonly IncreaseDocument[]): string {
  const text = caseText(documents);
  return `${[...documents.map(regionPart), ...(text === "" ? [] : ["## For the support case", `\`\`\`text\n${text}\n\`\`\``])].join("\n\n")}\n`;
}

function regionPart({ region, window, targets, incomplete }: IncreaseDocument): string {
  return [
    `# Quota increases in ${region}`,
    `By ${clockTime(window.start, "UTC")} to ${clockTime(window.end, "UTC")} (UTC).`,
    ...(targets.length === 0 ? ["Nothing called Bedrock here in this window."] : []),
    ...targets.flatMap(targetPart),
    ...incomplete.map(({ what, why, effect }) => `**Not read**: ${what}: ${why}; ${effect}.`),
  ].join("\n\n");
}

function targetPart({ modelId, scope, facts, quotas }: IncreaseTarget): string[] {
  const { rates, perRequest, cachedShare, throttles, takenPeak, requests } = facts;
  const figures = [
    `${whole(requests)} requests`,
    ...(perRequest
      ? [
          `${whole(perRequest.input + (perRequest.cacheWrite ?? 0))} input and ${whole(perRequest.output)} output tokens each`,
        ]
      : []),
    ...(cachedShare === null ? [] : [`${percentText(100 * cachedShare)} of input from a cache`]),
    ...(throttles ? [`${whole(throttles.requests)} throttled`] : []),
    ...(takenPeak === null ? [] : [`${percentText(takenPeak)} of the quota taken (held + used) in the highest minute`]),
  ];
  return [
    `## \`${modelId}\` (${scope})`,
    `${figures.join(", ")}.`,
    ...(rates.length === 0
      ? []
      : [
          table(
            ["per minute", "steady (p50)", "p90", "p99", "peak", "at (UTC)"],
            rates.map(({ kind, steady, p90, p99, peak, peakAt }) => [
              kindLabels[kind],
              ...[steady, p90, p99, peak].map(measured),
              clockTime(peakAt, "UTC"),
            ]),
          ),
        ]),
    table(
      ["quota", "now", "default", "ask for", "verdict", "why", "what remains"],
      quotas.map(({ kind, code, url, awsValue, default: standard, desired, verdict, because, notes, ways }) => [
        `${kindLabels[kind]} [${code}](${url})`,
        whole(awsValue),
        whole(standard),
        whole(desired),
        verdict,
        [because, ...notes].join("; "),
        ways.map((way) => (way.url === undefined ? way.text : `[${way.text}](${way.url})`)).join("; "),
      ]),
    ),
  ];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");

const escaped = (cell: string): string => cell.replaceAll("|", "\\|");
