import { clockTime } from "../usage/numbers.ts";
import type { ForecastDocument } from "./document.ts";
import { costText, head, legendOf, nothingText, remarksOf, rowsOf } from "./tables.ts";

/** The document as a Markdown table, e.g. for a ticket. */
export function markdownForecast(document: ForecastDocument): string {
  const { region, window, timeZone, incomplete, notes } = document;
  const nothing = nothingText(document);
  const parts = [
    `# When Bedrock quotas are reached in ${region}`,
    `By ${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone}), read ${document.generatedAt}.`,
    nothing ?? tableOf(rowsOf(document)),
    ...list("Of single quotas", remarksOf(document)),
    ...list(
      "Not read",
      incomplete.map(({ what, why, effect }) => `${what}: ${why}; ${effect}`),
    ),
    ...list("Notes", [...notes, ...(nothing === undefined ? legendOf(document) : []), costText(document)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const list = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`## ${title}`, items.map((item) => `- ${item}`).join("\n")];
