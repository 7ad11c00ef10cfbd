/**
 * A text in lines of a terminal's width, broken between words; a word that is longer by itself is broken where it must.
 * @param width columns
 * @param indent before each line
 * @param first before the first line instead
 */
export function wrapped(text: string, width: number, indent = "", first = indent): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  const end = () => {
    lines.push(line.trimEnd());
    line = indent;
    isEmpty = true;
  };
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > width) end();
    let rest = word;
    while (line.length + rest.length > width && width > line.length) {
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
