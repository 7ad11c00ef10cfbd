import { stripVTControlCharacters } from "node:util";
import { table } from "../table.ts";

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
 * optional columns go.
 * @param width characters in a line
 */
export function fittedTable({ head, rows, align, names, optional = [] }: FittedTable, width: number): string {
  const whole = table(head, rows, align);
  if (widthOf(whole) <= width) return whole;
  let text = "";
  for (let gone = 0; gone <= optional.length; gone++) {
    const without = new Set(optional.slice(0, gone));
    const rest = <T>(cells: readonly T[]) => cells.filter((_, column) => column >= names && !without.has(column));
    const [first, ...lines] = table(rest(head), rows.map(rest), rest(align)).split("\n");
    const nameOf = (row: readonly string[] | undefined) => row?.slice(0, names).filter(Boolean).join("  ") ?? "";
    const titled = rows.flatMap((row, index) => {
      const name = nameOf(row);
      return [...(name === "" || name === nameOf(rows[index - 1]) ? [] : [name]), `   ${lines[index] ?? ""}`.trimEnd()];
    });
    text = [`   ${first}`, ...titled].join("\n");
    if (widthOf(text) <= width) break;
  }
  return text;
}

const widthOf = (text: string): number =>
  Math.max(...text.split("\n").map((line) => stripVTControlCharacters(line).length));

/** A sentence in lines of so many characters, broken between words, all but the first indented. */
export function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(line === undefined ? word : `  ${word}`);
  }
  return lines.join("\n");
}
