import { maskedReport } from "./plan-diff-masked.ts";
import type { LeadLine } from "./plan-diff-recipients.ts";
import type { DiffReport } from "./plan-diff-report.ts";
import { effectText, isNamed, type ReportRow, type ReportSection, sectionCounts, subjectOf } from "./plan-diff-rows.ts";

/**
 * Characters that the text may have. GitHub refuses a comment of more than 65,536; the rest is left for what is put
 * around it. Source: the API's own answer, "Body is too long (maximum is 65536 characters)".
 */
export const maxMarkdownLength = 60_000;

/** A report as Markdown for a pull request's comment: what silences first, what matters in short, the details folded. */
export function diffMarkdown(report: DiffReport, maxLength = maxMarkdownLength): string {
  const { stack, lead, headline, notes, past = [], sections } = maskedReport(report);
  const [first, ...others] = lead;
  const top = [
    `### ${code(clipped(stack))}: ${first ? escaped(clipped(first.text)) : headline}`,
    ...leadLines(others, maxLength / 4),
    ...(first ? ["", `**${sentence(headline)}**`] : []),
    ...(notes.length > 0 ? ["", escaped(clipped(notes.join(" "), longestNotes))] : []),
    ...(past.length > 0 ? ["", escaped(clipped(past.join(" "), longestNotes))] : []),
  ].join("\n");
  let room = maxLength - top.length - sections.length * leastSection;
  const folded = sections.map((section) => {
    const text = fold(section, room);
    room -= text.length;
    return text;
  });
  return `${top}\n${folded.join("")}`;
}

/** Lines that a reader takes in; what comes after them is among the details. */
const mostLines = 20;
/** Characters of a line, so that a name of any length leaves room for the others. */
const longestLine = 300;
const longestNotes = 1_000;

function leadLines(lines: readonly LeadLine[], room: number): string[] {
  let left = room;
  const taken = lines
    .slice(0, mostLines)
    .map(({ text }) => `- ${escaped(clipped(text))}`)
    .filter((line) => {
      left -= line.length;
      return left > 0;
    });
  const rest = lines.length - taken.length;
  return [...(lines.length > 0 ? [""] : []), ...taken, ...(rest > 0 ? [`- ${rest} more, among the details`] : [])];
}

const clipped = (text: string, longest = longestLine): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Characters kept free for a section that there is no room for. */
const leastSection = 120;

/** A section folded into its title, as many rows as there is room for. */
function fold({ title, rows, nouns }: ReportSection, room: number): string {
  const head = `\n<details><summary>${title} ${sectionCounts(rows)}</summary>\n\n| | | |\n|---|---|---|\n`;
  const foot = "\n</details>\n";
  const changes = (all: readonly ReportRow[]): number => all.reduce((sum, { names }) => sum + names.length, 0);
  const cut = (left: number) => `\n${left} more: \`headroom diff\` shows all.\n`;
  let left = room - head.length - foot.length - cut(changes(rows)).length;
  const lines: string[] = [];
  for (const line of rows.map((row) => rowText(row, nouns))) {
    left -= line.length;
    if (left < 0) break;
    lines.push(line);
  }
  // With no room for a row, a line says so in the place of a table without rows.
  if (lines.length === 0) return `\n${title}: ${changes(rows)} changes, too long for a comment.\n`;
  const rest = changes(rows.slice(lines.length));
  return `${head}${lines.join("")}${rest > 0 ? cut(rest) : ""}${foot}`;
}

function rowText(row: ReportRow, nouns: ReportSection["nouns"]): string {
  const subject = isNamed(row) ? row.names.map(code).join(", ") : subjectOf(row, nouns);
  return `| ${row.sign} | ${subject} | ${escaped(row.what)}${effectText(row)} |\n`;
}

/**
 * Names come from a stack file, which in a pull request anyone may have written: as code they can't mention people,
 * load pictures or end the table.
 */
const code = (text: string): string => `\`${oneLine(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
/** GitHub looks for mentions and addresses in what is shown, not in what is written: a space of no width parts them. */
const escaped = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]<>|#!&~]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll("@", "@&#8203;");
const oneLine = (text: string): string => text.replace(/\s+/g, " ");
