import type { ReservationDocument } from "./document.ts";
import { legend, readLines, reportTables } from "./tables.ts";

export function markdownReport(document: ReservationDocument): string {
  const { window, notes } = document;
  const { said, warnings } = readLines(document);
  const when = window === null ? "No record of a model invocation was found." : `${window.start} to ${window.end}`;
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`## ${title}`, items.map((item) => `- ${item}`).join("\n")];
  const parts = [
    "# Bedrock's reservation by its invocation logs",
    when,
    ...(window === null
      ? []
      : reportTables(document).flatMap(({ title, head, rows }) => [`## ${title}`, tableOf(head, rows)])),
    ...(window === null ? [] : legend(document)),
    said,
    ...list("Not read", warnings),
    ...list("Notes", notes),
  ];
  return `${parts.join("\n\n")}\n`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}
