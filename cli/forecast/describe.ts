import { fittedTable } from "../fitted-table.ts";
import { clockTime } from "../usage/numbers.ts";
import type { Paint, Style } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import type { ForecastDocument, Verdict } from "./document.ts";
import { costText, head, legendOf, nothingText, remarksOf, rowsOf } from "./tables.ts";

const styles: Readonly<Partial<Record<Verdict, Style>>> = { likely: "red", may: "yellow" };

/** The forecast as a person reads it on a terminal. @param width characters in a line */
export function describeForecast(document: ForecastDocument, paint: Paint, width: number): string {
  const { region, window, timeZone, incomplete, notes } = document;
  const nothing = nothingText(document);
  const line = (text: string) => wrapped(text, width, "  ", "");
  const title = `When Bedrock quotas are reached in ${region}, by ${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone})`;
  const rows = rowsOf(document, ({ verdict }, text) => {
    const style = styles[verdict];
    return style === undefined ? text : paint(style, text);
  });
  const table = fittedTable(
    { head, rows, align: head.map((_, column) => (column === 3 ? "right" : "left")), names: 2, optional: [6, 3] },
    width,
  );
  return [
    paint("bold", line(title)),
    "",
    nothing === undefined ? table : line(nothing),
    ...spaced(remarksOf(document).map(line)),
    ...spaced([
      ...incomplete.map(({ what, why, effect }) => paint("yellow", line(`Not read: ${what}: ${why}; ${effect}.`))),
      ...notes.map(line),
      ...(nothing === undefined ? legendOf(document) : []).map((text) => paint("dim", line(text))),
      paint("dim", line(costText(document))),
    ]),
  ].join("\n");
}

const spaced = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : ["", ...lines]);
