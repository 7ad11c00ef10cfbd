import { fittedTable } from "../fitted-table.ts";
import { clockTime } from "../usage/numbers.ts";
import type { Paint } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import type { ReservationDocument } from "./document.ts";
import { legend, readLines, reportTables } from "./tables.ts";

/** @param width characters in a line of the terminal; endless for a file */
export function terminalReport(document: ReservationDocument, paint: Paint, width: number, timeZone: string): string {
  const { window, models, notes } = document;
  const sentence = (text: string) => wrapped(text, width, "  ", "");
  const { said, warnings } = readLines(document);
  const parts: string[] = [];
  if (window === null) parts.push(sentence("No record of a model invocation was found."));
  else {
    const times = `${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone})`;
    parts.push(paint("bold", sentence(`Bedrock's reservation by its invocation logs, ${times}`)), "");
    for (const { title, head, rows, optional } of models.length > 0 ? reportTables(document) : []) {
      const align = head.map((_, column) => (column === 0 ? ("left" as const) : ("right" as const)));
      parts.push(paint("bold", title), fittedTable({ head, rows, align, names: 1, optional }, width), "");
    }
    parts.push(...legend(document).map(sentence), "");
  }
  parts.push(sentence(said), ...warnings.map((line) => paint("yellow", sentence(line))));
  parts.push(...notes.map((note) => paint("dim", sentence(note))));
  return parts.join("\n");
}
