import { widthOf } from "./fit.ts";

/** A sentence in lines of at most so many columns, broken between words where there is a place to break; all but the first indented. */
export function wrapLines(text: string, columns: number, indent = 0): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : " ".repeat(indent) + word);
  }
  return lines;
}
