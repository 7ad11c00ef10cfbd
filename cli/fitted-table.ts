import { stripVTControlCharacters } from "node:util";
import { table } from "./table.ts";
import { wrapped } from "./wrapped.ts";

export interface FittedTable {
  head: readonly string[];
  /** each a line; names that are empty are those of the row above */
  rows: readonly (readonly string[])[];
  align: readonly ("left" | "right")[];
  /** how many columns, from the left, name what a row is about */
  names: number;
  /** columns that may go where there is no room, the first to go first */
  optional?: readonly number[];
}

/**
 * A table no wider than there is room, as far as that can be: names move to lines of their own above their rows, then
 * optional columns go, then each row becomes lines of its own.
 * @param width characters in a line
 */
export function fittedTable({ head, rows, align, names, optional = [] }: FittedTable, width: number): string {
  const whole = table(head, rows, align);
  if (widthOf(whole) <= width) return whole;
  for (let gone = 0; gone <= optional.length; gone++) {
    const without = new Set(optional.slice(0, gone));
    const rest = <T>(cells: readonly T[]) => cells.filter((_, column) => column >= names && !without.has(column));
    const [first, ...lines] = table(rest(head), rows.map(rest), rest(align)).split("\n");
    const nameOf = (row: readonly string[] | undefined) => row?.slice(0, names).filter(Boolean).join("  ") ?? "";
    const titled = rows.flatMap((row, index) => {
      const name = nameOf(row);
      return [...(name === "" || name === nameOf(rows[index - 1]) ? [] : [name]), `   ${lines[index] ?? ""}`.trimEnd()];
    });
    const text = [`   ${first}`, ...titled].join("\n");
    if (widthOf(text) <= width) return text;
  }
  return records(head, rows, width);
}

/** Each row as lines of its own, a cell each; empty ones are left out. */
function records(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const widest = Math.max(...head.map((title) => title.length));
  return rows
    .map((cells) =>
      cells
        .flatMap((cell, column) => {
          const lead = `  ${(head[column] ?? "").padEnd(widest)}  `;
          return cell === "" ? [] : [wrapped(cell.replaceAll("\n", ", "), width, " ".repeat(lead.length), lead)];
        })
        .join("\n"),
    )
    .join("\n\n");
}

const widthOf = (text: string): number =>
  Math.max(...text.split("\n").map((line) => stripVTControlCharacters(line).length));
