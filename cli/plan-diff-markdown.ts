import { counts, type DiffReport, type ReportRow, type ReportSection, type Sign } from "./plan-diff-report.ts";

/**
 * Characters that the text may have. GitHub refuses a comment of more than 65,536; the rest is left for what is put
 * around it. Source: the API's own answer, "Body is too long (maximum is 65536 characters)".
 */
export const maxMarkdownLength = 60_000;

/** A report as Markdown for a pull request's comment: what matters in a heading, the details folded. */
export function diffMarkdown({ stack, headline, notes, sections }: DiffReport, maxLength = maxMarkdownLength): string {
  const top = [`### ${code(stack)}: ${headline}`, ...(notes.length > 0 ? ["", escaped(notes.join(" "))] : [])].join(
    "\n",
  );
  let room = maxLength - top.length - sections.length * leastSection;
  const folded = sections.map((section) => {
    const text = fold(section, room);
    room -= text.length;
    return text;
  });
  return `${top}\n${folded.join("")}`;
}

/** Characters kept free for a section that there is no room for. */
const leastSection = 120;

/** A section folded into its title, as many rows as there is room for. */
function fold({ title, rows }: ReportSection, room: number): string {
  const count = (sign: Sign) => rows.filter((row) => row.sign === sign).length;
  const head = `\n<details><summary>${title} ${counts(count("+"), count("−"), count("~"))}</summary>\n\n| | | |\n|---|---|---|\n`;
  const foot = "\n</details>\n";
  const cut = (left: number) => `\n${left} more: \`headroom diff\` shows all.\n`;
  let left = room - head.length - foot.length - cut(rows.length).length;
  const lines: string[] = [];
  for (const line of rows.map(rowText)) {
    left -= line.length;
    if (left < 0) break;
    lines.push(line);
  }
  // With no room for a row, a line says so in the place of a table without rows.
  if (lines.length === 0) return `\n${title}: ${rows.length} changes, too long for a comment.\n`;
  return `${head}${lines.join("")}${lines.length < rows.length ? cut(rows.length - lines.length) : ""}${foot}`;
}

const rowText = ({ sign, name, what }: ReportRow): string => `| ${sign} | ${code(name)} | ${escaped(what)} |\n`;

/**
 * Names come from a stack file, which in a pull request anyone may have written: as code they can't mention people,
 * load pictures or end the table.
 */
const code = (text: string): string => `\`${oneLine(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
const escaped = (text: string): string =>
  oneLine(text).replace(/[\\`*_[\]<>|@#!&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const oneLine = (text: string): string => text.replace(/\s+/g, " ");
