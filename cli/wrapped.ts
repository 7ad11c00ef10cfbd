import { stripVTControlCharacters } from "node:util";

/**
 * A text in lines of a terminal's width, broken between words; a word that is longer by itself is broken where it must.
 * @param width columns
 * @param indent before each line
 * @param first before the first line instead
 */
export function wrapped(text: string, width: number, indent = "", first = indent): string {
  if (widthOf(first) + widthOf(text) <= width) return first + text;
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  const end = () => {
    lines.push(line.trimEnd());
    line = indent;
    isEmpty = true;
  };
  for (const word of text.split(" ")) {
    if (!isEmpty && widthOf(line) + 1 + widthOf(word) > width) end();
    let rest = word;
    while (widthOf(line) + widthOf(rest) > width && width > line.length) {
      const room = width - line.length;
      line += rest.slice(0, room);
      rest = rest.slice(room);
      end();
    }
    line += isEmpty ? rest : ` ${rest}`;
    isEmpty = false;
  }
  lines.push(line.trimEnd());
  return lines.join("\n");
}

/** Colours take no room. What is wrapped is English: a library that knows every script's width takes 40 ms to load. */
const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/**
 * Every line of a text within a width: one that is longer goes on under itself. A link stays whole, or it can't be
 * followed, and a command, or it can't be copied.
 */
export const fitLines = (text: string, width: number): string =>
  text
    .split("\n")
    .map((line) => {
      if (widthOf(line) <= width || /^ *(https:\S+|\$ .*)$/.test(line)) return line;
      const indent = /^ */.exec(line)?.[0] ?? "";
      return wrapped(line.slice(indent.length), width, `${indent}  `, indent);
    })
    .join("\n");
